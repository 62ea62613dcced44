//! One statement, as an area contributes it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::late::{Late, NotYet, Outputs};
use crate::guardrails::{Document, ParseError, Written, written};

use super::json::{member, object, quoted, with};
use super::text::{filled, lates};

/// The `Version` in which `${…}` in a text stands for a value (IAM User Guide, "Version"), as JSON.
pub(super) const WITH_VARIABLES: &str = "\"2012-10-17\"";

/// A statement for a document that another area owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What tells it from the contributor's others: the end of its `Sid`.
    name: String,
    /// A JSON object. Late texts in it are objects of their own.
    text: String,
    /// Whether `${…}` stands for a value.
    variables: bool,
}

impl Statement {
    pub(super) fn new(name: String, text: String) -> Self {
        Self {
            name,
            text,
            variables: true,
        }
    }

    /// A statement as a person wrote it, whose name is its `Sid`. `variables` says whether `${…}` in it stands for a value: not so under the
    /// `Version` 2008-10-17 (IAM User Guide, "Version").
    ///
    /// # Errors
    /// Where the text is no JSON object, or says something twice, or has what only code may write: a late text.
    pub fn written(text: &str, variables: bool) -> Result<Self, ParseError> {
        let document = Document::parse(text)?;
        if let Some(late) = lates_of(text).first() {
            return Err(ParseError {
                message: format!("`{{\"$late\": \"{late}\"}}` is no value of a policy"),
                offset: 0,
                length: 0,
            });
        }
        let name = document.value().get("Sid").and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            name: name.unwrap_or_default(),
            text: text.to_owned(),
            variables,
        })
    }

    /// The statements of a document as a person wrote it, read as its `Version` says; without one they are read as of today.
    ///
    /// # Errors
    /// Where the text is no JSON object, one of its statements is none, or something is said twice.
    pub fn all_written(document: &str) -> Result<Vec<Self>, ParseError> {
        let members = written(document)?;
        let of = |key: &str| members.iter().find(|member| member.key == key);
        let variables = of("Version").is_none_or(|version| version.text == WITH_VARIABLES);
        let statements = of("Statement").into_iter().flat_map(|list| &list.items);
        statements.map(|text| Self::written(text, variables)).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn variables(&self) -> bool {
        self.variables
    }

    /// The text with this `Sid` in place of its own, and nothing else changed.
    pub(super) fn with_sid(&self, sid: &str) -> Result<String, ParseError> {
        with(&self.text, member("Sid", quoted(sid)))
    }

    /// What has to be made before it can be written.
    #[must_use]
    pub fn lates(&self) -> BTreeSet<Late> {
        lates_of(&self.text)
    }

    /// The statement with those outputs in it that are there; the others stay late.
    #[must_use]
    pub fn with_outputs(&self, outputs: &Outputs) -> Self {
        let known = |late: &Late| known(outputs, late);
        Self {
            text: fill(&self.text, &known).unwrap_or_else(|_| self.text.clone()),
            ..self.clone()
        }
    }
}

fn known(outputs: &Outputs, late: &Late) -> Option<String> {
    let value = crate::engine::late::Value::late(late.clone());
    outputs.text(&value).ok().map(str::to_owned)
}

/// What the text of a statement needs to be made. A text that is no JSON needs nothing.
pub(super) fn lates_of(text: &str) -> BTreeSet<Late> {
    if !text.contains('$') {
        return BTreeSet::new();
    }
    serde_json::from_str(text).map_or_else(|_| BTreeSet::new(), |value: Value| lates(&value))
}

/// The text of a statement with every output in it.
///
/// # Errors
/// The first that is not there.
pub(super) fn resolved(text: &str, outputs: &Outputs) -> Result<String, NotYet> {
    let late = lates_of(text);
    if let Some(missing) = late.iter().find(|late| known(outputs, late).is_none()) {
        return Err(NotYet(missing.clone()));
    }
    if late.is_empty() {
        return Ok(text.to_owned());
    }
    // It was read as JSON already, or there would be no late text in it.
    Ok(fill(text, &|late| known(outputs, late)).unwrap_or_else(|_| text.to_owned()))
}

/// The text of a statement with the outputs that are known, joined with what stands around them. Other members stay as they are written.
pub(super) fn fill(text: &str, known: &dyn Fn(&Late) -> Option<String>) -> Result<String, ParseError> {
    let members = written(text)?.into_iter().map(|piece| {
        let value: Option<Value> = serde_json::from_str(&piece.text).ok();
        let filled = value.and_then(|value| Some(filled(&value, known)).filter(|filled| *filled != value));
        Written {
            text: filled.map_or(piece.text, |filled| filled.to_string()),
            ..piece
        }
    });
    Ok(object(&members.collect::<Vec<_>>()))
}
