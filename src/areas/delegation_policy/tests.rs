//! What becomes of the live document.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::table::contribute;
use crate::areas::kit::document::{self as kit, Contributions, Contributor, Mark, MergeError, Merged};
use crate::guardrails::Document;

const BASELINE: &str = "acme";

fn document(statements: &[Value]) -> Document {
    Document::parse(&json!({ "Version": "2012-10-17", "Statement": statements }).to_string()).unwrap()
}

fn statement(sid: &str, action: &str) -> Value {
    json!({ "Sid": sid, "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:root" }, "Action": action, "Resource": "*" })
}

fn merge(live: Option<&str>, ours: Option<&Document>) -> Result<Merged, MergeError> {
    let live = live.map(kit::Document::parse).transpose()?;
    let contributions = Contributions::default();
    let (frame, contributions) = match ours {
        Some(ours) => contribute(ours, contributions).map(|(frame, contributions)| (Some(frame), contributions))?,
        None => (None, contributions),
    };
    kit::merge(&Mark::of(BASELINE), "aws", live.or(frame).as_ref(), &contributions)
}

#[track_caller]
fn merged(live: &Value, ours: &[Value]) -> Merged {
    let ours = (!ours.is_empty()).then(|| document(ours));
    merge(Some(&live.to_string()), ours.as_ref()).unwrap()
}

/// The text that is written, and what it does.
#[track_caller]
fn sent(merged: &Merged) -> (String, String) {
    assert!(!merged.is_same(), "nothing changes");
    let document = merged.document.as_ref().unwrap();
    (document.known().unwrap(), merged.summary())
}

#[track_caller]
fn text(merged: &Merged) -> (Value, String) {
    let (text, says) = sent(merged);
    (serde_json::from_str(&text).unwrap(), says)
}

/// How the `Sid`s of a baseline begin.
fn mark(baseline: &str) -> String {
    Contributor::area("delegation-policy").prefix(&Mark::of(baseline))
}

fn marked(mut statement: Value, baseline: &str) -> Value {
    let sid = format!("{}{}", mark(baseline), statement["Sid"].as_str().unwrap());
    statement["Sid"] = json!(sid);
    statement
}

#[test]
fn everything_else_stays_as_it_is_written() {
    let text = r#"{"Version":"2008-10-17","Id":"theirs","Later":{"b":1.50,"a":[]},"Statement":[{"Sid":"Theirs","Effect":"Allow","Principal":"*","Action":["organizations:ListAccounts","ORGANIZATIONS:listaccounts"],"Resource":["*"],"Condition":{"stringequals":{"aws:PrincipalTag/Team":"A"},"NumericEquals":{"a:b":12345678901234567890123}}}]}"#;
    let ours = document(&[statement("Read", "organizations:ListRoots")]);
    let (with, says) = sent(&merge(Some(text), Some(&ours)).unwrap());
    let own = marked(statement("Read", "organizations:ListRoots"), BASELINE);
    assert_eq!(with, text.replace("}}}]}", &format!("}}}}}},{own}]}}")));
    assert_eq!(says, "adds `Read`; 1 statement of others stays as it is");
    assert!(merge(Some(&with), Some(&ours)).unwrap().is_same());
    let (without, says) = sent(&merge(Some(&with), None).unwrap());
    assert_eq!(without, text);
    assert_eq!(says, "removes `Read`; 1 statement of others stays as it is");
}

#[test]
fn ours_are_compared_by_meaning_and_sent_as_written() {
    let ours = [
        statement("Read", "organizations:ListRoots"),
        statement("Look", "organizations:ListAccounts"),
    ];
    let folded = marked(statement("Read", "Organizations:listroots"), BASELINE);
    let live = json!({ "Version": "2012-10-17", "Statement": [folded, marked(ours[1].clone(), BASELINE)] });
    assert!(merged(&live, &ours).is_same());
    let changed = [ours[0].clone(), statement("Look", "organizations:ListTagsForResource")];
    let (document, says) = text(&merged(&live, &changed));
    assert_eq!(says, "changes `Look`");
    let wanted: Vec<Value> = changed.iter().map(|one| marked(one.clone(), BASELINE)).collect();
    assert_eq!(document["Statement"], json!(wanted));
}

