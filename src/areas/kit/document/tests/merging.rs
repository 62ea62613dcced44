//! What becomes of a live document.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{document, json as in_json, text};
use super::writer::{Writer, dice, policy};
use crate::areas::kit::document::{Changes, Contributions, Contributor, Document, Mark, Merged, Statement, merge};

const BASELINE: &str = "acme";

fn mark() -> Mark {
    Mark::of(BASELINE)
}

fn trails() -> Contributor {
    Contributor::area("trails")
}

fn config() -> Contributor {
    Contributor::area("config")
}

fn statement(name: &str, action: &str) -> Statement {
    let text = json!({ "Sid": name, "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:root" }, "Action": action, "Resource": "*" });
    Statement::written(&text.to_string(), true).unwrap()
}

/// The statement as it stands in a document.
fn placed(by: &Contributor, baseline: &str, statement: &Statement) -> Value {
    let sid = by.sid(&Mark::of(baseline), statement.name());
    serde_json::from_str(&statement.with_sid(&sid).unwrap()).unwrap()
}

fn contributions(all: &[(Contributor, &[Statement])]) -> Contributions {
    let mut contributions = Contributions::default();
    for (by, statements) in all {
        for statement in *statements {
            contributions.add(by.clone(), statement.clone());
        }
    }
    contributions
}

#[track_caller]
fn merged(live: Option<&Document>, contributions: &Contributions) -> Merged {
    merge(&mark(), "aws", live, contributions).unwrap()
}

#[track_caller]
fn settled(document: &Document, contributions: &Contributions) {
    let again = merged(Some(document), contributions);
    assert!(again.is_same(), "{}", again.summary());
    assert_eq!(again.document.as_ref(), Some(document));
}

/// Statements of others in spellings that AWS reads alike, and a number that no 64-bit float holds.
const THEIRS: &str = r#"{"Version":"2008-10-17","Id":"theirs","Later":{"b":1.50,"a":[]},"Statement":[{"Sid":"Theirs","Effect":"Allow","Principal":{"AWS":["AROAEXAMPLEID12345678","111111111111"]},"Action":["s3:GetObject","S3:GETOBJECT"],"Resource":["*"],"Condition":{"stringequals":{"aws:PrincipalTag/Team":"A"},"NumericEquals":{"a:b":12345678901234567890123}}},{"Effect":"Deny","NotPrincipal":{"AWS":"*"}, "Action":"s3:*"}]}"#;

