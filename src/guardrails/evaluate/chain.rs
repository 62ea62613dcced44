//! The policies above an account, level by level.

use std::sync::Arc;

use super::prepared::Prepared;

/// The policies that are asked about a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// SCPs on the way from the root to the account of the *principal*. None: its account is in no Organization, or SCPs are off.
    pub scps: Vec<Level>,
    /// RCPs on the way from the root to the account of the *resource*. None: as above.
    pub rcps: Vec<Level>,
}

/// A root, unit or account and the policies attached to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// What it is.
    pub kind: LevelKind,
    /// Its id, for people.
    pub id: String,
    /// What is attached to it, in any order. Without an SCP that allows it, everything is denied here.
    pub policies: Vec<Attached>,
}

/// What a level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelKind {
    /// The Organization's root.
    Root,
    /// An organizational unit.
    Unit,
    /// An account.
    Account,
}

/// A policy on a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its name, for people.
    pub name: String,
    /// What it says.
    pub policy: Arc<Prepared>,
}

/// What else decides whether the policies apply to a request at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setting {
    /// The management account, which SCPs and RCPs leave alone.
    pub management_account: Option<String>,
    /// The account of the resource. Where it is not given: the account in the resource's ARN, or the principal's where the resource is `*`.
    pub resource_account: Option<String>,
}

impl LevelKind {
    /// `root`, `ou` or `account`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Unit => "ou",
            Self::Account => "account",
        }
    }

    /// The level of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Root, Self::Unit, Self::Account]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}
