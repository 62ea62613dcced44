//! Each rule with a text that breaks it, and what is underlined.

use crate::facts::policy_types::{AI_OPT_OUT, RCP, SCP};
use crate::guardrails::{Document, Finding, check};

const GOOD: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

fn findings(text: &str, policy_type: &str) -> Vec<Finding> {
    check(&Document::parse(text).unwrap(), policy_type)
}

fn underlined<'a>(text: &'a str, finding: &Finding) -> &'a str {
    let start = finding.place.offset;
    text.get(start..start + finding.place.length).unwrap()
}

/// The codes of what is wrong with a statement, with the text that each underlines.
fn of_statement(statement: &str, policy_type: &str) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
    let shown = |finding: &Finding| {
        let at = underlined(&text, finding);
        format!("{} {at}", finding.code)
    };
    findings(&text, policy_type).iter().map(shown).collect()
}

#[test]
fn good_documents_have_no_findings() {
    assert_eq!(findings(GOOD, SCP), []);
    let rcp =
        r#"{"Effect":"Deny","Principal":"*","Action":["s3:*","sts:AssumeRole"],"NotResource":"arn:aws:s3:::open"}"#;
    assert!(of_statement(rcp, RCP).is_empty());
    // Since 2025-09-19 SCPs take conditions, resources and wildcards anywhere in an action's name, with either effect.
    let scp = r#"{"Sid":"a b","Effect":"Allow","NotAction":"iam:*Role?","NotResource":["arn:aws:s3:*"],
        "Condition":{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a",1,true]},"arnnotlike":{"aws:PrincipalArn":"x"}}}"#;
    assert!(of_statement(scp, SCP).is_empty());
}

#[test]
fn each_rule_of_scps_is_found_at_its_place() {
    for (statement, wanted) in [
        (r#"{"Action":"*","Resource":"*"}"#, "effect-missing {"),
        (
            r#"{"Effect":"deny","Action":"*","Resource":"*"}"#,
            "effect-unknown \"deny\"",
        ),
        (r#"{"Effect":"Deny","Resource":"*"}"#, "element-missing {"),
        (r#"{"Effect":"Deny","Action":"*"}"#, "element-missing {"),
        (
            r#"{"Effect":"Deny","Action":"*","NotAction":"a:b","Resource":"*"}"#,
            "element-twice \"NotAction\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}"#,
            "principal-in-scp \"Principal\"",
        ),
        (r#"{"Effect":"Deny","Action":[],"Resource":"*"}"#, "list-empty []"),
        (r#"{"Effect":"Deny","Action":7,"Resource":"*"}"#, "text-wanted 7"),
        (
            r#"{"Effect":"Deny","Action":"s3","Resource":"*"}"#,
            "action-shape \"s3\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*:*","Resource":"*"}"#,
            "action-service \"*:*\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"s3:a b","Resource":"*"}"#,
            "action-shape \"s3:a b\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":["*","bucket"]}"#,
            "resource-shape \"bucket\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s*:::x"}"#,
            "resource-service \"arn:aws:s*:::x\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Conditions":{}}"#,
            "element-unknown \"Conditions\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEqual":{}}}"#,
            "operator-unknown \"StringEqual\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":[null]}}}"#,
            "condition-shape null",
        ),
        (
            r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":[]}"#,
            "condition-shape []",
        ),
        (
            r#"{"Sid":1,"Effect":"Deny","Action":"*","Resource":"*"}"#,
            "sid-shape 1",
        ),
        (r#""Deny""#, "statement-shape \"Deny\""),
        ("[]", "statement-missing []"),
    ] {
        assert_eq!(of_statement(statement, SCP), [wanted], "{statement}");
    }
}

#[test]
fn each_rule_of_rcps_is_found_at_its_place() {
    for (statement, wanted) in [
        (
            r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#,
            "allow-in-rcp \"Allow\"",
        ),
        (
            r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#,
            "principal-in-rcp {",
        ),
        (
            r#"{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"}"#,
            "principal-in-rcp {",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#,
            "action-in-rcp \"*\"",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}"#,
            "negated-in-rcp \"NotAction\"",
        ),
        (
            r#"{"Effect":"Deny","Principal":"*","Action":"glue:*","Resource":"*"}"#,
            "rcp-service \"glue:*\"",
        ),
    ] {
        assert_eq!(of_statement(statement, RCP), [wanted], "{statement}");
    }
}

#[test]
fn a_missing_version_warns_in_an_scp_and_is_refused_in_an_rcp() {
    let text = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#;
    let refused = |policy_type: &str| {
        findings(text, policy_type)
            .iter()
            .find(|f| f.code == "version-old")
            .unwrap()
            .is_error()
    };
    assert!(!refused(SCP));
    assert!(refused(RCP));
    let newer = findings(
        r#"{"Version":"2020-01-01","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#,
        SCP,
    );
    assert_eq!(
        (newer[0].code, newer[0].place.offset, newer[0].place.length),
        ("version-unknown", 11, 12)
    );
}

#[test]
fn a_misspelling_gets_its_word() {
    let findings = findings(r#"{"Version":"2012-10-17","Statements":[]}"#, SCP);
    assert_eq!(findings.len(), 2);
    assert!(
        findings
            .iter()
            .any(|finding| finding.message.contains("did you mean `Statement`?")),
        "{findings:?}"
    );
}

#[test]
fn size_is_that_of_the_text_sent_and_both_numbers_are_named() {
    let of = |fill: usize| format!("{{ \"a\" :\n\"{}\"}}", "x".repeat(fill));
    assert_eq!(findings(&of(2_500 - 8), AI_OPT_OUT), []);
    let too_long = findings(&of(2_501 - 8), AI_OPT_OUT);
    assert_eq!(too_long.len(), 1);
    assert!(too_long[0].is_error() && too_long[0].message.contains("2501") && too_long[0].message.contains("2500"));
}
