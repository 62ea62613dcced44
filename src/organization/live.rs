//! The Organization as AWS says it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::facts::account_states::{AccountAction, account_state};

use super::place::PlaceId;

/// Tags of one resource.
pub type Tags = BTreeMap<String, String>;

/// Whether an account can be worked in. Open: AWS adds states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It can.
    Active,
    /// It cannot: `PENDING_ACTIVATION`, `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED`, or a word this version does not know.
    Other(String),
}

impl State {
    /// From AWS's word.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "ACTIVE" => Self::Active,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Active => "ACTIVE",
            Self::Other(word) => word,
        }
    }

    /// Whether it is closed or on the way to be: such an account is gone for every purpose but its e-mail and its place in the quota.
    #[must_use]
    pub fn is_closing(&self) -> bool {
        account_state(self.word()).is_closing
    }

    /// Whether an account in this state can have this done to it.
    #[must_use]
    pub fn allows(&self, deed: AccountAction) -> bool {
        account_state(self.word()).allows(deed)
    }

    /// What the state means, for people: `SUSPENDED: AWS has restricted it`.
    #[must_use]
    pub fn explained(&self) -> String {
        format!("{}: {}", self.word(), account_state(self.word()).meaning)
    }
}

/// One organizational unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveUnit {
    /// `ou-…`.
    pub id: PlaceId,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The root or unit above it.
    pub parent: PlaceId,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveAccount {
    /// Twelve digits.
    pub id: PlaceId,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its root e-mail, as AWS spells it.
    pub email: String,
    /// Its state.
    pub state: State,
    /// The root or unit that holds it. Absent where AWS did not say.
    pub parent: Option<PlaceId>,
}

impl LiveAccount {
    /// How lists name it: its id, its name, and its state if it is not in use.
    #[must_use]
    pub fn listed(&self) -> String {
        match &self.state {
            State::Active => format!("{} ({})", self.id, self.name),
            State::Other(word) => format!("{} ({}, {word})", self.id, self.name),
        }
    }
}

/// A `CreateAccount` that AWS has not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// `car-…`.
    pub id: String,
    /// The account's name: AWS does not give the e-mail.
    pub name: String,
    /// When it was asked for (RFC 3339).
    pub since: String,
}

/// The state of one policy type in the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyTypeState {
    /// It can be attached.
    Enabled,
    /// AWS is enabling or disabling it.
    Changing,
}

/// The Organization as AWS says it is. Where something could not be read, the reader says so and the part here is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Live {
    /// `o-…`; absent if there is no Organization yet.
    pub id: Option<String>,
    /// The management account's id.
    pub management_account: String,
    /// Whether all features are on.
    pub all_features: bool,
    /// `r-…`.
    pub root: Option<PlaceId>,
    /// Policy types that are on, or on their way. Absent if they could not be read.
    pub policy_types: Option<BTreeMap<String, PolicyTypeState>>,
    /// Services with trusted access. Absent if they could not be read.
    pub trusted_services: Option<BTreeSet<String>>,
    /// Units by id. Absent if they could not all be read.
    pub units: Option<BTreeMap<PlaceId, LiveUnit>>,
    /// Accounts by id. Absent if they could not all be read.
    pub accounts: Option<BTreeMap<PlaceId, LiveAccount>>,
    /// Creations that AWS has not finished. Absent if they could not be read.
    pub creations: Option<Vec<Creation>>,
    /// Tags by id of the resource; no entry means no tags. Absent if they could not be read.
    pub tags: Option<BTreeMap<String, Tags>>,
}

impl Live {
    /// Tags of a resource; none if it has none.
    #[must_use]
    pub fn tags_of(&self, id: &str) -> Tags {
        self.tags
            .as_ref()
            .and_then(|all| all.get(id))
            .cloned()
            .unwrap_or_default()
    }

    /// The ids above an account or unit and its own, from the root down.
    #[must_use]
    pub fn chain(&self, id: &PlaceId) -> Vec<PlaceId> {
        let mut chain = vec![id.clone()];
        let mut next = self.parent(id);
        while let Some(parent) = next {
            if chain.contains(&parent) {
                break;
            }
            next = self.parent(&parent);
            chain.push(parent);
        }
        chain.reverse();
        chain
    }

    /// What holds an account or unit; nothing holds the root.
    #[must_use]
    pub fn parent(&self, id: &PlaceId) -> Option<PlaceId> {
        if let Some(unit) = self.units.as_ref().and_then(|units| units.get(id)) {
            return Some(unit.parent.clone());
        }
        self.accounts.as_ref()?.get(id)?.parent.clone()
    }

    /// Names from the root down to a unit: `Workloads/Production`.
    #[must_use]
    pub fn unit_path(&self, id: &PlaceId) -> String {
        let names: Vec<_> = self
            .chain(id)
            .iter()
            .filter_map(|id| self.units.as_ref()?.get(id).map(|unit| unit.name.clone()))
            .collect();
        names.join("/")
    }

    /// Whether Control Tower governs the Organization (it then has trusted access).
    #[must_use]
    pub fn has_control_tower(&self) -> bool {
        self.trusted_services
            .as_ref()
            .is_some_and(|services| services.contains("controltower.amazonaws.com"))
    }
}
