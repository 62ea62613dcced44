//! Statements that wait for what must be made first.

use serde_json::{Value, json};

use super::support::{document, json as in_json};
use crate::areas::kit::document::{
    Contributions, Contributor, Document, Limit, Mark, Merged, Principal, Statement, Text, merge,
};
use crate::engine::address::Address;
use crate::engine::late::{Late, Outputs};
use crate::guardrails::policy::{Comparison, Operator, SetOperator};

fn detector() -> Late {
    Late::id(Address::new("detector", "main"))
}

fn trails() -> Contributor {
    Contributor::area("trails")
}

fn guardduty() -> Contributor {
    Contributor::area("guardduty")
}

fn known() -> Statement {
    let write = Statement::allow("write").principal(Principal::service("cloudtrail.amazonaws.com"));
    write
        .actions(["s3:PutObject"])
        .resources(["arn:aws:s3:::logs/*"])
        .build()
}

fn export() -> Statement {
    let arn = Text::join([
        Text::from("arn:aws:guardduty:eu-west-1:111122223333:detector/"),
        Text::from(detector()),
    ]);
    let export = Statement::allow("export").principal(Principal::service("guardduty.amazonaws.com"));
    let export = export.actions(["s3:PutObject", "s3:GetBucketLocation"]);
    let export = export.resources(["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]);
    export.when(Comparison::StringEquals, "aws:SourceArn", [arn]).build()
}

fn both() -> Contributions {
    let mut all = Contributions::default();
    all.add(trails(), known());
    all.add(guardduty(), export());
    all
}

#[track_caller]
fn merged(live: Option<&Document>, contributions: &Contributions) -> Merged {
    merge(&Mark::of("acme"), "aws", live, contributions).unwrap()
}

fn made() -> Outputs {
    let mut outputs = Outputs::default();
    outputs.add(detector(), "12\"ab");
    outputs
}

fn statement(document: &Document, name: &str) -> Value {
    let all = in_json(document)["Statement"].as_array().unwrap().clone();
    let is_it = |one: &&Value| one["Sid"].as_str().is_some_and(|sid| sid.ends_with(name));
    all.iter().find(is_it).cloned().unwrap_or(Value::Null)
}

#[test]
fn a_builder_writes_what_aws_echoes() {
    let operator = Operator {
        set: Some(SetOperator::ForAnyValue),
        comparison: Comparison::StringLike,
        if_exists: true,
    };
    let built = Statement::deny("tls-only")
        .principal(Principal::Everyone)
        .principal(Principal::service("x.amazonaws.com"))
        .not_actions(["s3:PutObject"])
        .not_resources(["arn:aws:s3:::b"])
        .when(Comparison::Bool, "aws:SecureTransport", ["false"])
        .when_operator(operator, "aws:PrincipalOrgPaths", ["a", "b"])
        .build();
    assert_eq!(built.name(), "TlsOnly");
    let alone = |statement: Statement| {
        let mut all = Contributions::default();
        all.add(trails(), statement);
        let document = merged(None, &all).document.unwrap();
        in_json(&document)["Statement"][0].clone()
    };
    let mut expected = json!({
        "Sid": format!("{}TlsOnly", trails().prefix(&Mark::of("acme"))),
        "Effect": "Deny",
        "Principal": "*",
        "NotAction": "s3:PutObject",
        "NotResource": "arn:aws:s3:::b",
        "Condition": {
            "Bool": { "aws:SecureTransport": "false" },
            "ForAnyValue:StringLikeIfExists": { "aws:PrincipalOrgPaths": ["a", "b"] },
        },
    });
    assert_eq!(alone(built), expected);
    let built = Statement::allow("tls only")
        .not_principal(Principal::account("aws-cn", "111122223333"))
        .not_principal(Principal::Aws("arn:aws-cn:iam::111122223333:role/r".into()))
        .not_principal(Principal::Federated("p".into()))
        .actions(["kms:*"])
        .build();
    expected = json!({
        "Sid": format!("{}TlsOnly", trails().prefix(&Mark::of("acme"))),
        "Effect": "Allow",
        "NotPrincipal": {
            "AWS": ["arn:aws-cn:iam::111122223333:root", "arn:aws-cn:iam::111122223333:role/r"],
            "Federated": "p",
        },
        "Action": "kms:*",
    });
    assert_eq!(alone(built), expected);
}

#[test]
fn statements_without_late_texts_are_written_first() {
    let now = merged(None, &both().without_late());
    assert_eq!(now.summary(), "adds `Write`");
    let now = now.document.unwrap();
    assert!(now.lates().is_empty());
    let later = merged(Some(&now), &both());
    assert_eq!(later.summary(), "adds `Export`");
    let later = later.document.unwrap();
    assert_eq!(later.lates().into_iter().collect::<Vec<_>>(), [detector()]);
    // It is data: a saved plan holds it.
    let saved = serde_json::to_value(&later).unwrap();
    let back: Document = serde_json::from_value(saved.clone()).unwrap();
    assert_eq!(back.known().unwrap_err().to_string(), "detector.main has no id yet");
    let text = back.resolve(&made()).unwrap();
    // Whoever fills it in as JSON gets the same.
    let saved = saved
        .to_string()
        .replace(r#"{"$late":"detector.main#id"}"#, r#""12\"ab""#);
    let filled: Document = serde_json::from_str(&saved).unwrap();
    assert_eq!(filled.known().unwrap(), text);
    let written = Document::parse(&text).unwrap();
    let arn = &statement(&written, "Export")["Condition"]["StringEquals"]["aws:SourceArn"];
    assert_eq!(arn, "arn:aws:guardduty:eu-west-1:111122223333:detector/12\"ab");
    assert_eq!(statement(&written, "Write"), statement(&now, "Write"));
}

#[test]
fn what_is_live_stays_until_the_late_one_is_written() {
    let live = merged(None, &{
        let mut all = Contributions::default();
        all.add(guardduty(), export().with_outputs(&made()));
        all
    });
    let live = live.document.unwrap();
    assert!(live.lates().is_empty());
    let now = merged(Some(&live), &both().without_late());
    assert_eq!(now.summary(), "adds `Write`");
    let now = now.document.unwrap();
    assert_eq!(statement(&now, "Export"), statement(&live, "Export"));
    assert_eq!(merged(Some(&now), &both()).summary(), "changes `Export`");
    // What is there already is compared with what is there.
    let mut filled = Contributions::default();
    filled.add(trails(), known());
    filled.add(guardduty(), export().with_outputs(&made()));
    assert!(merged(Some(&now), &filled).is_same());
}

#[test]
fn an_output_that_is_there_is_late_no_more() {
    assert_eq!(export().lates().into_iter().collect::<Vec<_>>(), [detector()]);
    assert_eq!(export().with_outputs(&Outputs::default()), export());
    assert!(export().with_outputs(&made()).lates().is_empty());
    assert!(known().lates().is_empty());
    let saved = serde_json::to_value(export()).unwrap();
    assert_eq!(serde_json::from_value::<Statement>(saved).unwrap(), export());
}

#[test]
fn nobody_elses_statement_is_filled_in() {
    let mark = Contributor::area("alerts").prefix(&Mark::of("beta"));
    let theirs = document(&json!({ "Statement": [
        { "Sid": "Theirs", "Resource": { "$late": "detector.main#id" } },
        { "Sid": format!("{mark}A"), "Resource": { "$late": "detector.main#id" } },
    ] }));
    assert!(theirs.lates().is_empty());
    let merged = merged(Some(&theirs), &both()).document.unwrap();
    let text = merged.resolve(&made()).unwrap();
    assert_eq!(
        text.matches(r#""Resource":{"$late":"detector.main#id"}"#).count(),
        2,
        "{text}"
    );
}

#[test]
fn a_late_text_counts_when_it_is_known() {
    let document = merged(None, &both()).document.unwrap();
    let limit = Limit {
        most: document.resolve(&made()).unwrap().len() - 5,
        ..Limit::BUCKET_POLICY
    };
    let mark = Mark::of("acme");
    assert_eq!(limit.check(&mark, &document), Ok(()));
    let written = Document::parse(&document.resolve(&made()).unwrap()).unwrap();
    assert!(limit.check(&mark, &written).is_err());
}
