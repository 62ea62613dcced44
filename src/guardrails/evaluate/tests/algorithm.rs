//! Level by level.

use super::build::{FULL, decide, level, rcp, request, scp, scps, told};
use crate::guardrails::evaluate::{Cause, Chain, LevelKind, Outcome};

const DENY: &str = r#"{"Sid":"NoBuckets","Effect":"Deny","Action":"s3:CreateBucket","Resource":"*"}"#;
const ONLY_S3: &str = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
const ONLY_EC2: &str = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#;

#[test]
fn every_level_must_allow_and_none_deny() {
    let bucket = request("s3:CreateBucket", "arn:aws:s3:::b");
    for (chain, wanted) in [
        (scps(&[FULL], &[FULL], &[FULL]), "allow allowed"),
        (scps(&[FULL], &[FULL], &[]), "deny implicit"),
        (scps(&[], &[FULL], &[FULL]), "deny implicit"),
        // Statements of one level are a union.
        (scps(&[ONLY_EC2, ONLY_S3], &[FULL], &[FULL]), "allow allowed"),
        (scps(&[ONLY_EC2], &[ONLY_S3], &[FULL]), "deny implicit"),
        (scps(&[FULL], &[FULL, DENY], &[FULL]), "deny explicit"),
        (scps(&[FULL], &[FULL], &[DENY]), "deny explicit"),
        // Explicit is told before implicit, wherever it stands.
        (scps(&[ONLY_EC2], &[FULL], &[FULL, DENY]), "deny explicit"),
        (scps(&[FULL, DENY], &[ONLY_EC2], &[FULL]), "deny explicit"),
    ] {
        assert_eq!(told(&bucket, &chain), wanted, "{chain:?}");
    }
}

#[test]
fn who_decided_is_told() {
    let chain = scps(&[FULL], &[ONLY_S3, DENY], &[ONLY_EC2]);
    let bucket = request("s3:CreateBucket", "arn:aws:s3:::b");
    let decision = decide(&bucket, &chain);
    let outcomes: Vec<_> = decision.levels.iter().map(|level| level.outcome.clone()).collect();
    let allowed = Cause {
        policy: "p0",
        sid: None,
        statement: 0,
    };
    let denied = Cause {
        policy: "p1",
        sid: Some("NoBuckets"),
        statement: 0,
    };
    assert_eq!(
        outcomes,
        [
            Outcome::Passed(Some(allowed)),
            Outcome::Explicit(denied),
            Outcome::Implicit
        ]
    );
    assert_eq!(decision.because().and_then(|level| level.cause()), Some(denied));
    assert_eq!(decision.because().map(|level| level.level.kind), Some(LevelKind::Unit));
}

#[test]
fn an_rcp_needs_no_allow_and_both_kinds_must_pass() {
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#;
    let bucket = request("s3:CreateBucket", "arn:aws:s3:::b");
    assert_eq!(told(&bucket, &rcp(deny)), "deny explicit");
    let other = r#"{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}"#;
    assert_eq!(told(&bucket, &rcp(other)), "allow allowed");
    let both = Chain {
        scps: scp(DENY).scps,
        rcps: rcp(other).rcps,
    };
    assert_eq!(told(&bucket, &both), "deny explicit");
    let both = Chain {
        scps: vec![level(LevelKind::Root, &[FULL])],
        rcps: rcp(deny).rcps,
    };
    assert_eq!(told(&bucket, &both), "deny explicit");
}

#[test]
fn a_statement_matches_where_action_resource_and_all_conditions_do() {
    let statement = |elements: &str| scp(&format!(r#"{{"Effect":"Deny",{elements}}}"#));
    for (elements, denied) in [
        (r#""Action":"s3:*","Resource":"arn:aws:s3:::b/*""#, true),
        (r#""Action":"s3:*","Resource":"arn:aws:s3:::c/*""#, false),
        (
            r#""Action":["sqs:*","S3:get*"],"Resource":["arn:aws:s3:::c","arn:aws:s3:::b/?"]"#,
            true,
        ),
        (r#""NotAction":["s3:*"],"Resource":"*""#, false),
        (r#""NotAction":["sqs:*"],"Resource":"*""#, true),
        (r#""Action":"*","NotResource":"arn:aws:s3:::b/*""#, false),
        (
            r#""Action":"*","NotResource":["arn:aws:s3:::c","arn:aws:s3:::d"]"#,
            true,
        ),
        (r#""Action":"*","Resource":"*","Condition":{}"#, true),
        (
            r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":"1","a:c":"2"}}"#,
            true,
        ),
        (
            r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":"1","a:c":"x"}}"#,
            false,
        ),
        (
            r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":"1"},"StringNotEquals":{"a:c":"2"}}"#,
            false,
        ),
        (
            r#""Action":"*","Resource":"*","Condition":{"StringEquals":{"A:B":["0","1"]}}"#,
            true,
        ),
        (
            r#""Action":"*","Resource":"*","Condition":{"StringNotEquals":{"a:b":["0","1"]}}"#,
            false,
        ),
    ] {
        let mut asked = request("s3:GetObject", "arn:aws:s3:::b/x");
        asked.context.set("a:b", "1");
        asked.context.set("a:c", "2");
        let wanted = if denied { "deny explicit" } else { "allow allowed" };
        assert_eq!(told(&asked, &statement(elements)), wanted, "{elements}");
    }
}

#[test]
fn an_action_without_resource_types_is_asked_on_a_star() {
    let deny = |resource: &str| scp(&format!(r#"{{"Effect":"Deny","Action":"*",{resource}}}"#));
    let asked = request("ec2:DescribeInstances", "*");
    for (resource, wanted) in [
        (r#""Resource":"*""#, "deny explicit"),
        (r#""Resource":"arn:aws:ec2:*:*:*""#, "allow allowed"),
        (r#""Resource":"arn:*""#, "allow allowed"),
        (r#""NotResource":"arn:aws:ec2:*:*:*""#, "deny explicit"),
        (r#""NotResource":"*""#, "allow allowed"),
    ] {
        assert_eq!(told(&asked, &deny(resource)), wanted, "{resource}");
    }
}
