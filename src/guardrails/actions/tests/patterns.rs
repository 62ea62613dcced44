//! Patterns and sets: matching is a plain glob over all names, and a summary means exactly its set.

use proptest::prelude::*;

use crate::guardrails::actions::{ActionId, ActionSet, ActionTable};
use crate::guardrails::policy::Policy;

/// A glob by its definition.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skipped| glob(rest, &text[skipped..])),
        Some((letter, rest)) => text
            .split_first()
            .is_some_and(|(first, after)| (*letter == b'?' || letter.eq_ignore_ascii_case(first)) && glob(rest, after)),
    }
}

fn naive(pattern: &str) -> ActionSet {
    let table = ActionTable::embedded();
    let names = table.actions().zip(0..);
    let matching = names.filter(|(action, _)| glob(pattern.as_bytes(), action.name.as_bytes()));
    matching.map(|(_, id)| ActionId(id)).collect()
}

/// A pattern made from a name: letters become wildcards or change their case.
fn pattern() -> impl Strategy<Value = String> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8), 0..4);
    (
        any::<prop::sample::Index>(),
        changes,
        any::<prop::sample::Index>(),
        any::<bool>(),
    )
        .prop_map(|(name, changes, cut, star)| {
            let table = ActionTable::embedded();
            let mut pattern = table.actions[name.index(table.actions.len())].name.clone().into_bytes();
            for (at, change) in changes {
                let at = at.index(pattern.len());
                pattern[at] = match change {
                    0 => b'*',
                    1 => b'?',
                    2 => pattern[at].to_ascii_uppercase(),
                    _ => pattern[at].to_ascii_lowercase(),
                };
            }
            if star {
                pattern.truncate(cut.index(pattern.len()) + 1);
                pattern.push(b'*');
            }
            String::from_utf8(pattern).unwrap()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn matching_is_a_glob_over_all_names(pattern in pattern()) {
        prop_assert_eq!(ActionTable::embedded().matching(&pattern), naive(&pattern), "{}", pattern);
    }

    #[test]
    fn a_summary_means_its_set(patterns in prop::collection::vec(pattern(), 0..8), less in prop::collection::vec(pattern(), 0..3)) {
        let table = ActionTable::embedded();
        let mut set = table.matching_any(patterns.iter().map(String::as_str));
        set.subtract(&table.matching_any(less.iter().map(String::as_str)));
        let summary = table.summary(&set);
        prop_assert_eq!(table.matching_any(summary.iter().map(String::as_str)), set.clone());
        prop_assert!(summary.len() <= set.len());
        let rest = table.all().difference(&set);
        let summary = table.summary(&rest);
        prop_assert_eq!(table.matching_any(summary.iter().map(String::as_str)), rest);
    }

    #[test]
    fn any_pattern_is_taken(pattern in any::<String>()) {
        let _ = ActionTable::embedded().matching(&pattern);
        let _ = ActionTable::embedded().condition_key(&pattern);
        let _ = ActionTable::embedded().closest_action(&pattern);
    }
}

#[test]
fn patterns_match_what_they_say() {
    let table = ActionTable::embedded();
    assert_eq!(table.matching("*"), table.all());
    assert_eq!(table.matching("s3:*"), table.of_service("S3"));
    assert_eq!(table.matching("S3:GETOBJECT").len(), 1);
    assert_eq!(table.matching("s3:GetObject*"), naive("s3:GetObject*"));
    assert_eq!(table.matching("*:Get*"), naive("*:Get*"));
    assert_eq!(table.matching("s3*"), naive("s3*"));
    assert_eq!(table.matching("**"), table.all());
    assert_eq!(table.matching("s3:?*"), table.of_service("s3"));
    for nothing in ["", "s3", "s3:", "macie:*", "s3:Nothing*", ":", "?"] {
        assert!(table.matching(nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn statements_mean_actions() {
    let table = ActionTable::embedded();
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "Action": ["s3:Put*", "macie:*"], "Resource": "*"},
        {"Effect": "Deny", "NotAction": "s3:Put*", "Resource": "*"}]}"#;
    let policy = Policy::parse(text).unwrap();
    let [one, other] = &policy.statements[..] else { panic!() };
    let (one, other) = (table.meant_by(&one.actions), table.meant_by(&other.actions));
    assert_eq!(one, table.matching("s3:Put*"));
    assert!(one.is_disjoint(&other));
    assert_eq!(one.union(&other), table.all());
}

#[test]
fn summaries_are_short() {
    let table = ActionTable::embedded();
    let summary = |patterns: &[&str]| table.summary(&table.matching_any(patterns.iter().copied()));
    assert_eq!(summary(&["*"]), ["*"]);
    assert_eq!(summary(&[]), [""; 0]);
    assert_eq!(summary(&["s3:*", "sqs:*"]), ["s3:*", "sqs:*"]);
    assert_eq!(
        summary(&["iam:createuser", "iam:Delete*", "guardduty:*"]),
        ["guardduty:*", "iam:CreateUser", "iam:Delete*"]
    );
    assert_eq!(
        summary(&["s3:GetObject", "s3:PutObject"]),
        ["s3:GetObject", "s3:PutObject"]
    );
    assert_eq!(summary(&["guardduty:Disassociate*"]), ["guardduty:Disassociate*"]);
}
