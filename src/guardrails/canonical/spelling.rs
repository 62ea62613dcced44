//! Canonical documents in the spelling that people wrote: actions and condition keys are compared in lower case, and read better as written.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How actions and condition keys were written, by their lower case.
///
/// Only these lose their case in the canonical form. Everything else keeps it, and means something else in another case.
#[derive(Debug, Clone, Default)]
pub struct Spelling {
    written: BTreeMap<String, String>,
}

impl Spelling {
    /// Learns from a document's text; what is not JSON teaches nothing. What was learned first stays.
    pub fn learn(&mut self, text: &str) {
        let Ok(mut value) = serde_json::from_str::<Value>(text) else {
            return;
        };
        walk(&mut value, &mut |word| {
            let folded = word.to_ascii_lowercase();
            if folded != *word {
                self.written.entry(folded).or_insert_with(|| word.clone());
            }
        });
    }

    /// The same document in the spelling that was learned.
    #[must_use]
    pub fn apply(&self, canonical: &Value) -> Value {
        let mut spelt = canonical.clone();
        walk(&mut spelt, &mut |word| {
            if let Some(written) = self.written.get(word) {
                word.clone_from(written);
            }
        });
        spelt
    }
}

/// Hands over every action and condition key of a document, to be looked at or written otherwise.
fn walk(document: &mut Value, with: &mut impl FnMut(&mut String)) {
    for statement in many(document.get_mut("Statement")) {
        for element in ["Action", "NotAction"] {
            for action in many(statement.get_mut(element)) {
                if let Value::String(action) = action {
                    with(action);
                }
            }
        }
        let operators = statement.get_mut("Condition").and_then(Value::as_object_mut);
        for (_, keys) in operators.into_iter().flatten() {
            if let Some(keys) = keys.as_object_mut() {
                respell(keys, with);
            }
        }
    }
}

/// The items of a list; a single value is a list of one.
fn many(value: Option<&mut Value>) -> Vec<&mut Value> {
    match value {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// Writes the keys otherwise, unless two of them would become one.
fn respell(keys: &mut Map<String, Value>, with: &mut impl FnMut(&mut String)) {
    let mut spelt = Map::new();
    for (key, value) in keys.iter() {
        let mut key = key.clone();
        with(&mut key);
        spelt.insert(key, value.clone());
    }
    if spelt.len() == keys.len() {
        *keys = spelt;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::{Document, Language, minify};

    #[test]
    fn apply_gives_actions_and_keys_their_spelling_back() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-x"}}}}"#;
        let canonical = Document::parse(text).unwrap().canonical(Language::Statements);
        let mut spelling = Spelling::default();
        spelling.learn(text);
        let shown = minify(&spelling.apply(&canonical));
        assert!(
            shown.contains("organizations:LeaveOrganization") && shown.contains("aws:PrincipalOrgID"),
            "{shown}"
        );
        let again = Document::parse(&shown).unwrap().canonical(Language::Statements);
        assert_eq!(again, canonical);
    }

    #[test]
    fn apply_leaves_what_means_something_else_in_another_case() {
        let text = r#"{"Version":"2012-10-17","Statement":[
            {"Sid":"No","Effect":"Deny","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/a","arn:aws:s3:::b/A"]},
            {"Sid":"no","Effect":"Deny","Action":"s3:PutObject","Resource":"*",
             "Condition":{"StringEquals":{"aws:PrincipalTag/Team":["shop","Shop"]}}}]}"#;
        let canonical = Document::parse(text).unwrap().canonical(Language::Statements);
        let mut spelling = Spelling::default();
        spelling.learn(text);
        spelling.learn(r#"{"tags":{"Shop":{"No":"ARN:aws:s3:::b/a"}}}"#);
        let again = minify(&spelling.apply(&canonical));
        assert_eq!(
            Document::parse(&again).unwrap().canonical(Language::Statements),
            canonical
        );
        let tags = serde_json::json!({"tags": {"shop": "no"}});
        assert_eq!(spelling.apply(&tags), tags);
    }

    #[test]
    fn apply_keeps_keys_that_would_become_one() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
            "Condition":{"StringEquals":{"aws:principalaccount":"1","aws:PrincipalAccount":"2"}}}]}"#;
        let canonical = Document::parse(text).unwrap().canonical(Language::Statements);
        let mut spelling = Spelling::default();
        spelling.learn(text);
        assert_eq!(spelling.apply(&canonical), canonical);
    }

    #[test]
    fn learn_takes_any_text() {
        let mut spelling = Spelling::default();
        spelling.learn("{");
        assert_eq!(
            spelling.apply(&Value::String("a".to_owned())),
            Value::String("a".to_owned())
        );
    }
}
