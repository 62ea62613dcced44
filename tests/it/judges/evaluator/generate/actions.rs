//! Actions that exist, with resources on which each is called. `*` stands for an action without resource types.

/// The services of a world, each with its actions.
pub type Service = (&'static str, &'static [(&'static str, &'static [&'static str])]);

const OBJECTS: &[&str] = &[
    "arn:aws:s3:::baseline-logs/AWSLogs/111111111111/day.gz",
    "arn:aws:s3:::reports/alice/2026:03/summary.csv",
    "arn:aws:s3:::reports/bob/summary.csv",
    "arn:aws:s3:::reports/public/index.html",
    "arn:aws:s3:::Reports/alice/a b,c.csv",
    "arn:aws:s3:::shared/payments/none/key",
    "arn:aws:s3:::shared/search/50%$key",
];
const BUCKETS: &[&str] = &[
    "arn:aws:s3:::baseline-logs",
    "arn:aws:s3:::reports",
    "arn:aws:s3:::shared-payments",
    "arn:aws:s3:::shared-search",
];
const QUEUES: &[&str] = &[
    "arn:aws:sqs:eu-west-1:111111111111:orders",
    "arn:aws:sqs:eu-west-1:222222222222:orders.fifo",
    "arn:aws:sqs:us-east-1:111111111111:payments",
];
const KEYS: &[&str] = &[
    "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:kms:us-east-1:222222222222:key/mrk-0123456789abcdef",
];
const ROLES: &[&str] = &[
    "arn:aws:iam::111111111111:role/developer",
    "arn:aws:iam::111111111111:role/team/payments/deploy",
    "arn:aws:iam::222222222222:role/Developer",
    "arn:aws:iam::111111111111:role/stacksets-exec-0123",
];
const SECRETS: &[&str] = &[
    "arn:aws:secretsmanager:eu-west-1:111111111111:secret:payments/db-AbCdEf",
    "arn:aws:secretsmanager:eu-west-1:111111111111:secret:search-XyZ123",
    "arn:aws:secretsmanager:us-east-1:222222222222:secret:alice-a1B2c3",
];
const TABLES: &[&str] = &[
    "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
    "arn:aws:dynamodb:eu-west-1:222222222222:table/payments-orders",
];
const INSTANCES: &[&str] = &[
    "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0",
    "arn:aws:ec2:us-east-1:222222222222:instance/i-0fedcba9876543210",
];
const LAUNCHED: &[&str] = &[
    "arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0",
    "arn:aws:ec2:eu-west-1:111111111111:volume/vol-01",
    "arn:aws:ec2:us-east-1::image/ami-0123",
];
const USERS: &[&str] = &[
    "arn:aws:iam::111111111111:user/alice",
    "arn:aws:iam::111111111111:user/team/Bob",
    "arn:aws:iam::222222222222:user/alice",
];
const FUNCTIONS: &[&str] = &[
    "arn:aws:lambda:eu-west-1:111111111111:function:payments-worker",
    "arn:aws:lambda:us-east-1:222222222222:function:baseline-watch",
];
const GROUPS: &[&str] = &[
    "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/payments",
    "arn:aws:logs:eu-west-1:111111111111:log-group:baseline-trail",
];
const STREAMS: &[&str] = &[
    "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/payments:log-stream:one",
    "arn:aws:logs:us-east-1:222222222222:log-group:baseline-trail:log-stream:2026/03",
];
const TOPICS: &[&str] = &[
    "arn:aws:sns:eu-west-1:111111111111:alarms",
    "arn:aws:sns:us-east-1:222222222222:baseline-alarms",
];
const TRAILS: &[&str] = &[
    "arn:aws:cloudtrail:eu-west-1:111111111111:trail/baseline",
    "arn:aws:cloudtrail:us-east-1:111111111111:trail/own",
];
const STACKS: &[&str] = &[
    "arn:aws:cloudformation:eu-west-1:111111111111:stack/StackSet-baseline-roles/0f1e",
    "arn:aws:cloudformation:us-east-1:222222222222:stack/shop/77aa",
];
const PARAMETERS: &[&str] = &[
    "arn:aws:ssm:eu-west-1:111111111111:parameter/payments/db/password",
    "arn:aws:ssm:eu-west-1:111111111111:parameter/alice",
];
const REPOSITORIES: &[&str] = &[
    "arn:aws:ecr:eu-west-1:111111111111:repository/payments/web",
    "arn:aws:ecr:us-east-1:222222222222:repository/search",
];
const RULES: &[&str] = &[
    "arn:aws:events:eu-west-1:111111111111:rule/baseline-guardduty",
    "arn:aws:events:us-east-1:222222222222:rule/nightly",
];
const NONE: &[&str] = &["*"];

/// Services that RCPs cover.
pub const IN_RCPS: &[Service] = &[
    (
        "s3",
        &[
            ("GetObject", OBJECTS),
            ("PutObject", OBJECTS),
            ("DeleteObject", OBJECTS),
            ("ListBucket", BUCKETS),
            ("DeleteBucket", BUCKETS),
            ("PutBucketPolicy", BUCKETS),
            ("ListAllMyBuckets", NONE),
        ],
    ),
    (
        "sqs",
        &[
            ("SendMessage", QUEUES),
            ("ReceiveMessage", QUEUES),
            ("DeleteQueue", QUEUES),
        ],
    ),
    (
        "kms",
        &[
            ("Decrypt", KEYS),
            ("ScheduleKeyDeletion", KEYS),
            ("RetireGrant", KEYS),
            ("CreateKey", NONE),
        ],
    ),
    (
        "sts",
        &[
            ("AssumeRole", ROLES),
            ("TagSession", ROLES),
            ("DecodeAuthorizationMessage", NONE),
            ("GetCallerIdentity", NONE),
        ],
    ),
    (
        "secretsmanager",
        &[("GetSecretValue", SECRETS), ("DeleteSecret", SECRETS)],
    ),
    (
        "dynamodb",
        &[("GetItem", TABLES), ("PutItem", TABLES), ("DeleteTable", TABLES)],
    ),
    (
        "logs",
        &[
            ("DeleteLogGroup", GROUPS),
            ("PutRetentionPolicy", GROUPS),
            ("PutLogEvents", STREAMS),
        ],
    ),
    ("ecr", &[("PutImage", REPOSITORIES), ("GetAuthorizationToken", NONE)]),
    (
        "events",
        &[("PutRule", RULES), ("DeleteRule", RULES), ("ListEventBuses", NONE)],
    ),
];

/// Services that only SCPs reach.
pub const IN_SCPS: &[Service] = &[
    (
        "ec2",
        &[
            ("RunInstances", LAUNCHED),
            ("StopInstances", INSTANCES),
            ("TerminateInstances", INSTANCES),
            ("DescribeInstances", NONE),
            ("DescribeVpcs", NONE),
        ],
    ),
    (
        "iam",
        &[
            ("CreateUser", USERS),
            ("CreateAccessKey", USERS),
            ("TagRole", ROLES),
            ("CreateRole", ROLES),
            ("AttachRolePolicy", ROLES),
            ("GetAccountSummary", NONE),
        ],
    ),
    (
        "lambda",
        &[
            ("InvokeFunction", FUNCTIONS),
            ("DeleteFunction", FUNCTIONS),
            ("ListFunctions", NONE),
        ],
    ),
    (
        "sns",
        &[("Publish", TOPICS), ("DeleteTopic", TOPICS), ("ListTopics", NONE)],
    ),
    (
        "cloudtrail",
        &[("StopLogging", TRAILS), ("DeleteTrail", TRAILS), ("LookupEvents", NONE)],
    ),
    (
        "cloudformation",
        &[("DeleteStack", STACKS), ("UpdateStack", STACKS), ("ListExports", NONE)],
    ),
    (
        "ssm",
        &[
            ("GetParameter", PARAMETERS),
            ("PutParameter", PARAMETERS),
            ("DescribeParameters", NONE),
        ],
    ),
    (
        "organizations",
        &[
            ("LeaveOrganization", NONE),
            ("DescribeOrganization", NONE),
            ("ListRoots", NONE),
        ],
    ),
];
