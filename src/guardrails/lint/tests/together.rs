//! Rules about several policies.

use super::support::policy;
use crate::guardrails::Document;
use crate::guardrails::lint::{find, unprotected, without_allow};

const SPARES: &str = r#"{ "Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*", "Condition": { "ArnNotLike": {
    "aws:PrincipalArn": ["arn:*:iam::*:role/Deploy", "arn:*:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_X_*"] } } }"#;

fn open(texts: &[&str]) -> Vec<usize> {
    let documents: Vec<Document> = texts
        .iter()
        .map(|text| Document::parse(&policy(text)).unwrap())
        .collect();
    let documents: Vec<&Document> = documents.iter().collect();
    unprotected(&documents)
        .findings
        .into_iter()
        .map(|(index, _)| index)
        .collect()
}

fn protect(actions: &str, resource: &str, more: &str) -> String {
    format!(r#"{{ "Effect": "Deny", "Action": {actions}, "Resource": "{resource}"{more} }}"#)
}

#[test]
fn a_name_that_is_spared_needs_protection() {
    let both = r#"["iam:CreateRole", "iam:UpdateAssumeRole*"]"#;
    let with = |actions, resource, more| open(&[SPARES, &protect(actions, resource, more)]);
    assert_eq!(open(&[SPARES]), [0]);
    assert_eq!(open(&[SPARES, SPARES]), [0, 1]);
    assert_eq!(with(both, "arn:aws:iam::*:role/Deploy", ""), [0; 0]);
    assert_eq!(with(both, "arn:aws:iam::*:role/D*", ""), [0; 0]);
    assert_eq!(with(r#""iam:*""#, "*", ""), [0; 0]);
    assert_eq!(with(both, "arn:aws:iam::*:role/Deployer", ""), [0]);
    assert_eq!(with(both, "arn:aws:iam::111122223333:role/Deploy", ""), [0]);
    assert_eq!(with(r#""iam:CreateRole""#, "*", ""), [0]);
    let elsewhere = r#", "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-1" } }"#;
    assert_eq!(with(both, "*", elsewhere), [0]);
    let only_root = r#", "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:*:iam::*:root" } }"#;
    assert_eq!(with(both, "*", only_root), [0]);
    let but_some = r#", "Condition": { "StringNotEquals": { "aws:PrincipalAccount": "111122223333" } }"#;
    assert_eq!(with(both, "*", but_some), [0; 0]);
}

#[test]
fn a_level_allows_something() {
    let level = |text: &str| without_allow(&[&Document::parse(&policy(text)).unwrap()]).is_some();
    let rule = find("level-without-allow").unwrap();
    assert!(level(rule.bad));
    assert!(!level(rule.good));
    assert!(without_allow(&[]).is_none());
}

#[test]
fn the_examples_of_the_rule_are_examples() {
    let rule = find("exemption-unprotected").unwrap();
    assert_eq!(open(&[rule.bad]), [0]);
    assert_eq!(open(&[rule.good]), [0; 0]);
}

#[test]
fn names_are_compared_up_to_a_bound() {
    let spare = |number: usize| SPARES.replace("Deploy", &format!("D{number}"));
    let spares: Vec<String> = (0..30).map(spare).collect();
    let keeps = |count: usize| {
        let names: Vec<String> = (0..count)
            .map(|number| format!("\"arn:*:iam::*:role/*{number}x*\""))
            .collect();
        format!(
            r#"{{ "Effect": "Deny", "Action": ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"], "Resource": [{}] }}"#,
            names.join(",")
        )
    };
    let found = |keeps: String| {
        let texts = spares.iter().cloned().chain([keeps]);
        let documents: Vec<Document> = texts.map(|text| Document::parse(&policy(&text)).unwrap()).collect();
        unprotected(&documents.iter().collect::<Vec<_>>())
    };
    let few = found(keeps(1_000));
    assert_eq!((few.findings.len(), few.unfinished), (30, false));
    let many = found(keeps(60_000));
    assert!(many.unfinished && many.findings.len() < 30, "{}", many.findings.len());
}
