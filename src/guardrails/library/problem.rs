//! What is wrong with the use of a guardrail, and where.

use std::fmt;

/// One thing that keeps a guardrail from being compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable name of the problem: `unknown-parameter`.
    pub code: &'static str,
    /// What it is about.
    pub at: Where,
    /// What is wrong.
    pub message: String,
    /// What to do, if that is more than the message says.
    pub help: Option<String>,
}

/// What a problem is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// The guardrail's name, or all of its use.
    Guardrail,
    /// A parameter that must be chosen, and is not.
    Missing(String),
    /// The argument of that name: its value.
    Argument(String),
    /// The name of an argument that is no parameter.
    Name(String),
    /// An item of the argument of that name, counted from 0.
    Item(String, usize),
    /// The list of accounts that the guardrail spares.
    ExceptAccounts,
}

impl Problem {
    pub(super) fn new(code: &'static str, at: Where, message: impl Into<String>) -> Self {
        Self {
            code,
            at,
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Where::Guardrail | Where::Missing(_) => {}
            Where::Argument(name) | Where::Name(name) => write!(f, "{name}: ")?,
            Where::Item(name, index) => write!(f, "{name}[{index}]: ")?,
            Where::ExceptAccounts => f.write_str("except-accounts: ")?,
        }
        f.write_str(&self.message)
    }
}
