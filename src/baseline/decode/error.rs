//! What serde says of a value, in words for people.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use crate::diagnostics::{Diagnostic, Span};
use crate::facts::suggest::{closest, list};

/// What serde says, and the innermost place it is about.
#[derive(Debug)]
pub(super) struct DecodeError {
    message: String,
    help: Option<String>,
    span: Option<Span>,
}

/// Gives an error a place, unless it has one further in.
pub(super) fn at<T>(span: Option<Span>, result: Result<T, DecodeError>) -> Result<T, DecodeError> {
    result.map_err(|error| DecodeError {
        span: error.span.or(span),
        ..error
    })
}

impl DecodeError {
    pub(super) fn new(message: String) -> Self {
        Self {
            message,
            help: None,
            span: None,
        }
    }

    pub(super) fn into_diagnostic(self) -> Diagnostic {
        Diagnostic {
            help: self.help,
            ..Diagnostic::error("invalid-value", self.message).at(self.span)
        }
    }

    fn choice(what: &str, written: &str, allowed: &'static [&'static str]) -> Self {
        let help = match closest(written, allowed.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("allowed here: {}", list(allowed.iter().copied())),
        };
        Self {
            help: Some(help),
            ..Self::new(format!("unknown {what} `{written}`"))
        }
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        // What derived code expects are names of Rust types, which say nothing to a person.
        let expected = match expected.split(' ').next() {
            Some("struct" | "map" | "a") if expected.starts_with("struct ") || expected.ends_with("map") => "a table",
            Some("enum" | "string") => "a string",
            Some("tuple") => "a list",
            _ if expected == "a sequence" => "a list",
            _ => &expected,
        };
        Self::new(format!("expected {expected}, found {}", describe(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Signed(number) => format!("`{number}`"),
            Unexpected::Float(number) => format!("`{number}`"),
            Unexpected::Str(text) => format!("`{text}`"),
            other => describe(other).to_owned(),
        };
        let expected = match expected.to_string().as_str() {
            "u8" | "u16" | "u32" | "u64" | "usize" => {
                "a whole number that is not negative and not too large".to_owned()
            }
            "i8" | "i16" | "i32" | "i64" | "isize" => "a smaller whole number".to_owned(),
            other => other.to_owned(),
        };
        Self::new(format!("{found} is not allowed here, expected {expected}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::choice("value", variant, expected)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::choice("key", field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("missing key `{field}`"))
    }
}

fn describe(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a table",
        _ => "something else",
    }
}
