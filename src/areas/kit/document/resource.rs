//! A document as a thing of its own, and as it is written.

use serde::{Deserialize, Serialize};

use super::policy::Document;
use crate::areas::kit::resource::{Live, Resource};
use crate::areas::kit::step::Step;
use crate::engine::late::NotYet;
use crate::guardrails::ParseError;

/// The one field of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The document.
    pub document: Document,
}

impl Resource for Policy {}

impl Live<Policy> {
    /// A live document, by the natural key of what it is of.
    ///
    /// # Errors
    /// Where the text is no document: what is not understood is not written anew.
    pub fn document(natural: impl IntoIterator<Item = String>, text: &str) -> Result<Self, ParseError> {
        let document = Document::parse(text)?;
        let mut live = Self::new(natural, Policy { document });
        live.text = Some(text.to_owned());
        Ok(live)
    }
}

/// A document as it is written: its text, with the statements of others as they are written there; or, where it waits for what is made first, the
/// document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
    /// All of it is known.
    Text(String),
    /// Some of it is an output of another change.
    Late(Document),
}

impl Content {
    /// What a step writes; nothing where the document goes.
    #[must_use]
    pub fn of(step: &Step<Policy>) -> Option<Self> {
        let after = step.after.as_ref()?;
        let text = step.writing.as_ref().and_then(|writing| writing.text.clone());
        Some(text.map_or_else(|| Self::Late(after.document.clone()), Self::Text))
    }

    /// The text that is sent.
    ///
    /// # Errors
    /// The first output that is not there yet.
    pub fn known(&self) -> Result<String, NotYet> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::Late(document) => document.known(),
        }
    }
}
