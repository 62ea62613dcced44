//! Whom SCPs and RCPs leave alone.

use super::build::{FULL, MANAGEMENT, MEMBER, rcp, scp, told};
use crate::guardrails::evaluate::{Chain, Context, Request, Setting, evaluate};

const DENY_ALL: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
const DENY_ANYONE: &str = r#"{"Effect":"Deny","Principal":"*","Action":["s3:*","kms:*","iam:*"],"Resource":"*"}"#;
const LINKED: &str = "arn:aws:iam::111111111111:role/aws-service-role/ops.example/AWSServiceRoleForX";

fn by(principal: &str) -> Request {
    Request::new(principal, "s3:GetObject", "arn:aws:s3:::b/x", Context::complete())
}

#[test]
fn scps_bind_the_iam_principals_of_members() {
    for (principal, wanted) in [
        (MEMBER, "deny explicit"),
        ("arn:aws:iam::111111111111:root", "deny explicit"),
        ("arn:aws:iam::111111111111:user/u", "deny explicit"),
        ("arn:aws:sts::111111111111:assumed-role/developer/s", "deny explicit"),
        ("arn:aws:sts::111111111111:federated-user/u", "deny explicit"),
        ("arn:aws:iam::999999999999:role/developer", "allow exempt"),
        ("arn:aws:iam::999999999999:root", "allow exempt"),
        (LINKED, "allow exempt"),
        ("ec2.amazonaws.com", "allow exempt"),
        ("*", "allow exempt"),
        ("", "allow exempt"),
    ] {
        assert_eq!(told(&by(principal), &scp(DENY_ALL)), wanted, "{principal}");
    }
}

#[test]
fn a_session_of_a_service_linked_role_is_one() {
    let mut session = by("arn:aws:sts::111111111111:assumed-role/AWSServiceRoleForX/s");
    assert_eq!(told(&session, &scp(DENY_ALL)), "deny explicit");
    session.context.set("aws:PrincipalArn", LINKED);
    assert_eq!(told(&session, &scp(DENY_ALL)), "allow exempt");
    // An ordinary role does not become one by a key that does not fit it.
    let mut role = by(MEMBER);
    role.context.set("aws:PrincipalArn", LINKED);
    assert_eq!(told(&role, &scp(DENY_ALL)), "deny explicit");
}

#[test]
fn without_levels_nothing_applies_and_nothing_is_exempt() {
    assert_eq!(told(&by(MEMBER), &Chain::default()), "allow allowed");
}

#[test]
fn rcps_bind_everyone_on_resources_of_members() {
    for (principal, wanted) in [
        (MEMBER, "deny explicit"),
        ("arn:aws:iam::999999999999:role/x", "deny explicit"),
        ("arn:aws:iam::555555555555:role/outsider", "deny explicit"),
        ("*", "deny explicit"),
        ("cloudtrail.amazonaws.com", "deny explicit"),
        (LINKED, "allow exempt"),
    ] {
        assert_eq!(told(&by(principal), &rcp(DENY_ANYONE)), wanted, "{principal}");
    }
}

#[test]
fn rcps_leave_the_management_account_and_some_calls_alone() {
    let ask = |action: &str, resource: &str| Request::new(MEMBER, action, resource, Context::complete());
    let chain = rcp(DENY_ANYONE);
    for (action, resource, wanted) in [
        ("kms:Decrypt", "arn:aws:kms:r:111111111111:key/x", "deny explicit"),
        ("kms:Decrypt", "arn:aws:kms:r:999999999999:key/x", "allow exempt"),
        ("kms:RetireGrant", "arn:aws:kms:r:111111111111:key/x", "allow exempt"),
        (
            "kms:DescribeKey",
            "arn:aws:kms:r:111111111111:alias/aws/s3",
            "allow exempt",
        ),
        (
            "kms:DescribeKey",
            "arn:aws:kms:r:111111111111:alias/mine",
            "deny explicit",
        ),
        // IAM has no RCPs.
        ("iam:CreateUser", "*", "allow exempt"),
        ("S3:ListAllMyBuckets", "*", "deny explicit"),
    ] {
        assert_eq!(told(&ask(action, resource), &chain), wanted, "{action} {resource}");
    }
    let mut aliased = ask("kms:Decrypt", "arn:aws:kms:r:111111111111:key/x");
    aliased
        .context
        .set("kms:ResourceAliases", vec!["alias/x", "alias/aws/ebs"]);
    assert_eq!(told(&aliased, &chain), "allow exempt");
    let by_management = Request::new(
        "arn:aws:iam::999999999999:role/x",
        "s3:ListAllMyBuckets",
        "*",
        Context::complete(),
    );
    assert_eq!(told(&by_management, &chain), "allow exempt");
}

#[test]
fn the_account_given_for_the_resource_wins() {
    let chain = rcp(DENY_ANYONE);
    let asked = by(MEMBER);
    let decide = |account: &str| {
        let setting = Setting {
            management_account: Some(MANAGEMENT.to_owned()),
            resource_account: Some(account.to_owned()),
        };
        evaluate(&asked, &chain, &setting).kind.word()
    };
    assert_eq!(decide(MANAGEMENT), "exempt");
    assert_eq!(decide("111111111111"), "explicit");
}

#[test]
fn exempt_from_one_kind_is_not_exempt_from_the_other() {
    let chain = Chain {
        scps: scp(DENY_ALL).scps,
        rcps: rcp(DENY_ANYONE).rcps,
    };
    assert_eq!(told(&by("arn:aws:iam::999999999999:role/x"), &chain), "deny explicit");
    assert_eq!(told(&by(LINKED), &chain), "allow exempt");
    let open = Chain {
        scps: scp(FULL).scps,
        rcps: rcp(DENY_ANYONE).rcps,
    };
    let iam = Request::new(MEMBER, "iam:CreateUser", "*", Context::complete());
    assert_eq!(told(&iam, &open), "allow allowed");
}

#[test]
fn nothing_denies_the_action_that_needs_no_permission() {
    let ask = |action: &str| Request::new(MEMBER, action, "*", Context::complete());
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}"#;
    for chain in [scp(DENY_ALL), rcp(deny)] {
        assert_eq!(told(&ask("STS:getCallerIdentity"), &chain), "allow exempt");
        assert_eq!(told(&ask("sts:GetCallerIdentit"), &chain), "deny explicit");
    }
}
