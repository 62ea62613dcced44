//! What holds of every document, however it is written.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::document;
use super::writer::{Meaning, Whom, Writer, dice, policy};
use crate::areas::kit::document::{Canonical, Document};

fn canonical(policy: &[Meaning], dice: Vec<u8>) -> Canonical {
    document(&Writer { dice }.policy(policy)).canonical("aws")
}

/// An edit that changes what a statement says.
type Edit = fn(&mut Meaning);

const EDITS: &[(&str, Edit)] = &[
    ("effect", |it| {
        it.effect = if it.effect == "Allow" { "Deny" } else { "Allow" }
    }),
    ("sid", |it| {
        it.sid = Some(format!("{}Z", it.sid.clone().unwrap_or_default()))
    }),
    ("another action", |it| it.action.1.push("sqs:sendmessage".to_owned())),
    ("other actions", |it| it.action.1 = vec!["sqs:sendmessage".to_owned()]),
    ("all but the actions", |it| {
        it.action.0 = negated(it.action.0, "Action", "NotAction")
    }),
    ("another resource", |it| it.resource.1.push("arn:aws:s3:::c".to_owned())),
    ("a resource in capitals", |it| {
        it.resource.1 = vec![format!("{}X", it.resource.1.concat())]
    }),
    ("all but the resources", |it| {
        it.resource.0 = negated(it.resource.0, "Resource", "NotResource")
    }),
    ("all but the principals", |it| {
        it.principal.0 = negated(it.principal.0, "Principal", "NotPrincipal")
    }),
    ("a service more", |it| match &mut it.principal.1 {
        Whom::Everyone => it.principal.1 = Whom::Kinds(vec![("AWS", vec!["*".to_owned()])]),
        Whom::Kinds(kinds) => kinds.push(("Federated", vec!["x".to_owned()])),
    }),
    ("everybody", |it| match &it.principal.1 {
        Whom::Everyone => it.principal.1 = Whom::Kinds(vec![("Service", vec!["*".to_owned()])]),
        Whom::Kinds(_) => it.principal.1 = Whom::Everyone,
    }),
    ("principals of another partition", |it| {
        let other = |id: &String| match id.strip_prefix("arn:aws:") {
            Some(rest) => format!("arn:aws-us-gov:{rest}"),
            None => format!("{id}9"),
        };
        it.principal.1 = match &it.principal.1 {
            Whom::Everyone => Whom::Kinds(Vec::new()),
            Whom::Kinds(kinds) if kinds.is_empty() => Whom::Everyone,
            Whom::Kinds(kinds) => {
                let kinds = kinds.iter().map(|(kind, ids)| (*kind, ids.iter().map(other).collect()));
                Whom::Kinds(kinds.collect())
            }
        };
    }),
    ("a condition more", |it| {
        it.conditions.push(("zz".to_owned(), vec!["x".to_owned()]))
    }),
    ("a condition's value more", |it| match it.conditions.first_mut() {
        Some((_, values)) => values.push("another".to_owned()),
        None => it.conditions.push(("zz".to_owned(), vec![String::new()])),
    }),
    ("a condition's key", |it| match it.conditions.first_mut() {
        Some((key, _)) => key.push('z'),
        None => it.conditions.push(("zz".to_owned(), Vec::new())),
    }),
];

fn negated(element: &'static str, plain: &'static str, not: &'static str) -> &'static str {
    if element == plain { not } else { plain }
}

/// Any JSON, with the elements of policies among its keys.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![1.5, -0.25]).prop_map(Value::from),
        prop_oneof![".{0,4}", "arn:aws:iam::1{12}:root|1{12}|[*]"].prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(5, 40, 4, |inner| {
        let key = "Statement|Sid|Action|Condition|(Not)?Principal|AWS|[bB]ool|[aA]|[$]late|[$]join";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("Statement|Version|Id|[ab]", tree, 0..4)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn however_it_is_written_it_is_one(policy in policy(), one in dice(), other in dice()) {
        prop_assert_eq!(canonical(&policy, one), canonical(&policy, other));
    }

    #[test]
    fn canonical_is_canonical(json in json()) {
        let once = document(&json).canonical("aws");
        let again = Document::parse(&once.to_string()).unwrap().canonical("aws");
        prop_assert_eq!(once, again);
    }

    #[test]
    fn whatever_is_edited_is_seen(
        policy in prop::collection::vec(super::writer::meaning(), 1..4),
        at in any::<prop::sample::Index>(),
        edit in prop::sample::select(EDITS),
        one in dice(),
        other in dice(),
    ) {
        let mut policy = policy;
        // So that no two are one, before or after.
        for (number, meaning) in policy.iter_mut().enumerate() {
            meaning.sid = Some(format!("S{number}"));
        }
        let mut edited = policy.clone();
        let at = at.index(edited.len());
        (edit.1)(&mut edited[at]);
        prop_assert_ne!(canonical(&policy, one.clone()), canonical(&edited, other.clone()), "{}", edit.0);
        let mut fewer = policy.clone();
        fewer.retain(|meaning| meaning.sid != Some(format!("S{at}")));
        prop_assert_ne!(canonical(&policy, one), canonical(&fewer, other));
    }

    #[test]
    fn a_document_in_json_says_the_same(json in json()) {
        let before = document(&json);
        let back: Document = serde_json::from_value(serde_json::to_value(&before).unwrap()).unwrap();
        prop_assert_eq!(back.canonical("aws"), before.canonical("aws"));
    }

    #[test]
    fn reading_never_panics(text in "\\PC*") {
        if let Ok(document) = Document::parse(&text) {
            let _ = document.canonical("aws");
        }
    }
}

#[test]
fn the_version_and_the_id_are_seen() {
    let plain = json!({ "Version": "2012-10-17", "Id": "x", "Statement": [] });
    for (key, value) in [("Version", "2008-10-17"), ("Id", "X"), ("Later", "y")] {
        let mut edited = plain.clone();
        edited[key] = json!(value);
        assert_ne!(
            document(&plain).canonical("aws"),
            document(&edited).canonical("aws"),
            "{key}"
        );
    }
}