#[test]
fn a_statement_of_ours_without_the_mark_is_marked_once() {
    let ours = [statement("Read", "organizations:ListRoots")];
    let theirs = statement("Theirs", "organizations:ListAccounts");
    let mut equal = statement("ByHand", "ORGANIZATIONS:LISTROOTS");
    let live = json!({ "Version": "2012-10-17", "Statement": [equal.clone(), theirs.clone()] });
    let (document, says) = text(&merged(&live, &ours));
    assert_eq!(
        says,
        "marks as ours what is there already: `ByHand` as `Read`; 1 statement of others stays as it is"
    );
    assert_eq!(
        document["Statement"],
        json!([marked(ours[0].clone(), BASELINE), theirs])
    );
    assert!(merged(&document, &ours).is_same());
    // Where ours is there with its mark, another one that says the same is somebody else's.
    equal["Sid"] = json!("Read");
    let live = json!({ "Version": "2012-10-17", "Statement": [equal, document["Statement"][0].clone()] });
    assert!(merged(&live, &ours).is_same());
    // Another baseline's is not taken, whatever it says.
    let of_beta = marked(ours[0].clone(), "beta");
    let live = json!({ "Version": "2012-10-17", "Statement": [of_beta.clone()] });
    let (document, says) = text(&merged(&live, &ours));
    assert_eq!(
        document["Statement"],
        json!([of_beta, marked(ours[0].clone(), BASELINE)])
    );
    assert_eq!(says, "adds `Read`; 1 statement of others stays as it is");
}

#[test]
fn it_goes_when_nothing_else_is_left() {
    let ours = [statement("Read", "organizations:ListRoots")];
    let made = text(&merge(None, Some(&document(&ours))).unwrap()).0;
    assert_eq!(made["Statement"], json!([marked(ours[0].clone(), BASELINE)]));
    let gone = merged(&made, &[]);
    assert_eq!(
        (gone.document.as_ref(), gone.summary().as_str()),
        (None, "removes `Read`")
    );
    for nothing_of_ours in [
        json!({ "Version": "2012-10-17", "Statement": [] }),
        json!({ "Id": "x" }),
    ] {
        assert!(merged(&nothing_of_ours, &[]).is_same());
    }
    assert!(merge(None, None).unwrap().is_same());
}

#[test]
fn a_variable_is_read_as_the_baseline_means_it_or_not_at_all() {
    let mut ours = statement("Read", "organizations:ListRoots");
    ours["Condition"] = json!({ "StringEquals": { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } });
    let mine = marked(ours.clone(), BASELINE);
    let live = json!({ "Statement": [statement("Theirs", "organizations:ListRoots")] });
    let refused = merge(Some(&live.to_string()), Some(&document(&[ours.clone()])));
    assert!(matches!(refused, Err(MergeError::Misread { why }) if why.contains("has no `Version`")));
    // Where all are ours, the version is too.
    let live = json!({ "Version": "2008-10-17", "Statement": [mine] });
    let (document, says) = text(&merged(&live, &[ours.clone()]));
    assert_eq!(
        (document["Version"].as_str(), says.as_str()),
        (Some("2012-10-17"), "changes `Read`")
    );
    assert!(merged(&document, &[ours]).is_same());
}

#[test]
fn what_says_something_twice_is_not_written_anew() {
    let twice = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Sid":"B","Effect":"Allow"}]}"#;
    assert!(merge(Some(twice), None).is_err());
}

const ACTIONS: [&str; 4] = [
    "organizations:ListAccounts",
    "organizations:listaccounts",
    "organizations:Describe*",
    "ORGANIZATIONS:ListRoots",
];

