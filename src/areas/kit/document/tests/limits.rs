//! Documents that a service does not take.

use serde_json::{Value, json};

use super::support::document;
use crate::areas::kit::document::{Contributor, Document, Limit, Mark, Unit};

fn policy(statements: usize, of: &dyn Fn(usize) -> Value) -> Document {
    let all: Vec<Value> = (0..statements).map(of).collect();
    document(&json!({ "Version": "2012-10-17", "Statement": all }))
}

#[test]
fn the_message_names_everybodys_share() {
    let mark = Mark::of("acme");
    let trails = Contributor::area("trails").prefix(&mark);
    let guardduty = Contributor::area("guardduty").part("eu-west-1").prefix(&mark);
    let of = |number: usize| match number {
        0 => json!({ "Sid": "Theirs", "Resource": "x".repeat(12_000) }),
        1 => json!({ "Sid": format!("{trails}Write"), "Resource": "x".repeat(6_000) }),
        _ => json!({ "Sid": format!("{guardduty}W{number}"), "Resource": "x".repeat(1_000) }),
    };
    let fits = policy(3, &of);
    assert_eq!(Limit::BUCKET_POLICY.check(&mark, &fits), Ok(()));
    let error = Limit::BUCKET_POLICY.check(&mark, &policy(5, &of)).unwrap_err();
    let size = policy(5, &of).known().unwrap().len();
    assert_eq!(
        error.to_string(),
        format!(
            "the bucket policy would have {size} bytes, and AWS takes 20480: 12030 are of others, 6053 of trails, 3180 of guardduty"
        )
    );
    assert_eq!(Limit::KEY_POLICY.check(&mark, &policy(5, &of)), Ok(()));
    assert!(error.shares.iter().map(|(_, share)| share).sum::<usize>() <= size);
}

#[test]
fn bytes_are_not_characters() {
    let mark = Mark::of("acme");
    let of = |number: usize| json!({ "Sid": number.to_string(), "Resource": "é".repeat(9_000) });
    let one = policy(1, &of);
    assert_eq!(Limit::BUCKET_POLICY.check(&mark, &one), Ok(()));
    assert!(Limit::BUCKET_POLICY.check(&mark, &policy(2, &of)).is_err());
    assert_eq!(Limit::DELEGATION_POLICY.check(&mark, &policy(4, &of)), Ok(()));
    let error = Limit::DELEGATION_POLICY.check(&mark, &policy(5, &of)).unwrap_err();
    assert!(error.to_string().contains("characters, and AWS takes 40000"), "{error}");
    assert_eq!(Limit::DELEGATION_POLICY.unit, Unit::Characters);
}

#[test]
fn a_queue_takes_twenty_statements() {
    let mark = Mark::of("acme");
    let prefix = Contributor::area("alerts").prefix(&mark);
    let of = |number: usize| match number % 2 {
        0 => json!({ "Sid": format!("{prefix}{number}") }),
        _ => json!({ "Sid": number.to_string() }),
    };
    assert_eq!(Limit::QUEUE_POLICY.check(&mark, &policy(20, &of)), Ok(()));
    let error = Limit::QUEUE_POLICY.check(&mark, &policy(21, &of)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the queue policy would have 21 statements, and AWS takes 20: 11 are of alerts, 10 of others"
    );
    assert_eq!(Limit::TOPIC_POLICY.check(&mark, &policy(100, &of)), Ok(()));
    assert!(Limit::TOPIC_POLICY.check(&mark, &policy(101, &of)).is_err());
}
