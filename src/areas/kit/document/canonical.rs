//! The form in which resource policies are compared: what AWS stores or echoes otherwise than it was written, and reads alike, is one.
//!
//! All but principals is the canonical form of `guardrails`: lists that are sets, single values, case of actions, operators and condition keys,
//! booleans and numbers as text, no condition for an empty one, the `Version` that a missing one means.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::guardrails::{Document, Language, ParseError};

/// A document in canonical form. Two documents that mean the same are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Canonical(String);

impl fmt::Display for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As JSON, not as a text of JSON.
impl Serialize for Canonical {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value: Value = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

/// A document in canonical form, from all of it but its statements and the canonical forms of these.
pub(super) fn document(mut frame: Value, statements: impl IntoIterator<Item = Value>) -> Canonical {
    let by_sid: BTreeMap<(String, String), Value> = statements
        .into_iter()
        .map(|statement| {
            let sid = statement.get("Sid").map(Value::to_string).unwrap_or_default();
            ((sid, statement.to_string()), statement)
        })
        .collect();
    if let Some(list) = frame.get_mut("Statement") {
        *list = by_sid.into_values().collect();
    }
    Canonical(frame.to_string())
}

/// A statement in canonical form but for its principals, which are as they are written.
pub(super) fn statement(text: &str) -> Result<Value, ParseError> {
    let alone = Document::parse(&format!("{{\"Statement\":[{text}]}}"))?;
    let written = alone.value();
    let mut canonical = alone.canonical(Language::Statements);
    let canonical = canonical
        .pointer_mut("/Statement/0")
        .map(Value::take)
        .unwrap_or_default();
    let Value::Object(mut members) = canonical else {
        return Ok(canonical);
    };
    // IAM echoes a statement without one with an empty one.
    if members.get("Sid").and_then(Value::as_str) == Some("") {
        members.remove("Sid");
    }
    for key in PRINCIPALS {
        if let Some(principals) = written.pointer(&format!("/Statement/0/{key}")) {
            members.insert((*key).to_owned(), principals.clone());
        }
    }
    Ok(Value::Object(members))
}

const PRINCIPALS: &[&str] = &["Principal", "NotPrincipal"];

/// A statement of [`statement`] with its principals in canonical form, too, in a partition: `aws`.
pub(super) fn in_partition(statement: &Value, partition: &str) -> Value {
    let mut statement = statement.clone();
    for key in PRINCIPALS {
        if let Some(principals) = statement.get_mut(key) {
            principal(principals, partition);
        }
    }
    statement
}

/// `"*"` stays apart from `{"AWS": "*"}`: with `Allow` the first lets in who is not signed in, and the second any identity of any account of the
/// partition (Amazon S3 User Guide, "Principals"). Unique ids of principals that are deleted (`AIDA…`, `AROA…`) stay what AWS made of them. So does a
/// `CanonicalUser`, though S3 may echo it as an account: which one is nowhere in the document.
fn principal(principals: &mut Value, partition: &str) {
    let Value::Object(kinds) = principals else {
        return;
    };
    for (kind, ids) in kinds {
        let all = match &*ids {
            Value::Array(list) => list.iter().map(text).collect(),
            one => text(one).map(|one| vec![one]),
        };
        let Some(all): Option<Vec<String>> = all else {
            continue;
        };
        let is_account = kind == "AWS";
        let unique: BTreeSet<String> = all
            .into_iter()
            .map(|id| is_account.then(|| account_of(&id, partition)).flatten().unwrap_or(id))
            .collect();
        *ids = unique.into_iter().map(Value::from).collect();
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The account id of `arn:aws:iam::ID:root`, which behaves the same as `ID` (IAM User Guide, "AWS account principals"), and is what S3, KMS, SNS and SQS
/// make of it. An id is one of the document's own partition.
fn account_of(principal: &str, partition: &str) -> Option<String> {
    let rest = principal.strip_prefix("arn:")?.strip_prefix(partition)?;
    let id = rest.strip_prefix(":iam::")?.strip_suffix(":root")?;
    (id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}
