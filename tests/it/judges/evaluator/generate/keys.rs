//! Condition keys that every request may have, and values that are worth comparing.

use groundline::guardrails::policy::Family;

/// A condition key.
#[derive(Debug)]
pub struct Key {
    /// Its name, as AWS spells it.
    pub name: &'static str,
    /// The family of operators made for it.
    pub family: Family,
    /// Whether a request has a list of values.
    pub many: bool,
    /// Values that requests have, and policies ask for.
    pub values: &'static [&'static str],
    /// Values that only policies have: ranges and other spellings.
    pub only_in_policies: &'static [&'static str],
    /// What is no value of the family. Whether an operator that asks for inequality holds then, nobody says.
    pub no_values: &'static [&'static str],
}

const fn one(name: &'static str, family: Family, values: &'static [&'static str]) -> Key {
    Key {
        name,
        family,
        many: false,
        values,
        only_in_policies: &[],
        no_values: &[],
    }
}

const fn odd(key: Key, only_in_policies: &'static [&'static str], no_values: &'static [&'static str]) -> Key {
    Key {
        only_in_policies,
        no_values,
        ..key
    }
}

const fn many(name: &'static str, values: &'static [&'static str]) -> Key {
    Key {
        name,
        family: Family::String,
        many: true,
        values,
        only_in_policies: &[],
        no_values: &[],
    }
}

// None is empty: whether a variable then has a value is written nowhere.
const TEAMS: &[&str] = &[
    "payments",
    "Payments",
    "PAYMENTS",
    "search",
    "pay*ments",
    "none",
    "a?b",
    "a$b",
    "pay",
];
const COST_CENTERS: &[&str] = &["payments", "Payments", "1234", "12*4", "", "12"];
const BOOLS: &[&str] = &["true", "false", "True", "FALSE"];
const NO_BOOLS: &[&str] = &["yes", ""];
// No exponents: whether AWS reads them is written nowhere.
const NUMBERS: &[&str] = &[
    "1",
    "1.0",
    "10",
    "2.5",
    "2.50",
    "-3",
    "-2.75",
    "0",
    "0.5",
    "3600",
    "9007199254740993",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992",
    "0.1",
];
const ODD_NUMBERS: &[&str] = &["01", "-0", ".5", "10.00", "3600.0"];
const NO_NUMBERS: &[&str] = &["ten", "", "one.5"];
const INSTANTS: &[&str] = &[
    "2026-03-01T00:00:00Z",
    "2026-03-01T01:00:00+01:00",
    "2026-02-28T19:00:00-05:00",
    "2026-03-01T00:00:00.000Z",
    "2026-03-01T00:00:01Z",
    "2025-12-31T23:59:59Z",
    "1772323200",
    "1772323201",
    "0",
];
const ODD_INSTANTS: &[&str] = &["2026-03-01", "2026-03", "2026-03-01T00:00Z", "2026-02-28T23:59:59.999Z"];
const NO_INSTANTS: &[&str] = &["yesterday", "2026-13-01T00:00:00Z", ""];
const ADDRESSES: &[&str] = &[
    "203.0.113.7",
    "203.0.113.8",
    "198.51.100.1",
    "10.1.2.3",
    "2001:db8::1",
    "2001:DB8:0:0:0:0:0:1",
    "2001:db8:9000::7",
];
const RANGES: &[&str] = &[
    "203.0.113.0/24",
    "203.0.113.7/32",
    "203.0.113.200/25",
    "0.0.0.0/0",
    "10.0.0.0/8",
    "2001:db8::/32",
    "2001:db8::1/128",
    "2001:db8:8000::/33",
    "::/0",
];
const NO_RANGES: &[&str] = &["203.0.113.300", "somewhere", ""];
const ARNS: &[&str] = &[
    "arn:aws:iam::111111111111:role/developer",
    "arn:aws:iam::111111111111:role/Developer",
    "arn:aws:iam::111111111111:role/team/payments/deploy",
    "arn:aws:iam::111111111111:user/alice",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::222222222222:role/Developer",
    "arn:aws-cn:iam::111111111111:role/developer",
];
const SOURCES: &[&str] = &[
    "arn:aws:s3:::reports",
    "arn:aws:sns:eu-west-1:111111111111:alarms",
    "arn:aws:cloudtrail:eu-west-1:111111111111:trail/baseline",
    "arn:aws:lambda:eu-west-1:111111111111:function:payments-worker:7",
    "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/payments:log-stream:one",
    "arn:aws:s3:::reports/a/b",
];
const ODD_ARNS: &[&str] = &["arn:aws:s3", "reports", "arn:aws:s3:::*", ""];
const BYTES: &[&str] = &["QmFzZWxpbmU=", "qmFzZWxpbmU=", "AAEC", "AAEC/w=="];
const NO_BYTES: &[&str] = &["not base64!", ""];
const REGIONS: &[&str] = &[
    "eu-west-1",
    "EU-WEST-1",
    "us-east-1",
    "us-west-2",
    "eu-central-1",
    "unspecified",
];
const ORGANIZATIONS: &[&str] = &["o-example0001", "o-EXAMPLE0001", "o-other00001", ""];
const PATHS: &[&str] = &[
    "o-example0001/r-ab12/",
    "o-example0001/r-ab12/ou-ab12-11111111/",
    "o-example0001/r-ab12/ou-ab12-11111111/ou-ab12-22222222/",
    "o-other00001/r-cd34/",
];
const TAG_KEYS: &[&str] = &[
    "team",
    "Team",
    "cost-center",
    "owner",
    "aws:groundline",
    "project",
    "1",
    "2.0",
    "true",
    "2026-03-01T00:00:00Z",
    "203.0.113.7",
    "arn:aws:s3:::reports",
    "",
    "te*m",
];
const SERVICES: &[&str] = &[
    "cloudformation.amazonaws.com",
    "athena.amazonaws.com",
    "kms.amazonaws.com",
    "dynamodb.amazonaws.com",
];
const ACCOUNTS: &[&str] = &["111111111111", "222222222222", "999999999999", "0111111111111"];
const PEOPLE: &[&str] = &[
    "alice",
    "Alice",
    "bob",
    "Bob",
    "AROA0123456789EXAMPLE:alice",
    "111111111111:bob",
];

/// The keys.
pub const KEYS: &[Key] = &[
    odd(one("aws:PrincipalArn", Family::Arn, ARNS), ODD_ARNS, &[]),
    odd(one("aws:SourceArn", Family::Arn, SOURCES), ODD_ARNS, &[]),
    one("aws:PrincipalOrgID", Family::String, ORGANIZATIONS),
    one("aws:PrincipalAccount", Family::String, ACCOUNTS),
    one("aws:RequestedRegion", Family::String, REGIONS),
    one("aws:PrincipalTag/team", Family::String, TEAMS),
    one("aws:SourceIdentity", Family::String, COST_CENTERS),
    one("aws:RequestTag/Cost-Center", Family::String, COST_CENTERS),
    one("aws:username", Family::String, PEOPLE),
    one("aws:userid", Family::String, PEOPLE),
    odd(one("aws:referer", Family::Binary, BYTES), &[], NO_BYTES),
    odd(one("aws:SecureTransport", Family::Bool, BOOLS), &[], NO_BOOLS),
    odd(one("aws:MultiFactorAuthPresent", Family::Bool, BOOLS), &[], NO_BOOLS),
    odd(one("aws:PrincipalIsAWSService", Family::Bool, BOOLS), &[], NO_BOOLS),
    odd(
        one("aws:MultiFactorAuthAge", Family::Numeric, NUMBERS),
        ODD_NUMBERS,
        NO_NUMBERS,
    ),
    odd(
        one("ec2:RoleDelivery", Family::Numeric, NUMBERS),
        ODD_NUMBERS,
        NO_NUMBERS,
    ),
    odd(
        one("aws:CurrentTime", Family::Date, INSTANTS),
        ODD_INSTANTS,
        NO_INSTANTS,
    ),
    odd(one("aws:EpochTime", Family::Date, INSTANTS), ODD_INSTANTS, NO_INSTANTS),
    odd(
        one("aws:TokenIssueTime", Family::Date, INSTANTS),
        ODD_INSTANTS,
        NO_INSTANTS,
    ),
    odd(one("aws:SourceIp", Family::Address, ADDRESSES), RANGES, NO_RANGES),
    odd(one("aws:VpcSourceIp", Family::Address, ADDRESSES), RANGES, NO_RANGES),
    many("aws:TagKeys", TAG_KEYS),
    many("aws:CalledVia", SERVICES),
    many("aws:PrincipalOrgPaths", PATHS),
];

/// Keys that policies name in variables.
pub const IN_VARIABLES: &[&str] = &[
    "aws:username",
    "aws:PrincipalTag/team",
    "aws:PrincipalAccount",
    "aws:userid",
];

/// The key of that name.
pub fn key(name: &str) -> &'static Key {
    KEYS.iter().find(|key| key.name == name).unwrap()
}
