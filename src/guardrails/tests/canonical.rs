//! What is one and what is two, spelling by spelling.

use crate::guardrails::{Document, Language, language_of};

fn canonical(text: &str, language: Language) -> String {
    Document::parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .canonical(language)
        .to_string()
}

/// A policy of one statement with `elements`.
fn policy(elements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny",{elements}}}}}"#)
}

#[track_caller]
fn same(one: &str, other: &str) {
    let language = Language::Statements;
    assert_eq!(canonical(&policy(one), language), canonical(&policy(other), language));
}

#[track_caller]
fn different(one: &str, other: &str) {
    let language = Language::Statements;
    assert_ne!(canonical(&policy(one), language), canonical(&policy(other), language));
}

#[test]
fn spellings_that_aws_reads_alike_are_one() {
    same(r#""Action":"S3:GetObject""#, r#""Action":["s3:getobject"]"#);
    same(r#""Action":["b:*","a:*","A:*"]"#, r#""Action":["a:*","b:*"]"#);
    same(r#""NotResource":["x","y"]"#, r#""NotResource":["y","x"]"#);
    same(r#""Resource":"*","Condition":{}"#, r#""Resource":"*""#);
    same(
        r#""Condition":{"Bool":{"aws:SecureTransport":false}}"#,
        r#""Condition":{"bool":{"AWS:securetransport":["False"]}}"#,
    );
    same(
        r#""Condition":{"stringnotlikeifexists":{"aws:PrincipalTag/Team":"a"}}"#,
        r#""Condition":{"StringNotLikeIfExists":{"aws:principaltag/team":["a"]}}"#,
    );
    same(
        r#""Condition":{"NumericLessThan":{"ec2:RoleDelivery":2.0}}"#,
        r#""Condition":{"NumericLessThan":{"ec2:RoleDelivery":"2.0"}}"#,
    );
    same(
        r#""Principal":{"AWS":"111122223333"}"#,
        r#""Principal":{"AWS":["arn:aws:iam::111122223333:root"]}"#,
    );
}

#[test]
fn spellings_that_aws_may_tell_apart_stay_two() {
    different(r#""Resource":"arn:aws:s3:::A""#, r#""Resource":"arn:aws:s3:::a""#);
    different(r#""Principal":"*""#, r#""Principal":{"AWS":"*"}"#);
    different(
        r#""Principal":{"AWS":"111122223333"}"#,
        r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/root"}"#,
    );
    different(r#""Sid":"A""#, r#""Sid":"B""#);
    different(r#""Action":"s3:*""#, r#""NotAction":"s3:*""#);
    different(
        r#""Condition":{"StringEquals":{"aws:PrincipalTag/x":"True"}}"#,
        r#""Condition":{"StringEquals":{"aws:PrincipalTag/x":"true"}}"#,
    );
    different(
        r#""Condition":{"StringEquals":{"aws:x":"1"}}"#,
        r#""Condition":{"StringEqualsIfExists":{"aws:x":"1"}}"#,
    );
}

#[test]
fn keys_that_would_become_one_lose_neither_value() {
    let text = policy(r#""Condition":{"StringEquals":{"aws:X":"1","AWS:x":"2"}}"#);
    let canonical = canonical(&text, Language::Statements);
    assert!(canonical.contains(r#"{"AWS:x":["2"],"aws:X":["1"]}"#), "{canonical}");
}

#[test]
fn no_version_is_the_old_one() {
    let of = |text: &str| canonical(text, Language::Statements);
    assert_eq!(
        of(r#"{"Statement":[]}"#),
        of(r#"{"Version":"2008-10-17","Statement":[]}"#)
    );
    assert_ne!(
        of(r#"{"Statement":[]}"#),
        of(r#"{"Version":"2012-10-17","Statement":[]}"#)
    );
    assert_ne!(of(r#"{"Statement":[]}"#), of(r#"{"Id":"x","Statement":[]}"#));
}

#[test]
fn the_order_of_statements_does_not_matter() {
    let of = |text: &str| canonical(text, Language::Statements);
    let one = r#"{"Sid":"1","Effect":"Deny","Action":"a:*","Resource":"*"}"#;
    let two = r#"{"Sid":"2","Effect":"Deny","Action":"b:*","Resource":"*"}"#;
    assert_eq!(
        of(&format!(r#"{{"Statement":[{one},{two}]}}"#)),
        of(&format!(r#"{{"Statement":[{two},{one},{two}]}}"#))
    );
}

#[test]
fn inherited_values_keep_case_lists_and_the_order_that_may_count() {
    let of = |text: &str| canonical(text, Language::Inheriting);
    assert_eq!(
        of(r#"{"a":{"@@append":["x","y"]},"b":1}"#),
        of(r#"{"b":1,"a":{"@@append":["y","x"]}}"#)
    );
    assert_eq!(
        of(r#"{"@@operators_allowed_for_child_policies":["@@append","@@assign"]}"#),
        of(r#"{"@@operators_allowed_for_child_policies":["@@assign","@@append","@@assign"]}"#)
    );
    assert_ne!(
        of(r#"{"a":{"@@assign":["x","y"]}}"#),
        of(r#"{"a":{"@@assign":["y","x"]}}"#)
    );
    assert_ne!(of(r#"{"a":{"@@assign":"x"}}"#), of(r#"{"a":{"@@assign":["x"]}}"#));
    assert_ne!(
        of(r#"{"a":{"@@assign":"optOut"}}"#),
        of(r#"{"a":{"@@assign":"optout"}}"#)
    );
    assert_ne!(of(r#"{"a":{"@@assign":2}}"#), of(r#"{"a":{"@@assign":"2"}}"#));
}

#[test]
fn only_scps_and_rcps_are_made_of_statements() {
    assert_eq!(language_of("SERVICE_CONTROL_POLICY"), Language::Statements);
    assert_eq!(language_of("RESOURCE_CONTROL_POLICY"), Language::Statements);
    assert_eq!(language_of("TAG_POLICY"), Language::Inheriting);
    assert_eq!(language_of("SOME_NEW_POLICY"), Language::Inheriting);
}
