//! What holds of every document.

use proptest::prelude::*;
use serde_json::Value;

use super::support::found;
use crate::guardrails::lint::{Kind, find};

const KINDS: [Kind; 4] = [Kind::Scp, Kind::Rcp, Kind::Delegation, Kind::Inheriting];

/// Words that rules look for, so that they are come by.
const WORDS: &[&str] = &[
    "Statement",
    "Version",
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "Condition",
    "StringEquals",
    "ForAllValues:StringLikeIfExists",
    "ArnNotLike",
    "Null",
    "NumericLessThan",
    "BoolIfExists",
    "NotIpAddress",
    "aws:PrincipalArn",
    "aws:TagKeys",
    "aws:RequestedRegion",
    "aws:SourceIp",
    "aws:ResourceTag/x",
    "s3:TlsVersion",
    "sagemaker:RootAccess",
    "@@assign",
    "tags",
];

const TEXTS: &[&str] = &[
    "Deny",
    "Allow",
    "2012-10-17",
    "*",
    "s3:*",
    "iam:Create?*",
    "macie:x",
    ":",
    "a:",
    "::::::",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_é",
    "arn:*:iam::${Account}:role/*/",
    "arn:*",
    "arn:aws:s3:::${aws:username}/${",
    "AWSReservedSSO_",
    "true",
    "false",
    "1e400",
    "10.0.0.0/99",
    "2026-99",
    "Enabled",
    "é\u{202e}\u{0}",
    "",
];

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        8 => prop::sample::select(TEXTS).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => ".{0,4}".prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        let key = prop::sample::select(WORDS).prop_map(str::to_owned);
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => prop::collection::btree_map(key, inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Statements of the right shape with anything in them.
fn statement() -> impl Strategy<Value = Value> {
    let texts = || prop::collection::vec(prop::sample::select(TEXTS), 1..4);
    let operator = prop::sample::select(&WORDS[10..17]);
    let key = prop::sample::select(&WORDS[17..24]);
    let condition = prop::collection::vec((operator, key, texts()), 0..4);
    (any::<bool>(), any::<bool>(), texts(), texts(), condition).prop_map(|(denies, negated, actions, resources, conditions)| {
        let mut condition = serde_json::json!({});
        for (operator, key, values) in conditions {
            condition[operator][key] = values.into();
        }
        let action = if negated { "NotAction" } else { "Action" };
        serde_json::json!({
            "Effect": if denies { "Deny" } else { "Allow" }, action: actions, "Resource": resources, "Condition": condition,
        })
    })
}

fn check(text: &str) -> Result<(), TestCaseError> {
    for kind in KINDS {
        let findings = found(text, kind);
        prop_assert_eq!(&findings, &found(text, kind));
        let mut last = 0;
        for finding in findings {
            prop_assert!(find(finding.code).is_some(), "{:?}", finding);
            let place = finding.place;
            prop_assert!(
                text.get(place.offset..place.offset + place.length).is_some(),
                "{:?}",
                finding
            );
            prop_assert!(last <= place.offset || kind == Kind::Inheriting);
            last = place.offset;
            let said = format!("{}{}", finding.message, finding.help.unwrap_or_default());
            prop_assert!(!said.chars().any(char::is_control), "{:?}", said);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_document_has_findings_at_places_of_it(json in json()) {
        check(&serde_json::json!({ "Version": "2012-10-17", "Statement": json }).to_string())?;
        check(&json.to_string())?;
    }

    #[test]
    fn any_statement_has_findings_at_places_of_it(statements in prop::collection::vec(statement(), 1..4)) {
        check(&serde_json::json!({ "Version": "2012-10-17", "Statement": statements }).to_string())?;
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        check(&text)?;
    }
}
