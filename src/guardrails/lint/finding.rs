//! One thing that is wrong with a policy.

use std::fmt;

use super::super::document::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the policy, or it does not do what it says, or it stops what nobody wants to stop.
    Error,
    /// It may well do something else than its writer thinks.
    Warning,
    /// Good to know.
    Note,
}

/// One thing that is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code of its rule, by which `groundline guardrail explain` knows it.
    pub code: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, backticks round what the user wrote.
    pub message: String,
    /// What to do, where the message does not say so.
    pub help: Option<String>,
    /// Where, in the document's source.
    pub place: Place,
}

impl Finding {
    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}
