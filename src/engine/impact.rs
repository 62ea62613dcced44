//! What a plan does to accounts: the part of it that policies decide.

use serde::{Deserialize, Serialize};

use super::address::Address;

/// Accounts to which the same happens. What binds an account that the plan makes is compared with what binds the root today.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Impact {
    /// The accounts, by id.
    pub accounts: Vec<AffectedAccount>,
    /// The changes of policies, attachments and placement that reach them.
    pub because: Vec<Address>,
    /// What becomes of actions; the most that is denied first.
    pub actions: Vec<ActionImpact>,
    /// Types of policies that hold settings (tag, backup, declarative, …) and change for these accounts.
    pub settings: Vec<String>,
    /// Policies above these accounts whose text was not read: what they deny is left out of account.
    pub not_known: Vec<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AffectedAccount {
    /// Twelve digits. Empty for an account that the plan makes.
    pub id: String,
    /// Its name in AWS.
    pub name: String,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requester {
    /// A role of the account that no policy names, on what the account holds.
    OrdinaryRole,
    /// A role of an account outside the Organization, on what the account holds.
    Outsider,
}

/// What policies decide of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Denied, whatever the request.
    Denied,
    /// Denied or not, depending on the request.
    Conditional,
    /// Not denied.
    Allowed,
}

/// Actions of which the same becomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActionImpact {
    /// For whom.
    pub asking: Requester,
    /// What is decided afterwards.
    pub becomes: Decision,
    /// What was decided before. Where both are conditional, the conditions differ.
    pub was: Decision,
    /// What it depends on, where it is conditional: condition keys, and `resource`.
    pub depends_on: Vec<String>,
    /// How many actions.
    pub count: usize,
    /// The actions as patterns, the narrowest first: together exactly these, but for those of `except`.
    pub actions: Vec<String>,
    /// Where fewer words say what is left out: `*` but for these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}
