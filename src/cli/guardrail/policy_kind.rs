//! Types of policies, as one types them.

use std::str::FromStr;

use crate::facts::policy_types::{self, KNOWN};
use crate::guardrails::lint::{Finding, Options, check_delegation, guess, lint};
use crate::guardrails::{ActionTable, Document};

/// The type of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PolicyKind {
    /// A policy, by AWS's name of its type.
    Policy(String),
    /// The Organization's resource policy.
    Delegation,
}

impl FromStr for PolicyKind {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let name = match written {
            "scp" => policy_types::SCP,
            "rcp" => policy_types::RCP,
            "delegation" => return Ok(Self::Delegation),
            other => other,
        };
        if KNOWN.iter().any(|known| known.name == name) {
            return Ok(Self::Policy(name.to_owned()));
        }
        let known: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
        Err(format!("expected scp, rcp, delegation or one of {}", known.join(", ")))
    }
}

impl PolicyKind {
    /// The type that a document seems to have.
    pub(super) fn of(document: &Document) -> Self {
        Self::Policy(guess(document).to_owned())
    }

    pub(super) fn lint(&self, document: &Document, options: Options<'_>, table: &ActionTable) -> Vec<Finding> {
        match self {
            Self::Policy(policy_type) => lint(document, policy_type, table, options),
            Self::Delegation => check_delegation(document, options),
        }
    }
}
