//! What the baseline wants tested.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostics::Span;
use crate::organization::Place;

/// One test, checked.
#[derive(Debug, Clone)]
pub struct GuardrailTest {
    /// What is tested, in words.
    pub name: String,
    /// The account, or the unit with any account under it, that caller and resource are in.
    pub place: Place,
    /// Who calls.
    pub principal: Principal,
    /// The actions, at least one. Each must have the result.
    pub actions: Vec<String>,
    /// The ARN of the resource, or `*`.
    pub resource: String,
    /// Condition keys of the request.
    pub context: BTreeMap<String, Vec<String>>,
    /// What must come of it.
    pub expect: Expect,
    /// Where that is written.
    pub at: Option<Span>,
}

/// Who calls in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// `role/NAME`, `user/NAME` or `root` of the account that is tested.
    Own(String),
    /// An ARN or a service principal, as it is.
    Named(String),
}

impl Principal {
    /// The principal in an account, and in the partition of that name.
    #[must_use]
    pub fn in_account(&self, partition: &str, account: &str) -> String {
        match self {
            Self::Own(name) => format!("arn:{partition}:iam::{account}:{name}"),
            Self::Named(name) => name.clone(),
        }
    }
}

/// What a test wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// The policies let it pass: whether it is allowed is then up to the account.
    Allow,
    /// A policy denies it, or none of a level allows it.
    Deny,
}

/// As it is written.
impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        })
    }
}
