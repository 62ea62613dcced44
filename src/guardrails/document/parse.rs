//! JSON with the place of every value. `serde_json` decodes strings and numbers; the shape is read here, because it gives no places.

use std::collections::BTreeSet;

use super::document::ParseError;
use super::node::{Kind, Member, Node};

/// Deepest nesting read. IAM's own policies use 5 levels, inherited policies about 12.
const DEPTH: usize = 64;

/// Reads one document.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The whole text as one object.
    pub(super) fn document(mut self) -> Result<Node, ParseError> {
        if self.text.starts_with('\u{feff}') {
            return Err(error(
                "the file starts with a byte order mark: save it as UTF-8 without one",
                0,
                3,
            ));
        }
        self.space();
        if self.at == self.text.len() {
            return Err(error(
                "the document is empty: a policy document is a JSON object",
                self.at,
                0,
            ));
        }
        let root = self.value()?;
        if !matches!(root.kind, Kind::Object(_)) {
            return Err(error(
                "a policy document is a JSON object: `{ … }`",
                root.offset,
                root.length,
            ));
        }
        self.space();
        match self.peek() {
            None => Ok(root),
            Some(_) => Err(self.unexpected("nothing after the document")),
        }
    }

    fn value(&mut self) -> Result<Node, ParseError> {
        let offset = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node {
            offset,
            length: self.at - offset,
            kind,
        })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Kind, ParseError>) -> Result<Kind, ParseError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(error(format!("nested deeper than {DEPTH} levels"), self.at, 1));
        }
        self.at += 1;
        self.space();
        let kind = read(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn object(&mut self) -> Result<Kind, ParseError> {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        if self.take(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            let offset = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = self.string()?;
            let length = self.at - offset;
            if !seen.insert(key.clone()) {
                let message = format!(
                    "the key `{}` is here twice: AWS takes only one of them",
                    key.escape_debug()
                );
                return Err(error(message, offset, length));
            }
            self.space();
            if !self.take(b':') {
                return Err(self.unexpected("`:` after a key"));
            }
            self.space();
            let value = self.value()?;
            members.push(Member {
                key,
                offset,
                length,
                value,
            });
            if self.ends(b'}', "`,` or `}`")? {
                return Ok(Kind::Object(members));
            }
        }
    }

    fn list(&mut self) -> Result<Kind, ParseError> {
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.ends(b']', "`,` or `]`")? {
                return Ok(Kind::List(items));
            }
        }
    }

    /// After an item: whether the object or list ends here. Otherwise a comma was read and an item follows.
    fn ends(&mut self, close: u8, wanted: &str) -> Result<bool, ParseError> {
        self.space();
        if self.take(close) {
            return Ok(true);
        }
        let comma = self.at;
        if !self.take(b',') {
            return Err(self.unexpected(wanted));
        }
        self.space();
        if self.peek() == Some(close) {
            return Err(error("JSON has no comma after the last item: remove it", comma, 1));
        }
        Ok(false)
    }

    fn string(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        self.at += 1;
        let mut escapes = false;
        loop {
            match self.peek() {
                None => return Err(error("the text ends inside a string that began here", start, 1)),
                Some(b'"') => break,
                // The next byte may be a quote; a character of several bytes goes on with bytes that are neither.
                Some(b'\\') => {
                    escapes = true;
                    self.at += 2;
                }
                Some(0..0x20) => {
                    return Err(error(
                        "a line break or control character inside a string: write it as `\\n` or `\\u00XX`",
                        self.at,
                        1,
                    ));
                }
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        let raw = self.from(start);
        if !escapes && let Some(plain) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
            return Ok(plain.to_owned());
        }
        serde_json::from_str(raw).map_err(|trouble| {
            // A string has no line breaks here, so that its column, from 1, is its byte.
            let offset = start + trouble.column().saturating_sub(1);
            let offset = floor(self.text, offset);
            let letter = self.text.get(offset..).and_then(|rest| rest.chars().next());
            error(
                "not an escape that JSON has: a backslash itself is written `\\\\`",
                offset,
                letter.map_or(0, char::len_utf8),
            )
        })
    }

    fn number(&mut self) -> Result<Kind, ParseError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let raw = self.from(start);
        match serde_json::from_str::<serde_json::Number>(raw) {
            Ok(_) => Ok(Kind::Number(raw.to_owned())),
            Err(_) => Err(error(
                format!("`{raw}` is not a JSON number: an account id or a number with leading zeros goes in quotes"),
                start,
                raw.len(),
            )),
        }
    }

    fn word(&mut self) -> Result<Kind, ParseError> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            self.at += 1;
        }
        let word = self.from(start);
        let kind = match word {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            "" => return Err(self.unexpected("a value")),
            word => {
                let message = format!("`{word}` is not a JSON value: text goes in double quotes");
                return Err(error(message, start, word.len()));
            }
        };
        Ok(kind)
    }

    /// The trouble with what stands here, where `wanted` should.
    fn unexpected(&self, wanted: &str) -> ParseError {
        let Some(found) = self.rest().chars().next() else {
            return error(
                format!("the text ends too early: {wanted} is missing"),
                self.text.len(),
                0,
            );
        };
        let hint = match found {
            '/' | '#' => ": JSON has no comments",
            '\'' => ": JSON strings have double quotes",
            _ => "",
        };
        let message = format!("expected {wanted}, found `{}`{hint}", found.escape_debug());
        error(message, self.at, found.len_utf8())
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn from(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(floor(self.text, self.at)..).unwrap_or_default()
    }
}