#[test]
fn everything_else_stays_as_it_is_written() {
    let live = Document::parse(THEIRS).unwrap();
    let wanted = contributions(&[(trails(), &[statement("Write", "s3:PutObject")])]);
    let with = merged(Some(&live), &wanted);
    assert_eq!(with.summary(), "adds `Write`; 2 statements of others stay as they are");
    assert_eq!(with.foreign, ["Theirs", "Deny s3:*"]);
    let with = with.document.unwrap();
    let own = placed(&trails(), BASELINE, &statement("Write", "s3:PutObject"));
    assert_eq!(text(&with).replace(", \"Action\"", ",\"Action\""), {
        let theirs = THEIRS.replace(", \"Action\"", ",\"Action\"");
        theirs.replace(r#""s3:*"}]}"#, &format!(r#""s3:*"}},{own}]}}"#))
    });
    settled(&with, &wanted);
    let without = merged(Some(&with), &Contributions::default());
    assert_eq!(
        without.summary(),
        "removes `Write`; 2 statements of others stay as they are"
    );
    assert_eq!(text(&without.document.unwrap()), THEIRS);
}

#[test]
fn one_contributor_is_withdrawn_alone() {
    let both = contributions(&[
        (
            trails(),
            &[
                statement("Check", "s3:GetBucketAcl"),
                statement("Write", "s3:PutObject"),
            ],
        ),
        (config(), &[statement("Write", "s3:PutObject")]),
    ]);
    let made = merged(None, &both);
    assert_eq!(made.summary(), "config adds `Write`; trails adds `Check`, `Write`");
    let made = made.document.unwrap();
    settled(&made, &both);
    let rest = contributions(&[(config(), &[statement("Write", "s3:PutObject")])]);
    let left = merged(Some(&made), &rest);
    assert_eq!(left.changes.keys().collect::<Vec<_>>(), [&trails()]);
    assert_eq!(left.summary(), "removes `Check`, `Write`");
    let left = left.document.unwrap();
    assert_eq!(
        in_json(&left)["Statement"],
        json!([placed(&config(), BASELINE, &statement("Write", "s3:PutObject"))])
    );
    // Nothing is left of a document without statements.
    let gone = merged(Some(&left), &Contributions::default());
    assert_eq!((gone.document, gone.foreign.len()), (None, 0));
    assert_eq!(merged(None, &Contributions::default()).document, None);
}

#[test]
fn what_an_unread_contributor_has_there_stays() {
    let both = contributions(&[
        (trails(), &[statement("Write", "s3:PutObject")]),
        (config(), &[statement("Write", "s3:PutObject")]),
    ]);
    let live = merged(None, &both).document.unwrap();
    let mut unread = contributions(&[(config(), &[])]);
    unread.keep(trails());
    let left = merged(Some(&live), &unread);
    assert_eq!(left.changes.keys().collect::<Vec<_>>(), [&config()]);
    assert_eq!(
        in_json(left.document.as_ref().unwrap())["Statement"],
        json!([placed(&trails(), BASELINE, &statement("Write", "s3:PutObject"))])
    );
    assert_eq!(left.foreign, [""; 0]);
    // What it would like to say now is not said either.
    let mut other = contributions(&[(trails(), &[statement("Other", "s3:PutObject")])]);
    other.keep(trails());
    settled(left.document.as_ref().unwrap(), &other);
}

#[test]
fn a_part_of_an_area_is_a_contributor_of_its_own() {
    let part = |region: &str| Contributor::area("guardduty").part(region);
    let (ireland, frankfurt) = (part("eu-west-1"), part("eu-central-1"));
    let write = [statement("Write", "s3:PutObject")];
    let both = contributions(&[(ireland.clone(), &write), (frankfurt.clone(), &write)]);
    let live = merged(None, &both).document.unwrap();
    // Frankfurt is unread, and Ireland does not contribute any more.
    let mut wanted = Contributions::default();
    wanted.keep(frankfurt.clone());
    let left = merged(Some(&live), &wanted);
    assert_eq!(left.summary(), "removes `EuWest1Write`");
    let left = left.document.unwrap();
    assert_eq!(
        in_json(&left)["Statement"],
        json!([placed(&frankfurt, BASELINE, &write[0])])
    );
    // Of an area that is unread nothing goes.
    let mut area = Contributions::default();
    area.keep(Contributor::area("guardduty"));
    settled(&live, &area);
}

#[test]
fn ours_are_compared_by_meaning_and_written_as_meant() {
    let wanted = contributions(&[(
        trails(),
        &[statement("Write", "s3:PutObject"), statement("Read", "s3:GetObject")],
    )]);
    let mut live = in_json(&merged(None, &wanted).document.unwrap());
    live["Statement"][0]["Action"] = json!(["S3:PUTOBJECT"]);
    live["Statement"][0]["Principal"] = json!({ "AWS": ["111111111111"] });
    settled(&document(&live), &wanted);
    live["Statement"][1]["Action"] = json!("s3:*");
    let merge = merged(Some(&document(&live)), &wanted);
    assert_eq!(merge.summary(), "changes `Read`");
    assert_eq!(
        in_json(&merge.document.unwrap())["Statement"][1]["Action"],
        "s3:GetObject"
    );
}

#[test]
fn a_statement_under_another_name_is_renamed_in_its_place() {
    let live = merged(None, &contributions(&[(trails(), &[statement("Old", "s3:PutObject")])]));
    let wanted = contributions(&[(trails(), &[statement("New", "s3:PutObject")])]);
    let renamed = merged(live.document.as_ref(), &wanted);
    assert_eq!(renamed.summary(), "changes `New`");
    // A contributor does not take what another one contributed.
    let wanted = contributions(&[(config(), &[statement("New", "s3:PutObject")])]);
    let moved = merged(live.document.as_ref(), &wanted);
    assert_eq!(moved.summary(), "config adds `New`; trails removes `Old`");
}

#[test]
fn an_equal_statement_of_others_is_left_alone_or_taken_over() {
    let by_hand: Value = json!({ "Sid": "AWSCloudTrailWrite", "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": ["S3:PutObject"], "Resource": "*" });
    let live = document(&json!({ "Version": "2012-10-17", "Statement": [by_hand] }));
    let wanted = contributions(&[(trails(), &[statement("Write", "s3:PutObject")])]);
    let beside = merged(Some(&live), &wanted);
    assert_eq!(beside.summary(), "adds `Write`; 1 statement of others stays as it is");
    assert_eq!(in_json(&beside.document.unwrap())["Statement"][0], by_hand);
    let taken = merged(Some(&live), &wanted.clone().taking_over());
    assert_eq!(
        taken.summary(),
        "marks as ours what is there already: `AWSCloudTrailWrite` as `Write`"
    );
    assert_eq!(
        taken.changes[&trails()],
        Changes {
            taken_over: vec![("AWSCloudTrailWrite".to_owned(), "Write".to_owned())],
            ..Changes::default()
        }
    );
    settled(&taken.document.unwrap(), &wanted);
    // Another baseline's is not taken, whatever it says.
    let beta = placed(&trails(), "beta", &statement("Write", "s3:PutObject"));
    let live = document(&json!({ "Version": "2012-10-17", "Statement": [beta] }));
    let beside = merged(Some(&live), &wanted.taking_over());
    assert_eq!(beside.summary(), "adds `Write`; 1 statement of others stays as it is");
    assert_eq!(in_json(&beside.document.unwrap())["Statement"][0], beta);
}

#[test]
fn two_statements_of_one_sid_are_refused() {
    let twice = [statement("Write", "s3:PutObject"), statement("Write", "s3:GetObject")];
    let error = merge(&mark(), "aws", None, &contributions(&[(trails(), &twice)])).unwrap_err();
    let sid = format!("{}Write", trails().prefix(&mark()));
    assert!(error.to_string().contains(&sid), "{error}");
}

#[test]
fn a_variable_is_read_as_it_is_meant_or_not_at_all() {
    let text =
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}"#;
    let read = |variables: bool| contributions(&[(trails(), &[Statement::written(text, variables).unwrap()])]);
    let live = |version: Option<&str>| {
        let mut live = json!({ "Statement": [{ "Sid": "Theirs", "Effect": "Deny" }] });
        if let Some(version) = version {
            live["Version"] = json!(version);
        }
        document(&live)
    };
    for (version, variables, taken) in [
        (Some("2012-10-17"), true, true),
        (Some("2008-10-17"), true, false),
        (None, true, false),
        (Some("2012-10-17"), false, false),
        (Some("2008-10-17"), false, true),
        (None, false, true),
    ] {
        let merge = merge(&mark(), "aws", Some(&live(version)), &read(variables));
        assert_eq!(merge.is_ok(), taken, "{version:?} {variables}: {merge:?}");
    }
    // Where all are ours, the version is too.
    for (variables, version) in [(true, "2012-10-17"), (false, "2008-10-17")] {
        let made = merged(None, &read(variables)).document.unwrap();
        assert_eq!(in_json(&made)["Version"], version);
        let mut turned = in_json(&made);
        turned["Version"] = json!(if variables { "2008-10-17" } else { "2012-10-17" });
        let back = merged(Some(&document(&turned)), &read(variables));
        assert_eq!(back.document.as_ref().map(in_json), Some(in_json(&made)));
        assert_eq!(back.changes[&trails()].changed.len(), 1);
    }
    let mut both = read(true);
    both.add(config(), Statement::written(text, false).unwrap());
    assert!(
        merge(&mark(), "aws", None, &both)
            .unwrap_err()
            .to_string()
            .contains("one way")
    );
}

