//! One statement of the delegation policy: whose it is, and what it means.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::guardrails::{CanonicalStatement, Document, Language, ParseError, Written, statements, written};

/// How the `Sid` of every statement of any baseline begins.
const MARK: &str = "Groundline";
/// Characters of the baseline's digest behind [`MARK`].
const DIGEST: usize = 6;

/// How the `Sid` of every statement of `baseline` begins. A `Sid` takes letters and digits only, so the baseline's name goes in as a digest.
#[must_use]
pub(super) fn mark(baseline: &str) -> String {
    let digest = Sha256::digest(baseline.as_bytes());
    let hex: String = digest
        .iter()
        .take(DIGEST / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{MARK}{hex}")
}

/// Whether a `Sid` bears the mark of any baseline.
fn is_marked(sid: &str) -> bool {
    let digest = sid.strip_prefix(MARK).and_then(|rest| rest.get(..DIGEST));
    digest.is_some_and(|digest| digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

/// A statement as it is written somewhere.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// Its text.
    pub text: String,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// What it says, whatever its spelling and its `Sid`. Nothing where it is no statement at all.
    pub meaning: Option<CanonicalStatement>,
}

impl Statement {
    /// Reads one.
    ///
    /// # Errors
    /// Where it is no JSON.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        let alone = Document::parse(&format!("{{\"Statement\":[{text}]}}"))?.canonical(Language::Statements);
        let sid = alone.pointer("/Statement/0/Sid").and_then(Value::as_str);
        let is_object = alone.pointer("/Statement/0").is_some_and(Value::is_object);
        let meaning = statements(&alone).into_iter().next();
        Ok(Self {
            text: text.to_owned(),
            sid: sid.map(str::to_owned),
            meaning: meaning.filter(|_| is_object),
        })
    }

    /// Whether it bears this mark.
    pub fn has_mark(&self, mark: &str) -> bool {
        self.sid.as_ref().is_some_and(|sid| sid.starts_with(mark))
    }

    /// Whether it bears the mark of some baseline.
    pub fn has_any_mark(&self) -> bool {
        self.sid.as_deref().is_some_and(is_marked)
    }

    /// Whether it has a `${…}`, which stands for a value or not by the `Version` of the document.
    pub fn has_variable(&self) -> bool {
        let meaning = self.meaning.as_ref().map(|meaning| meaning.to_value().to_string());
        meaning.is_some_and(|text| text.contains("${"))
    }

    /// Its `Sid` without the mark, as a person wrote it; else its effect and first actions.
    pub fn name(&self, mark: &str) -> String {
        match (&self.sid, &self.meaning) {
            (Some(sid), _) => sid.strip_prefix(mark).unwrap_or(sid).escape_debug().to_string(),
            (None, Some(meaning)) => meaning.to_string(),
            (None, None) => "what is no statement".to_owned(),
        }
    }

    /// The text with the mark before its `Sid` and nothing else changed.
    ///
    /// # Errors
    /// Where it is no JSON object.
    pub fn marked(&self, mark: &str) -> Result<String, ParseError> {
        let sid = format!("{mark}{}", self.sid.as_deref().unwrap_or_default());
        let mut members = written(&self.text)?;
        match members.iter_mut().find(|member| member.key == "Sid") {
            Some(member) => member.text = quoted(&sid),
            None => members.push(Written {
                key: "Sid".to_owned(),
                text: quoted(&sid),
                items: Vec::new(),
            }),
        }
        Ok(object(&members))
    }
}

/// Members as one JSON object.
pub(super) fn object(members: &[Written]) -> String {
    let members = members
        .iter()
        .map(|member| format!("{}:{}", quoted(&member.key), member.text));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_baseline() {
        assert_ne!(mark("acme"), mark("beta"));
        for (sid, marked) in [
            (format!("{}Read", mark("acme")), true),
            ("Groundline".to_owned(), false),
            ("GroundlineReads".to_owned(), false),
            ("Groundwork123456".to_owned(), false),
        ] {
            assert_eq!(is_marked(&sid), marked, "{sid}");
        }
    }

    #[test]
    fn a_mark_changes_the_sid_alone() {
        let text = r#"{"Action":"organizations:ListAccounts","Sid":"Read","Effect":"Allow","Condition":{"NumericEquals":{"a:b":1.50}}}"#;
        let statement = Statement::read(text).unwrap();
        assert_eq!(
            statement.marked("Groundline123456").unwrap(),
            text.replace("\"Read\"", "\"Groundline123456Read\"")
        );
        assert_eq!(statement.name("Groundline123456"), "Read");
        let other = Statement::read(r#"{"Effect":"Allow"}"#).unwrap();
        assert_eq!(other.marked("M").unwrap(), r#"{"Effect":"Allow","Sid":"M"}"#);
        assert!(Statement::read("\"x\"").unwrap().meaning.is_none());
        assert!(Statement::read("{").is_err());
    }
}
