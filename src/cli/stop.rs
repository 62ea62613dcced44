//! Why a command ends early.

use crate::aws::AwsError;
use crate::exit::Exit;
use crate::sandbox::file::FileError;

/// Why a command ends early: the exit code, and what to tell the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    /// What is wrong; nothing where it was said already.
    pub(super) message: String,
    /// More of it, one thing a line.
    pub(super) details: Vec<String>,
    /// What to do.
    pub(super) help: Option<String>,
}

impl Stop {
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            details: Vec::new(),
            help: None,
        }
    }

    /// An end of which the person knows already.
    pub(super) fn said(exit: Exit) -> Self {
        Self::new(exit, "")
    }

    #[must_use]
    pub(super) fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    #[must_use]
    pub(super) fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

impl From<AwsError> for Stop {
    fn from(error: AwsError) -> Self {
        Self::new(Exit::Error, error.to_string()).help(error.help())
    }
}

impl From<FileError> for Stop {
    fn from(error: FileError) -> Self {
        let help = error.help().map(str::to_owned);
        let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
        Self::new(Exit::Error, format!("{error}{}", source.unwrap_or_default())).help(help)
    }
}