#[test]
fn what_says_something_twice_is_not_written_anew() {
    assert!(Statement::written(r#"{"Sid":"A","Sid":"B"}"#, true).is_err());
    assert!(Statement::written("[]", true).is_err());
    let late = r#"{"Sid":"A","Resource":{"$late":"detector.main#id"}}"#;
    assert!(
        Statement::written(late, true)
            .unwrap_err()
            .message
            .contains("detector.main#id")
    );
}

/// A meaning as somebody's statement.
fn as_statement(value: &Value, name: &str) -> Statement {
    let mut value = value.clone();
    value["Sid"] = json!(name);
    Statement::written(&value.to_string(), true).unwrap()
}

fn statements(value: &Value) -> Vec<Value> {
    match &value["Statement"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    }
}

fn of(by: &Contributor, value: &Value, names: &str) -> Vec<(Contributor, Statement)> {
    let each = statements(value).into_iter().enumerate();
    each.map(|(at, value)| (by.clone(), as_statement(&value, &format!("{names}{at}"))))
        .collect()
}

proptest! {
    #[test]
    fn others_stay_in_order_and_a_second_time_changes_nothing(
        theirs in policy(),
        beta in policy(),
        old in policy(),
        new in policy(),
        unread in policy(),
        rolls in dice(),
        takes_over in any::<bool>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let mut writer = Writer { dice: rolls };
        let others = statements(&writer.policy(&theirs));
        let beta = of(&trails(), &writer.policy(&beta), "B");
        let beta = beta.iter().map(|(by, it)| placed(by, "beta", it));
        let old = of(&trails(), &writer.policy(&old), "S");
        let kept = of(&config(), &writer.policy(&unread), "K");
        let kept: Vec<Value> = kept.iter().map(|(by, it)| placed(by, BASELINE, it)).collect();
        let mut live: Vec<Value> = others.into_iter().chain(beta).collect();
        live.extend(old.iter().map(|(by, it)| placed(by, BASELINE, it)).chain(kept.iter().cloned()));
        let turn = if live.is_empty() { 0 } else { turn.index(live.len()) };
        live.rotate_left(turn);
        let before = document(&json!({ "Id": "x", "Version": "2012-10-17", "Statement": live }));
        let mut wanted = Contributions { takes_over, ..Contributions::default() };
        wanted.keep(config());
        let new = of(&trails(), &writer.policy(&new), "S");
        for (by, statement) in &new {
            wanted.add(by.clone(), statement.clone());
        }
        let merge = merged(Some(&before), &wanted);
        let Some(after) = merge.document else {
            prop_assert!(merge.foreign.is_empty() && kept.is_empty() && new.is_empty());
            return Ok(());
        };
        let all = in_json(&after)["Statement"].as_array().unwrap().clone();
        let prefix = trails().prefix(&mark());
        let is_ours = |one: &Value| one["Sid"].as_str().is_some_and(|sid| sid.starts_with(&prefix));
        let stay: Vec<&Value> = all.iter().filter(|one| !is_ours(one)).collect();
        let were: Vec<&Value> = live.iter().filter(|one| !is_ours(one)).collect();
        // Of equal ones several may be taken over: order and number tell.
        let mut left = were.iter();
        prop_assert!(stay.iter().all(|one| left.any(|was| was == one)), "{:?} of {:?}", stay, were);
        if !takes_over {
            prop_assert_eq!(stay.len(), were.len());
        }
        prop_assert!(kept.iter().all(|one| all.contains(one)));
        let sids: BTreeSet<&str> = all.iter().filter(|one| is_ours(one)).filter_map(|one| one["Sid"].as_str()).collect();
        let expected: Vec<String> = new.iter().map(|(_, it)| format!("{prefix}{}", it.name())).collect();
        prop_assert_eq!(sids, expected.iter().map(String::as_str).collect());
        prop_assert_eq!(&in_json(&after)["Id"], "x");
        let again = merged(Some(&after), &wanted);
        prop_assert!(again.is_same(), "{}", again.summary());
        prop_assert_eq!(again.document, Some(after.clone()));
        // Without ours it is what it was without them.
        if !takes_over {
            let mut none = Contributions::default();
            none.keep(config());
            let withdrawn = merged(Some(&after), &none).document.map(|it| in_json(&it)["Statement"].clone());
            let were: Vec<Value> = were.into_iter().cloned().collect();
            prop_assert_eq!(withdrawn.unwrap_or_else(|| json!([])), json!(were));
        }
    }
}
