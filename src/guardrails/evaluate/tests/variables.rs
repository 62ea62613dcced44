//! Policy variables in conditions and resources.

use std::sync::Arc;

use super::build::{FULL, decide, request, scp};
use super::operators::in_context;
use crate::guardrails::evaluate::{Attached, Chain, Context, Level, LevelKind, Prepared, Verdict};
use crate::guardrails::policy::Policy;

fn context(value: &str) -> Context {
    Context::complete()
        .with("k:x", value)
        .with("aws:username", "ann")
        .with("aws:PrincipalTag/team", "a*")
        .with("aws:PrincipalArn", "arn:aws:iam::1:role/x")
        .with("k:flag", "True")
        .with("k:number", "5")
        .with("aws:TagKeys", vec!["a", "b"])
}

#[test]
fn string_and_arn_and_bool_operators_take_variables() {
    for (operator, values, given, wanted) in [
        ("StringEquals", r#""${aws:username}""#, "ann", true),
        ("StringEquals", r#""${AWS:UserName}""#, "ann", true),
        ("StringEquals", r#""u-${aws:username}-${k:number}""#, "u-ann-5", true),
        ("StringEqualsIgnoreCase", r#""U-${aws:username}""#, "u-ANN", true),
        ("StringNotEquals", r#""${aws:username}""#, "ann", false),
        ("StringLike", r#""${aws:username}*""#, "anna", true),
        // What is put in is literal text.
        ("StringLike", r#""${aws:PrincipalTag/team}""#, "ab", false),
        ("StringLike", r#""${aws:PrincipalTag/team}""#, "a*", true),
        ("StringLike", r#""a${*}""#, "ab", false),
        ("StringLike", r#""a${*}""#, "a*", true),
        ("StringLike", r#""a${?}${$}""#, "a?$", true),
        ("StringEquals", r#""a${*}""#, "a*", true),
        (
            "ArnLike",
            r#""arn:aws:iam::*:user/${aws:username}""#,
            "arn:aws:iam::1:user/ann",
            true,
        ),
        ("ArnLike", r#""${aws:PrincipalArn}""#, "arn:aws:iam::1:role/x", true),
        (
            "ArnNotLike",
            r#""arn:aws:iam::*:user/${aws:username}""#,
            "arn:aws:iam::1:user/bob",
            true,
        ),
        ("Bool", r#""${k:flag}""#, "true", true),
        ("NumericEquals", r#""${k:number}""#, "5", false),
    ] {
        assert_eq!(
            in_context(operator, values, context(given)),
            wanted,
            "{operator} {values} {given}"
        );
    }
}

#[test]
fn a_variable_without_a_value_matches_nothing() {
    for (operator, values, wanted) in [
        ("StringEquals", r#""${aws:nobody}""#, false),
        ("StringLike", r#""*${aws:nobody}*""#, false),
        ("StringNotEquals", r#""${aws:nobody}""#, true),
        ("StringNotLike", r#""${aws:nobody}*""#, true),
        ("ArnNotLike", r#""arn:aws:iam::${Account}:role/x""#, true),
        // The other values still count.
        ("StringEquals", r#"["${aws:nobody}","x"]"#, true),
        ("StringNotEquals", r#"["${aws:nobody}","x"]"#, false),
        // A key of many values is none.
        ("StringEquals", r#""${aws:TagKeys}""#, false),
        ("StringEquals", r#""${aws:nobody, 'x'}""#, true),
        ("StringEquals", r#""${aws:username, 'x'}""#, false),
        ("StringLike", r#""${aws:nobody, '*'}""#, false),
        ("ForAnyValue:StringEquals", r#""${aws:nobody}""#, false),
        ("ForAllValues:StringNotEquals", r#""${aws:nobody}""#, true),
    ] {
        assert_eq!(
            in_context(operator, values, context("x")),
            wanted,
            "{operator} {values}"
        );
    }
}

/// Whether a Deny on such resources denies a request for `resource`.
fn denies(element: &str, resource: &str) -> bool {
    let mut asked = request("s3:GetObject", resource);
    asked.context = context("x");
    let statement = format!(r#"{{"Effect":"Deny","Action":"*",{element}}}"#);
    decide(&asked, &scp(&statement)).verdict == Verdict::Deny
}

#[test]
fn resources_take_variables_after_the_fifth_colon() {
    for (element, resource, wanted) in [
        (
            r#""Resource":"arn:aws:s3:::b/${aws:username}/*""#,
            "arn:aws:s3:::b/ann/x",
            true,
        ),
        (
            r#""Resource":"arn:aws:s3:::b/${aws:username}/*""#,
            "arn:aws:s3:::b/bob/x",
            false,
        ),
        (
            r#""Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}""#,
            "arn:aws:s3:::b/ab",
            false,
        ),
        (r#""Resource":"arn:aws:s3:::b/${*}""#, "arn:aws:s3:::b/x", false),
        (r#""Resource":"arn:aws:s3:::b/${*}""#, "arn:aws:s3:::b/*", true),
        // Before, it is text.
        (r#""Resource":"arn:aws:s3::${k:number}:b""#, "arn:aws:s3::5:b", false),
        // Without a value the entry matches nothing, so that `NotResource` covers everything.
        (r#""Resource":"arn:aws:s3:::b/${aws:nobody}""#, "arn:aws:s3:::b/", false),
        (
            r#""Resource":["arn:aws:s3:::b/${aws:nobody}","arn:aws:s3:::c"]"#,
            "arn:aws:s3:::c",
            true,
        ),
        (
            r#""NotResource":"arn:aws:s3:::b/${aws:nobody}*""#,
            "arn:aws:s3:::b/x",
            true,
        ),
        (
            r#""NotResource":"arn:aws:s3:::b/${aws:nobody, 'x'}""#,
            "arn:aws:s3:::b/x",
            false,
        ),
        (
            r#""NotResource":"arn:aws:s3:::b/${aws:username}""#,
            "arn:aws:s3:::b/ann",
            false,
        ),
    ] {
        assert_eq!(denies(element, resource), wanted, "{element} {resource}");
    }
}

#[test]
fn the_old_language_takes_them_for_text() {
    let old = |condition: &str| {
        let text = format!(
            r#"{{"Version":"2008-10-17","Statement":[{FULL},{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{condition}}}]}}"#
        );
        let chain = Chain {
            scps: vec![Level {
                kind: LevelKind::Root,
                id: "r".to_owned(),
                policies: vec![Attached {
                    name: "old".to_owned(),
                    policy: Arc::new(Prepared::new(&Policy::parse(&text).unwrap())),
                }],
            }],
            rcps: Vec::new(),
        };
        move |value: &str| {
            let mut asked = request("s3:GetObject", "*");
            asked.context = context(value);
            decide(&asked, &chain).verdict == Verdict::Deny
        }
    };
    let equals = old(r#"{"StringEquals":{"k:x":"${aws:username}"}}"#);
    assert!(!equals("ann"));
    assert!(equals("${aws:username}"));
    // A star between the braces is a wildcard then.
    let like = old(r#"{"StringLike":{"k:x":"${*}"}}"#);
    assert!(like("${anything}"));
    assert!(!like("*"));
}
