//! One document of many owners' statements.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::guardrails::{Document, Language, minify};

/// How the `Sid` of every statement of `baseline` begins. A `Sid` takes letters and digits only, so the baseline's name goes in as a digest.
#[must_use]
pub fn mark(baseline: &str) -> String {
    let digest = Sha256::digest(baseline.as_bytes());
    let hex: String = digest.iter().take(3).map(|byte| format!("{byte:02x}")).collect();
    format!("Groundline{hex}")
}

/// The live document with `statements` in place of those that are `baseline`'s now. None if no statement is left.
#[must_use]
pub fn merged(baseline: &str, live: Option<&Value>, statements: &[Value]) -> Option<Value> {
    let mark = mark(baseline);
    let is_ours = |statement: &Value| {
        statement
            .get("Sid")
            .and_then(Value::as_str)
            .is_some_and(|sid| sid.starts_with(&mark))
    };
    let live_statements = live.and_then(|live| live.get("Statement")).and_then(Value::as_array);
    let kept = live_statements
        .into_iter()
        .flatten()
        .filter(|statement| !is_ours(statement))
        .cloned();
    let ours = statements.iter().map(|statement| {
        let sid = statement.get("Sid").and_then(Value::as_str).unwrap_or_default();
        let mut statement = statement.clone();
        if let Some(fields) = statement.as_object_mut() {
            fields.insert("Sid".to_owned(), json!(format!("{mark}{sid}")));
        }
        statement
    });
    let all: Vec<Value> = kept.chain(ours).collect();
    if all.is_empty() {
        return None;
    }
    let version = live
        .and_then(|live| live.get("Version"))
        .cloned()
        .unwrap_or_else(|| json!("2012-10-17"));
    let document = json!({ "Version": version, "Statement": all });
    let parsed = Document::parse(&minify(&document)).ok()?;
    Some(parsed.canonical(Language::Statements))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Value {
        Document::parse(text).unwrap().canonical(Language::Statements)
    }

    #[test]
    fn merged_keeps_the_statements_of_others() {
        let theirs = canonical(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"Theirs","Effect":"Allow","Principal":"*","Action":"organizations:List*","Resource":"*"}]}"#,
        );
        let ours = json!({"Sid":"Ours","Effect":"Allow","Principal":"*","Action":["organizations:describe*"],"Resource":["*"]});
        let both = merged("acme", Some(&theirs), std::slice::from_ref(&ours)).unwrap();
        assert_eq!(both["Statement"].as_array().unwrap().len(), 2);
        assert_eq!(merged("acme", Some(&both), &[ours]), Some(both.clone()));
        assert_eq!(merged("acme", Some(&both), &[]), Some(theirs));
        let other = merged("beta", Some(&both), &[]);
        assert_eq!(other, Some(both));
    }

    #[test]
    fn merged_is_none_when_nothing_is_left() {
        assert_eq!(merged("acme", None, &[]), None);
        let ours = json!({"Sid":"Ours","Effect":"Allow","Principal":"*","Action":["organizations:describe*"],"Resource":["*"]});
        let live = merged("acme", None, &[ours]);
        assert_eq!(merged("acme", live.as_ref(), &[]), None);
    }
}
