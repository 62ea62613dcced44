//! What depends on keys that are not known.

use super::build::{FULL, MEMBER, level, rcp, scp, scps, told};
use crate::guardrails::evaluate::matching::ResourcePattern;
use crate::guardrails::evaluate::{Chain, Context, LevelKind, Request, Resource};

fn open(action: &str) -> Request {
    Request::new(MEMBER, action, "arn:aws:s3:::b/x", Context::open())
}

fn deny(condition: &str) -> String {
    format!(r#"{{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{{{condition}}}}}"#)
}

#[test]
fn an_unknown_deny_depends() {
    let chain = scp(&deny(r#""StringEquals":{"a:B":"1"},"Bool":{"a:c":"true"}"#));
    assert_eq!(told(&open("s3:GetObject"), &chain), "depends on a:B a:c explicit");
    assert_eq!(told(&open("sqs:SendMessage"), &chain), "allow allowed");
    let known = |key: &str, value: &str| {
        let mut request = open("s3:GetObject");
        request.context.set(key, value);
        told(&request, &chain)
    };
    assert_eq!(known("a:b", "1"), "depends on a:c explicit");
    // One condition that fails is enough.
    assert_eq!(known("a:b", "2"), "allow allowed");
    assert_eq!(known("a:c", "false"), "allow allowed");
    let mut absent = open("s3:GetObject");
    absent.context = absent.context.without("A:B");
    assert_eq!(told(&absent, &chain), "allow allowed");
}

#[test]
fn a_certain_deny_anywhere_decides() {
    let maybe = deny(r#""StringEquals":{"a:b":"1"}"#);
    let sure = deny(r#""Null":{"a:b":["true","false"]}"#);
    let request = open("s3:GetObject");
    assert_eq!(
        told(&request, &scps(&[FULL, &maybe], &[FULL, &sure], &[FULL])),
        "deny explicit"
    );
    assert_eq!(
        told(&request, &scps(&[FULL, &maybe, &sure], &[FULL], &[FULL])),
        "deny explicit"
    );
    assert_eq!(told(&request, &scps(&[FULL, &maybe], &[], &[FULL])), "deny implicit");
    assert_eq!(told(&request, &scps(&[&maybe], &[FULL], &[FULL])), "deny implicit");
}

#[test]
fn an_unknown_allow_depends_unless_another_is_certain() {
    let maybe = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a:b":"1"}}}"#;
    let request = open("s3:GetObject");
    let only = |policies: &[&str]| Chain {
        scps: vec![level(LevelKind::Root, policies)],
        rcps: Vec::new(),
    };
    assert_eq!(told(&request, &only(&[maybe])), "depends on a:b implicit");
    assert_eq!(told(&request, &only(&[maybe, FULL])), "allow allowed");
    assert_eq!(told(&open("sqs:SendMessage"), &only(&[maybe])), "deny implicit");
    let both = Chain {
        scps: only(&[maybe]).scps,
        rcps: rcp(&deny(r#""StringEquals":{"A:B":"2","a:c":"1"}"#)).rcps,
    };
    // One key in two spellings is one key.
    assert_eq!(told(&request, &both), "depends on a:b a:c explicit");
}

#[test]
fn each_operator_keeps_what_is_certain() {
    for (condition, wanted) in [
        (r#""Null":{"a:b":"true"}"#, "depends on a:b explicit"),
        (r#""Null":{"a:b":"maybe"}"#, "allow allowed"),
        (r#""StringNotEquals":{"a:b":"1"}"#, "depends on a:b explicit"),
        (r#""StringEqualsIfExists":{"a:b":"1"}"#, "depends on a:b explicit"),
        (r#""ForAllValues:StringEquals":{"a:b":"1"}"#, "depends on a:b explicit"),
        // A variable without a known value.
        (r#""StringEquals":{"k:one":"${a:b}"}"#, "depends on a:b explicit"),
        (r#""StringEquals":{"k:one":["${a:b}","x"]}"#, "deny explicit"),
        (r#""StringNotEquals":{"k:one":["${a:b}","x"]}"#, "allow allowed"),
        (r#""StringNotEquals":{"k:one":"${a:b}"}"#, "depends on a:b explicit"),
        (
            r#""ForAnyValue:StringEquals":{"k:many":["${a:b}","y"]}"#,
            "deny explicit",
        ),
        (
            r#""ForAllValues:StringEquals":{"k:many":["${a:b}","y"]}"#,
            "depends on a:b explicit",
        ),
        (
            r#""ForAllValues:StringNotEquals":{"k:many":["${a:b}","y"]}"#,
            "allow allowed",
        ),
    ] {
        let mut request = open("s3:GetObject");
        request.context.set("k:one", "x");
        request.context.set("k:many", vec!["x", "y"]);
        assert_eq!(told(&request, &scp(&deny(condition))), wanted, "{condition}");
    }
}

#[test]
fn some_resource_depends_on_the_resource() {
    let statement = |resource: &str| scp(&format!(r#"{{"Effect":"Deny","Action":"s3:*",{resource}}}"#));
    let any = open("s3:GetObject").on(Resource::Any);
    let object = open("s3:GetObject").on(Resource::Like(ResourcePattern::arns("arn:*:s3:::*/*")));
    for (resource, of_any, of_object) in [
        (r#""Resource":"*""#, "deny explicit", "deny explicit"),
        (
            r#""Resource":"arn:aws:s3:::b/*""#,
            "depends on resource explicit",
            "depends on resource explicit",
        ),
        (
            r#""Resource":"arn:*:s3:::*""#,
            "depends on resource explicit",
            "deny explicit",
        ),
        (
            r#""Resource":"arn:aws:iam::*:role/x""#,
            "depends on resource explicit",
            "allow allowed",
        ),
        (r#""NotResource":"*""#, "allow allowed", "allow allowed"),
        (
            r#""NotResource":"arn:aws:iam::*:role/x""#,
            "depends on resource explicit",
            "deny explicit",
        ),
    ] {
        assert_eq!(told(&any, &statement(resource)), of_any, "{resource}");
        assert_eq!(told(&object, &statement(resource)), of_object, "{resource}");
    }
}
