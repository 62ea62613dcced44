//! A policy document as it was written: its tree with the place of every part, and the text that is sent to AWS.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::super::canonical::{self, Language};
use super::node::Node;
use super::parse::Parser;

/// A parsed JSON document of any policy type. Clones share what they hold.
#[derive(Debug, Clone)]
pub struct Document {
    pub(in crate::guardrails) root: Arc<Node>,
    minified: Arc<str>,
}

/// Why a text is not a policy document, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong and what to do.
    pub message: String,
    /// First byte of the trouble; the length of the text where it ends too early.
    pub offset: usize,
    /// Bytes of the trouble; 0 where the text ends too early.
    pub length: usize,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for ParseError {}

impl Document {
    /// Reads a policy document: one JSON object, no key twice, at most 64 levels deep.
    ///
    /// # Errors
    /// Names the first trouble and its place in `text`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let root = Arc::new(Parser::new(text).document()?);
        Ok(Self {
            root,
            minified: without_space(text).into(),
        })
    }

    /// The form in which two documents are equal if and only if they mean the same, as far as this version knows.
    #[must_use]
    pub fn canonical(&self, language: Language) -> Value {
        canonical::canonical(&self.root, language)
    }

    /// The document as a JSON value, with nothing made alike. A number beyond what a 64-bit float holds is its text.
    #[must_use]
    pub fn value(&self) -> Value {
        canonical::plain(&self.root)
    }

    /// The text that is sent to AWS: in the order written, without white space, never longer than the source.
    ///
    /// AWS stores what it is sent and counts every character against the size limit.
    #[must_use]
    pub fn minified(&self) -> String {
        self.minified.as_ref().to_owned()
    }

    /// Bytes of the text that is sent to AWS.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.minified.len()
    }

    /// The size that AWS counts, in characters.
    #[must_use]
    pub fn size(&self) -> usize {
        self.minified.chars().count()
    }
}

/// A JSON value as text without white space.
#[must_use]
pub fn minify(value: &Value) -> String {
    value.to_string()
}

/// Valid JSON text without the white space between its tokens.
fn without_space(text: &str) -> String {
    if !text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut in_string = false;
    let mut escaped = false;
    for character in text.chars() {
        if in_string {
            kept.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if !character.is_ascii_whitespace() {
            kept.push(character);
            in_string = character == '"';
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_but_not_from_strings() {
        let text = "{ \"Sid\" : \"a b\\\" c\\\\\" ,\n\t\"Statement\": [ ] }";
        let document = Document::parse(text).unwrap();
        assert_eq!(document.minified(), r#"{"Sid":"a b\" c\\","Statement":[]}"#);
    }

    #[test]
    fn the_order_written_is_kept() {
        let text = r#"{"b":1,"a":{"z":[],"y":null}}"#;
        assert_eq!(Document::parse(text).unwrap().minified(), text);
    }

    #[test]
    fn size_counts_characters_not_bytes() {
        assert_eq!(Document::parse(r#"{ "é": "ü" }"#).unwrap().size(), 9);
    }
}
