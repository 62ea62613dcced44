//! Canonical documents in the spelling that people wrote: actions and condition keys are compared in lower case, and read better as written.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How strings were written, by their lower case.
#[derive(Debug, Clone, Default)]
pub struct Spelling {
    written: BTreeMap<String, String>,
}

impl Spelling {
    /// Learns from a document's text; what is not JSON teaches nothing. What was learned first stays.
    pub fn learn(&mut self, text: &str) {
        if let Ok(value) = serde_json::from_str::<Value>(text) {
            self.take(&value);
        }
    }

    fn take(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.keep(text),
            Value::Array(list) => list.iter().for_each(|value| self.take(value)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.keep(key);
                    self.take(value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn keep(&mut self, text: &str) {
        let folded = text.to_lowercase();
        if folded != text {
            self.written.entry(folded).or_insert_with(|| text.to_owned());
        }
    }

    /// The same document in the spelling that was learned. Only strings that are all lower case change, and only their case.
    #[must_use]
    pub fn apply(&self, canonical: &Value) -> Value {
        match canonical {
            Value::String(text) => Value::String(self.of(text)),
            Value::Array(list) => Value::Array(list.iter().map(|value| self.apply(value)).collect()),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| (self.of(key), self.apply(value)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    fn of(&self, text: &str) -> String {
        self.written.get(text).cloned().unwrap_or_else(|| text.to_owned())
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
    fn learn_takes_any_text() {
        let mut spelling = Spelling::default();
        spelling.learn("{");
        assert_eq!(
            spelling.apply(&Value::String("a".to_owned())),
            Value::String("a".to_owned())
        );
    }
}
