//! A resource policy document, in pieces of its own text.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use crate::engine::late::{Late, NotYet, Outputs};
use crate::guardrails::{self, Language, ParseError, Written, statements, written};

use super::canonical::{self, Canonical};
use super::contributor::is_marked;
use super::json::{exact, list, member, object, set};
use super::statement::{fill, lates_of, resolved};

/// A resource policy document: a live one, or one that is to be written and may have late texts in statements of ours.
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    /// The canonical form but for statements.
    frame: Value,
    pub(super) members: Vec<Written>,
    pub(super) pieces: Vec<Piece>,
}

/// One statement where it stands.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Its text.
    pub text: String,
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
    /// Its canonical form but for principals.
    form: Value,
    /// What must be made before it can be written.
    lates: BTreeSet<Late>,
}

impl Piece {
    /// A statement that AWS has: nothing in it is late.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        let form = canonical::statement(text)?;
        let sid = form.get("Sid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            text: text.to_owned(),
            sid,
            form,
            lates: BTreeSet::new(),
        })
    }

    /// A statement that is to be written.
    pub fn planned(text: &str) -> Result<Self, ParseError> {
        let lates = lates_of(text);
        Ok(Self {
            lates,
            ..Self::read(text)?
        })
    }

    /// What it says, whatever its spelling and its `Sid`. Nothing where it is no statement at all.
    pub fn meaning(&self, partition: &str) -> Option<Value> {
        let mut form = canonical::in_partition(&self.form, partition);
        form.as_object_mut()?.remove("Sid");
        Some(form)
    }

    /// The text as if every late text were empty.
    pub fn without_lates(&self) -> String {
        if self.lates.is_empty() {
            return self.text.clone();
        }
        fill(&self.text, &|_| Some(String::new())).unwrap_or_else(|_| self.text.clone())
    }

    /// Whether it has a `${…}`, which stands for a value or not by the `Version` of the document.
    pub fn has_variable(&self) -> bool {
        self.form.to_string().contains("${")
    }

    /// Its `Sid`, else its effect and first actions.
    pub fn name(&self) -> String {
        if let Some(sid) = &self.sid {
            return sid.escape_debug().to_string();
        }
        match statements(&json!({ "Statement": [self.form] })).first() {
            Some(statement) if self.form.is_object() => statement.to_string(),
            _ => "what is no statement".to_owned(),
        }
    }
}

impl Document {
    /// Reads a document as AWS has it.
    ///
    /// # Errors
    /// Where the text is no JSON object, or says something twice: what is not understood is not written anew.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let members = written(text)?;
        let statements = members.iter().find(|member| member.key == "Statement");
        let pieces = statements.into_iter().flat_map(|list| &list.items);
        Ok(Self {
            pieces: pieces.map(|text| Piece::read(text)).collect::<Result<_, _>>()?,
            frame: guardrails::Document::parse(text)?.canonical(Language::Statements),
            text: text.to_owned(),
            members,
        })
    }

    /// A document as a person wrote it, without its statements: where there is no live one, these go into it.
    ///
    /// # Errors
    /// Where the text is no JSON object, or says something twice.
    pub fn without_statements(text: &str) -> Result<Self, ParseError> {
        Self::of(&written(text)?, Vec::new())
    }

    /// The document of these members, with these statements in place of its own.
    pub(super) fn of(members: &[Written], pieces: Vec<Piece>) -> Result<Self, ParseError> {
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let document = Self::parse(&with_statements(members, &texts))?;
        Ok(Self { pieces, ..document })
    }

    /// What has to be made before it can be written.
    #[must_use]
    pub fn lates(&self) -> BTreeSet<Late> {
        let lates = self.pieces.iter().flat_map(|piece| &piece.lates);
        lates.cloned().collect()
    }

    /// The text that is sent, where all of it is known.
    ///
    /// # Errors
    /// The first output that is not there yet.
    pub fn known(&self) -> Result<String, NotYet> {
        self.resolve(&Outputs::default())
    }

    /// The text that is sent, with every output in it.
    ///
    /// # Errors
    /// The first output that is not there.
    pub fn resolve(&self, outputs: &Outputs) -> Result<String, NotYet> {
        let texts = self.pieces.iter().map(|piece| match piece.lates.is_empty() {
            true => Ok(piece.text.clone()),
            false => resolved(&piece.text, outputs),
        });
        Ok(self.with(&texts.collect::<Result<Vec<_>, _>>()?))
    }

    /// The text as if every late text were empty.
    pub(super) fn without_lates(&self) -> String {
        let texts = self.pieces.iter().map(Piece::without_lates);
        self.with(&texts.collect::<Vec<_>>())
    }

    /// The text with these in place of its statements; where nothing is late, that is the text itself.
    fn with(&self, statements: &[String]) -> String {
        if self.pieces.iter().all(|piece| piece.lates.is_empty()) {
            return self.text.clone();
        }
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        with_statements(&self.members, &statements)
    }

    /// The canonical form in a partition: `aws`.
    #[must_use]
    pub fn canonical(&self, partition: &str) -> Canonical {
        let statements = self.pieces.iter();
        let statements = statements.map(|piece| canonical::in_partition(&piece.form, partition));
        canonical::document(self.frame.clone(), statements)
    }
}

fn with_statements(members: &[Written], statements: &[&str]) -> String {
    let mut members = members.to_vec();
    set(&mut members, member("Statement", list(statements)));
    object(&members)
}

/// Whether a document that is read again just before it is written still means what it meant when the write was planned.
#[must_use]
pub fn unchanged_since(before: Option<&Document>, now: Option<&Document>, partition: &str) -> bool {
    match (before, now) {
        (None, None) => true,
        (Some(before), Some(now)) => before.canonical(partition) == now.canonical(partition),
        _ => false,
    }
}

/// The same text.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Document {}

/// As JSON. A number that JSON in memory would spell otherwise goes as its text, which AWS reads alike (IAM User Guide, "Grammar of the IAM JSON policy
/// language": quotation marks are optional for numbers).
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = exact(&self.text).map_err(serde::ser::Error::custom)?;
        value.serialize(serializer)
    }
}

/// A document that is to be written: statements that bear a mark may have late texts, and those that are known by now are joined.
impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Value::deserialize(deserializer)?.to_string();
        let planned = || {
            let document = Self::parse(&text)?;
            let pieces = document.pieces.into_iter().map(|piece| {
                if piece.sid.as_deref().is_some_and(is_marked) {
                    Piece::planned(&fill(&piece.text, &|_| None)?)
                } else {
                    Ok(piece)
                }
            });
            let pieces = pieces.collect::<Result<Vec<_>, ParseError>>()?;
            match document.members.iter().any(|member| member.key == "Statement") {
                true => Self::of(&document.members, pieces),
                false => Self::parse(&text),
            }
        };
        planned().map_err(serde::de::Error::custom)
    }
}