fn any_statement() -> impl Strategy<Value = Value> {
    let actions = prop::collection::vec(prop::sample::select(&ACTIONS[..]), 1..3);
    let extra = prop::option::of(prop::sample::select(vec![
        json!({ "StringEquals": { "organizations:PolicyType": ["TAG_POLICY"] } }),
        json!({ "stringequals": { "Organizations:policytype": "TAG_POLICY" } }),
        json!({}),
    ]));
    (actions, extra, any::<bool>()).prop_map(|(actions, condition, single)| {
        let action = if single { json!(actions[0]) } else { json!(actions) };
        let mut statement =
            json!({ "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": action, "Resource": "*" });
        if let Some(condition) = condition {
            statement["Condition"] = condition;
        }
        statement
    })
}

fn named(prefix: &str, statements: Vec<Value>) -> Vec<Value> {
    let each = statements.into_iter().enumerate();
    each.map(|(at, mut statement)| {
        statement["Sid"] = json!(format!("{prefix}{at}"));
        statement
    })
    .collect()
}

/// Statements without what every spelling folds.
fn meaning(statement: &Value) -> Value {
    let mut statement = statement.clone();
    statement.as_object_mut().unwrap().remove("Sid");
    document(&[statement]).canonical(crate::guardrails::Language::Statements)["Statement"][0].clone()
}

proptest! {
    #[test]
    fn others_stay_and_a_second_time_changes_nothing(
        theirs in prop::collection::vec(any_statement(), 0..4),
        beta in prop::collection::vec(any_statement(), 0..2),
        old in prop::collection::vec(any_statement(), 0..3),
        new in prop::collection::vec(any_statement(), 0..3),
        order in any::<u64>(),
    ) {
        let theirs = named("Theirs", theirs);
        let beta: Vec<Value> = named("B", beta).into_iter().map(|one| marked(one, "beta")).collect();
        let old: Vec<Value> = named("S", old).into_iter().map(|one| marked(one, BASELINE)).collect();
        let new = named("S", new);
        let mut live: Vec<Value> = theirs.iter().chain(&beta).chain(&old).cloned().collect();
        let turn = usize::try_from(order % 7).unwrap_or(0).min(live.len());
        live.rotate_left(turn);
        let before = json!({ "Id": "x", "Version": "2012-10-17", "Statement": live });
        let merge = merged(&before, &new);
        let Some(after) = &merge.document else {
            prop_assert!(theirs.is_empty() && beta.is_empty() && new.is_empty());
            return Ok(());
        };
        let after: Value = serde_json::from_str(&after.known().unwrap()).unwrap();
        let is_ours = |statement: &&Value| statement["Sid"].as_str().unwrap().starts_with(&mark(BASELINE));
        let all = after["Statement"].as_array().unwrap();
        let kept: Vec<&Value> = all.iter().filter(|one| !is_ours(one)).collect();
        // One of theirs may be taken over, where it says the same as one of ours that was not there; the rest is untouched.
        let were: Vec<&Value> = live.iter().filter(|one| !is_ours(one)).collect();
        let gone: Vec<&&Value> = were.iter().filter(|one| !kept.contains(one)).collect();
        for taken in &gone {
            prop_assert!(new.iter().any(|ours| meaning(ours) == meaning(taken)), "{taken}");
        }
        prop_assert_eq!(kept.len() + gone.len(), were.len());
        let left: Vec<&&Value> = were.iter().filter(|one| kept.contains(one)).collect();
        prop_assert_eq!(left, kept.iter().collect::<Vec<_>>());
        prop_assert_eq!(&after["Id"], &json!("x"));
        // Ours are all there, once each.
        let mut ours: Vec<String> = all.iter().filter(is_ours).map(|one| meaning(one).to_string()).collect();
        let mut wanted: Vec<String> = new.iter().map(|one| meaning(one).to_string()).collect();
        ours.sort();
        wanted.sort();
        prop_assert_eq!(ours, wanted);
        if before["Statement"].as_array().is_some_and(|list| !list.is_empty()) || !new.is_empty() {
            prop_assert!(merged(&after, &new).is_same());
        }
    }
}
