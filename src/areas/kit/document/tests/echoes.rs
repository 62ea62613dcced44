//! What was written, and what AWS gives back for it.

use serde_json::{Value, json};

use super::support::document;
use crate::areas::kit::document::{Document, unchanged_since};

fn policy(statement: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A statement with this in place of what it had.
fn but(element: &str, value: Value) -> Value {
    let mut statement = json!({
        "Sid": "Write",
        "Effect": "Allow",
        "Principal": { "Service": "cloudtrail.amazonaws.com" },
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/AWSLogs/o-a1b2c3d4e5/*",
        "Condition": { "StringEquals": { "s3:x-amz-acl": "bucket-owner-full-control" } },
    });
    statement[element] = value;
    policy(statement)
}

#[track_caller]
fn same(written: &Value, echoed: &Value) {
    let (written, echoed) = (document(written), document(echoed));
    assert_eq!(written.canonical("aws"), echoed.canonical("aws"));
    assert!(unchanged_since(Some(&written), Some(&echoed), "aws"));
}

#[track_caller]
fn different(one: &Value, other: &Value) {
    let (one, other) = (document(one), document(other));
    assert_ne!(one.canonical("aws"), other.canonical("aws"));
    assert!(!unchanged_since(Some(&one), Some(&other), "aws"));
}

#[test]
fn an_account_is_echoed_as_its_root() {
    let root = "arn:aws:iam::111122223333:root";
    same(
        &but("Principal", json!({ "AWS": "111122223333" })),
        &but("Principal", json!({ "AWS": root })),
    );
    same(
        &but("Principal", json!({ "AWS": ["444455556666", "111122223333", root] })),
        &but("Principal", json!({ "AWS": [root, "arn:aws:iam::444455556666:root"] })),
    );
    same(
        &but("NotPrincipal", json!({ "AWS": ["111122223333"] })),
        &but("NotPrincipal", json!({ "AWS": root })),
    );
    // A number is its text, though nobody should write an account so.
    same(
        &but("Principal", json!({ "AWS": 111_122_223_333_u64 })),
        &but("Principal", json!({ "AWS": root })),
    );
}

#[test]
fn an_account_is_one_of_the_documents_partition() {
    let of = |partition: &str| {
        let root = format!("arn:{partition}:iam::111122223333:root");
        document(&but("Principal", json!({ "AWS": root })))
    };
    let short = document(&but("Principal", json!({ "AWS": "111122223333" })));
    for partition in ["aws", "aws-cn", "aws-us-gov"] {
        assert_eq!(of(partition).canonical(partition), short.canonical(partition));
    }
    assert_ne!(of("aws-cn").canonical("aws"), short.canonical("aws"));
    assert_ne!(of("aws-cn").canonical("aws"), of("aws").canonical("aws"));
    assert_ne!(of("aws-cn").canonical("aws-cn"), of("aws").canonical("aws-cn"));
}

#[test]
fn what_is_no_account_is_none() {
    let short = but("Principal", json!({ "AWS": "111122223333" }));
    for principal in [
        "arn:aws:iam::111122223333:role/root",
        "arn:aws:iam::111122223333:user/root",
        "arn:aws:iam::11112222333:root",
        "arn:aws:iam::x11122223333:root",
        "arn:aws:sts::111122223333:root",
        "arn:aws:iam:us-east-1:111122223333:root",
        "ARN:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:ROOT",
        "111122223333 ",
    ] {
        different(&short, &but("Principal", json!({ "AWS": principal })));
    }
    different(&short, &but("Principal", json!({ "Service": "111122223333" })));
    different(&short, &but("NotPrincipal", json!({ "AWS": "111122223333" })));
    different(&short, &but("Principal", json!("111122223333")));
}

#[test]
fn everybody_and_every_identity_are_two() {
    same(
        &but("Principal", json!({ "AWS": "*" })),
        &but("Principal", json!({ "AWS": ["*"] })),
    );
    different(&but("Principal", json!("*")), &but("Principal", json!({ "AWS": "*" })));
    different(
        &but("NotPrincipal", json!("*")),
        &but("NotPrincipal", json!({ "AWS": "*" })),
    );
}

#[test]
fn a_deleted_principal_is_somebody_else() {
    let role = but("Principal", json!({ "AWS": "arn:aws:iam::111122223333:role/reader" }));
    let deleted = but("Principal", json!({ "AWS": "AROAEXAMPLEID12345678" }));
    different(&role, &deleted);
    let kept = document(&deleted).canonical("aws").to_string();
    assert!(kept.contains("AROAEXAMPLEID12345678"), "{kept}");
    different(
        &but(
            "Principal",
            json!({ "CanonicalUser": "79a59df900b949e55d96a1e698fbaced" }),
        ),
        &but("Principal", json!({ "AWS": "111122223333" })),
    );
    different(
        &but("Principal", json!({ "Service": "CloudTrail.amazonaws.com" })),
        &but("Principal", json!({ "Service": "cloudtrail.amazonaws.com" })),
    );
}

#[test]
fn lists_are_sets_and_one_is_a_list() {
    same(
        &but("Action", json!(["s3:PutObject", "s3:GetObject", "s3:getobject"])),
        &but("Action", json!(["S3:GETOBJECT", "s3:PutObject"])),
    );
    same(
        &but("Resource", json!(["a", "b", "a"])),
        &but("Resource", json!(["b", "a"])),
    );
    same(&but("Resource", json!(["a"])), &but("Resource", json!("a")));
    same(
        &but(
            "Principal",
            json!({ "Service": ["b.amazonaws.com", "a.amazonaws.com"], "AWS": "1" }),
        ),
        &but(
            "Principal",
            json!({ "AWS": ["1"], "Service": ["a.amazonaws.com", "b.amazonaws.com", "a.amazonaws.com"] }),
        ),
    );
    different(&but("Resource", json!("a")), &but("Resource", json!("A")));
    let one = but("Sid", json!("One"));
    let mut alone = one.clone();
    alone["Statement"] = one["Statement"][0].clone();
    same(&one, &alone);
}

#[test]
fn topics_and_queues_echo_actions_in_capitals() {
    same(
        &but("Action", json!("sqs:SendMessage")),
        &but("Action", json!(["SQS:SendMessage"])),
    );
    same(
        &but("NotAction", json!("sns:Publish")),
        &but("NotAction", json!("SNS:Publish")),
    );
}

#[test]
fn conditions_are_compared_as_they_are_read() {
    let condition = |value: Value| but("Condition", value);
    same(
        &condition(json!({ "Bool": { "aws:SecureTransport": false } })),
        &condition(json!({ "bool": { "AWS:SecureTransport": ["False"] } })),
    );
    same(
        &condition(json!({ "NumericLessThan": { "s3:TlsVersion": 1.2 } })),
        &condition(json!({ "NumericLessThan": { "s3:TlsVersion": "1.2" } })),
    );
    same(
        &condition(
            json!({ "ForAnyValue:StringLikeIfExists": { "aws:PrincipalOrgPaths": ["o/b", "o/a"] }, "Null": { "aws:SourceArn": "false" } }),
        ),
        &condition(
            json!({ "null": { "aws:sourcearn": false }, "foranyvalue:stringlikeifexists": { "aws:principalorgpaths": ["o/a", "o/b"] } }),
        ),
    );
    same(&condition(json!({})), &{
        let mut none = condition(json!({}));
        none["Statement"][0].as_object_mut().unwrap().remove("Condition");
        none
    });
    let equals = |operator: &str, value: &str| condition(json!({ operator: { "aws:SourceArn": value } }));
    different(&equals("StringEquals", "true"), &equals("StringEquals", "True"));
    different(&equals("StringEquals", "x"), &equals("StringLike", "x"));
    different(&equals("StringEquals", "x"), &equals("StringEqualsIfExists", "x"));
    different(&equals("ArnLike", "x"), &equals("ForAllValues:ArnLike", "x"));
}

#[test]
fn a_document_has_an_id_and_a_version() {
    let plain = but("Sid", json!("One"));
    let with = |key: &str, value: Value| {
        let mut document = plain.clone();
        document[key] = value;
        document
    };
    let mut none = plain.clone();
    none.as_object_mut().unwrap().remove("Version");
    same(&none, &with("Version", json!("2008-10-17")));
    different(&none, &plain);
    different(&plain, &with("Id", json!("x")));
    different(&with("Id", json!("y")), &with("Id", json!("x")));
}

#[test]
fn a_sid_is_a_name_and_an_empty_one_is_none() {
    let empty = but("Sid", json!(""));
    let mut none = empty.clone();
    none["Statement"][0].as_object_mut().unwrap().remove("Sid");
    same(&empty, &none);
    different(&none, &but("Sid", json!("Write")));
    different(&but("Sid", json!("write")), &but("Sid", json!("Write")));
    different(&but("Effect", json!("Allow")), &but("Effect", json!("allow")));
}

#[test]
fn the_order_of_statements_says_nothing() {
    let statements = |names: &[&str]| {
        let all: Vec<Value> = names
            .iter()
            .map(|name| but("Sid", json!(name))["Statement"][0].clone())
            .collect();
        json!({ "Version": "2012-10-17", "Statement": all })
    };
    same(&statements(&["B", "A", "C"]), &statements(&["A", "C", "B"]));
    different(&statements(&["A", "B"]), &statements(&["A"]));
    let canonical = document(&statements(&["B", "A", "C"])).canonical("aws").to_string();
    let at = |sid: &str| canonical.find(&format!("\"Sid\":\"{sid}\"")).unwrap();
    assert!(at("A") < at("B") && at("B") < at("C"), "{canonical}");
}

#[test]
fn something_is_not_nothing() {
    let some = document(&but("Sid", json!("One")));
    assert!(unchanged_since(None, None, "aws"));
    assert!(!unchanged_since(None, Some(&some), "aws"));
    assert!(!unchanged_since(Some(&some), None, "aws"));
}

#[test]
fn a_document_goes_through_json() {
    let plain = document(&but("Sid", json!("One")));
    let value = serde_json::to_value(&plain).unwrap();
    assert_eq!(value["Statement"][0]["Sid"], "One");
    let back: Document = serde_json::from_value(value).unwrap();
    assert_eq!(back.canonical("aws"), plain.canonical("aws"));
    // JSON in memory would make another number of it.
    let text = r#"{"Statement":{"Condition":{"NumericEquals":{"a:b":12345678901234567890123}}}}"#;
    let exact = Document::parse(text).unwrap();
    let back: Document = serde_json::from_value(serde_json::to_value(&exact).unwrap()).unwrap();
    assert_eq!(back.canonical("aws"), exact.canonical("aws"));
    for none in [json!([1]), json!("{}"), json!(null)] {
        assert!(serde_json::from_value::<Document>(none).is_err());
    }
    let canonical = serde_json::to_value(plain.canonical("aws")).unwrap();
    assert_eq!(canonical["Statement"][0]["Action"], json!(["s3:putobject"]));
}

#[test]
fn what_is_no_policy_is_read_as_far_as_it_goes() {
    for text in ["", "[]", "null", "{", r#"{"Statement":[{"Sid":"A","Sid":"B"}]}"#] {
        assert!(Document::parse(text).is_err(), "{text}");
    }
    for value in [
        json!({}),
        json!({ "Statement": null }),
        json!({ "Statement": "x" }),
        json!({ "Statement": [null, 1, "x", [], {}] }),
        json!({ "Statement": { "Principal": null, "Action": {}, "Condition": 1 } }),
        json!({ "Statement": { "Principal": { "AWS": { "x": [] } }, "Sid": 1 } }),
        json!({ "Statement": { "Principal": { "AWS": [null, true] }, "Condition": { "Bool": 1 } } }),
        json!({ "Version": [], "Id": {} }),
    ] {
        let canonical = document(&value).canonical("aws");
        let again = Document::parse(&canonical.to_string()).unwrap();
        assert_eq!(again.canonical("aws"), canonical, "{value}");
    }
}