fn error(message: impl Into<String>, offset: usize, length: usize) -> ParseError {
    ParseError {
        message: message.into(),
        offset,
        length,
    }
}

/// The start of the character that holds the byte at `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    /// The text that the error underlines, and its message.
    fn trouble(text: &str) -> (&str, String) {
        let error = Document::parse(text).unwrap_err();
        (
            text.get(error.offset..error.offset + error.length).unwrap(),
            error.message,
        )
    }

    #[test]
    fn each_trouble_is_underlined_and_explained() {
        for (text, underlined, message) in [
            ("", "", "empty"),
            ("[]", "[]", "JSON object"),
            ("{\"a\": 1,}", ",", "no comma after the last item"),
            ("{\"a\": [1, 2,]}", ",", "no comma after the last item"),
            ("{\"a\": 1 \"b\": 2}", "\"", "expected `,` or `}`"),
            ("{\"a\": 1, \"b\": 2, \"a\": 3}", "\"a\"", "twice"),
            (
                "{\"a\": {\"x\": 1, \"\\u0078\": 2}}",
                "\"\\u0078\"",
                "`x` is here twice",
            ),
            ("{\"a\": True}", "True", "not a JSON value"),
            ("{'a': 1}", "'", "double quotes"),
            ("{\"a\": 1} // end", "/", "no comments"),
            ("{\"a\": 012345678901}", "012345678901", "quotes"),
            ("{\"a\": 1e999}", "1e999", "not a JSON number"),
            ("{\"a\": \"x\ny\"}", "\n", "control character"),
            ("{\"a\": \"x", "\"", "ends inside a string"),
            ("{\"a\": ", "", "ends too early"),
            ("{\"a\"; 1}", ";", "`:` after a key"),
            ("{\"a\": é}", "é", "expected a value"),
            ("\u{feff}{}", "\u{feff}", "byte order mark"),
        ] {
            let (found, why) = trouble(text);
            assert_eq!(found, underlined, "{text}: {why}");
            assert!(why.contains(message), "{text}: {why}");
        }
    }

    #[test]
    fn a_bad_escape_is_found_inside_its_string() {
        let text = r#"{"a": "ok \q"}"#;
        let error = Document::parse(text).unwrap_err();
        assert!((6..=12).contains(&error.offset), "{error:?}");
        assert!(error.message.contains("escape"));
    }

    #[test]
    fn depth_is_limited() {
        let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(Document::parse(&deep(63)).is_ok());
        assert!(trouble(&deep(64)).1.contains("64 levels"));
        assert!(Document::parse(&deep(100_000)).is_err());
    }

    #[test]
    fn a_control_character_of_the_text_does_not_reach_the_message() {
        let (_, message) = trouble("{\u{1b}");
        assert!(!message.contains('\u{1b}'), "{message:?}");
    }
}
