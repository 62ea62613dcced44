//! A million evaluations of a chain of 5 levels: 12 guardrails, and `FullAWSAccess` at each level.

use std::hint::black_box;
use std::sync::Arc;

use groundline::guardrails::evaluate::{
    Attached, Chain, Context, Level, LevelKind, Prepared, Request, Setting, Verdict, evaluate,
};
use groundline::guardrails::policy::Policy;

use super::policies::{FULL, guardrails};
use super::{say, timed};

const EVALUATIONS: usize = 1_000_000;
const ACTIONS: &[(&str, &str)] = &[
    ("ec2:RunInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/*"),
    ("ec2:DescribeInstances", "*"),
    ("ec2:CreateVolume", "arn:aws:ec2:eu-west-1:111111111111:volume/vol-1"),
    ("s3:GetObject", "arn:aws:s3:::example-bucket/some/object.json"),
    ("s3:PutBucketPolicy", "arn:aws:s3:::example-bucket"),
    ("iam:CreateRole", "arn:aws:iam::111111111111:role/application"),
    ("iam:PassRole", "arn:aws:iam::111111111111:role/service/application"),
    ("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/person"),
    ("sts:AssumeRole", "arn:aws:iam::222222222222:role/reader"),
    (
        "lambda:InvokeFunction",
        "arn:aws:lambda:eu-west-1:111111111111:function:job",
    ),
    (
        "dynamodb:GetItem",
        "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
    ),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:111111111111:key/1234"),
    (
        "logs:PutLogEvents",
        "arn:aws:logs:eu-west-1:111111111111:log-group:job:log-stream:1",
    ),
    (
        "guardduty:DeleteDetector",
        "arn:aws:guardduty:eu-west-1:111111111111:detector/1",
    ),
    ("events:PutRule", "arn:aws:events:eu-west-1:111111111111:rule/mine"),
    ("organizations:LeaveOrganization", "*"),
];
const REGIONS: &[&str] = &["eu-west-1", "eu-central-1", "us-east-1", "ap-south-1"];
const ROLES: &[&str] = &[
    "role/developer",
    "role/team/deploy",
    "role/OrganizationAccountAccessRole",
    "user/person",
    "root",
];

/// Prints how long they take.
pub fn measure() {
    let chain = chain();
    let requests = requests();
    let setting = Setting {
        management_account: Some("999999999999".to_owned()),
        resource_account: None,
    };
    let mut denied = 0_usize;
    timed("1,000,000 evaluations of 5 levels with 17 policies", 5.0, || {
        for request in requests.iter().cycle().take(EVALUATIONS) {
            let decision = evaluate(black_box(request), &chain, &setting);
            denied += usize::from(decision.verdict == Verdict::Deny);
        }
    });
    say(&format!("  {} requests in turn, {denied} denials", requests.len()));
}

fn attached(name: &str, text: &str) -> Attached {
    Attached {
        name: name.to_owned(),
        policy: Arc::new(Prepared::new(&Policy::parse(text).unwrap())),
    }
}

/// Two or three guardrails a level.
fn chain() -> Chain {
    let guardrails = guardrails();
    let level = |index: usize| Level {
        kind: [
            LevelKind::Root,
            LevelKind::Unit,
            LevelKind::Unit,
            LevelKind::Unit,
            LevelKind::Account,
        ][index],
        id: index.to_string(),
        policies: std::iter::once(attached("FullAWSAccess", FULL))
            .chain(
                guardrails
                    .iter()
                    .skip(index)
                    .step_by(5)
                    .map(|(name, text)| attached(name, text)),
            )
            .collect(),
    };
    Chain {
        scps: (0..5).map(level).collect(),
        rcps: Vec::new(),
    }
}

fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for (action, resource) in ACTIONS {
        for region in REGIONS {
            for role in ROLES {
                let principal = format!("arn:aws:iam::111111111111:{role}");
                let context = Context::complete()
                    .with("aws:PrincipalArn", principal.as_str())
                    .with("aws:PrincipalAccount", "111111111111")
                    .with("aws:PrincipalOrgID", "o-a1b2c3d4e5")
                    .with("aws:PrincipalType", "AssumedRole")
                    .with("aws:RequestedRegion", *region)
                    .with("aws:SecureTransport", "true")
                    .with("aws:CurrentTime", "2026-11-23T10:00:00Z")
                    .with("aws:SourceIp", "203.0.113.7")
                    .with("aws:PrincipalTag/team", "payments")
                    .with("ec2:MetadataHttpTokens", "required")
                    .with("aws:TagKeys", vec!["owner", "cost-center"]);
                requests.push(Request::new(&principal, action, resource, context));
            }
        }
    }
    requests
}
