//! The Organization: what stands in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::clock::Moment;
use super::agenda::Due;
use super::index::Index;

/// Delegated administrators: by service principal, the accounts, and since when.
pub type Delegations = BTreeMap<String, BTreeMap<String, Moment>>;

/// The Organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// `o-a1b2c3d4e5`.
    pub id: String,
    /// The management account's id.
    pub management_account: String,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
    /// Until when AWS is still setting it up, and makes no accounts.
    pub finalizing_until: Moment,
    /// How many accounts it may have, closed ones included.
    pub account_quota: usize,
    /// The root.
    pub root: Root,
    /// Units by id.
    pub units: BTreeMap<String, Unit>,
    /// Accounts by id.
    pub accounts: BTreeMap<String, Account>,
    /// Policies by id, the two that AWS manages among them.
    pub policies: BTreeMap<String, Policy>,
    /// By policy, the ids of the root, units and accounts it is attached to.
    pub attachments: BTreeMap<String, BTreeSet<String>>,
    /// Tags by resource id; resources that were never tagged are absent.
    pub tags: BTreeMap<String, Tagged>,
    /// Requests to create an account, by id, the finished ones too.
    pub creations: BTreeMap<String, Creation>,
    /// Services with trusted access, and since when.
    pub services: BTreeMap<String, Moment>,
    /// Delegated administrators.
    pub delegations: Delegations,
    /// The delegation policy, if there is one.
    pub resource_policy: Option<ResourcePolicy>,
    /// When accounts were closed, for the quota of thirty days.
    pub closings: Vec<Moment>,
    /// What will happen by itself.
    pub agenda: BTreeSet<Due>,
    /// How many identifiers were ever given out.
    pub issued: u64,
    /// Look-ups that follow from the rest.
    #[serde(skip)]
    pub(super) index: Index,
}

/// The root of the tree of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// `r-ab12`.
    pub id: String,
    /// The policy types that are not off.
    pub policy_types: BTreeMap<String, TypeStatus>,
}

/// Where a policy type stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TypeStatus {
    /// Policies of the type can be attached.
    Enabled,
    /// AWS is still enabling it.
    PendingEnable,
    /// AWS is still disabling it.
    PendingDisable,
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// The id of the unit or root it is in.
    pub parent: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// Where its life stands.
    pub state: AccountState,
    /// How it came.
    pub method: JoinedMethod,
    /// When it came.
    pub joined: Moment,
    /// The id of the unit or root it is in.
    pub parent: String,
    /// The role that the management account may assume in it; made with created accounts.
    pub access_role: Option<String>,
}

/// Where an account's life stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Signed up and not activated yet.
    PendingActivation,
    /// In use.
    Active,
    /// Suspended by AWS.
    Suspended,
    /// About to be closed.
    PendingClosure,
    /// Closed, and visible for ninety days.
    Closed,
}

/// How an account came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JoinedMethod {
    /// It existed, and was invited. The management account counts as such.
    Invited,
    /// The Organization made it.
    Created,
}

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its type: `SERVICE_CONTROL_POLICY`.
    pub kind: String,
    /// Its text, as it came.
    pub content: String,
    /// Whether AWS made it.
    pub aws_managed: bool,
}

/// The tags of one resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tagged {
    /// As the resource has them.
    pub tags: BTreeMap<String, String>,
    /// As the bulk read of the tagging service sees them; none until it has seen the resource at all.
    pub seen: Option<BTreeMap<String, String>>,
}

/// A request to create an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// The name asked for.
    pub name: String,
    /// The e-mail address asked for.
    pub email: String,
    /// The role asked for.
    pub role: String,
    /// The tags asked for.
    pub tags: BTreeMap<String, String>,
    /// When it was asked for.
    pub requested: Moment,
    /// When it ended.
    pub completed: Option<Moment>,
    /// How it stands.
    pub outcome: Outcome,
}

/// How a request to create an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It still runs, and will fail for this reason if one is set.
    InProgress(Option<String>),
    /// The account with this id exists.
    Succeeded(String),
    /// It failed, for this reason in AWS's words.
    Failed(String),
}

/// The delegation policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourcePolicy {
    /// `rp-…`.
    pub id: String,
    /// Its text, as it came.
    pub content: String,
}

impl TypeStatus {
    /// In AWS's words.
    pub(in crate::sandbox) fn word(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLED",
            Self::PendingEnable => "PENDING_ENABLE",
            Self::PendingDisable => "PENDING_DISABLE",
        }
    }
}

impl AccountState {
    /// In the words of `State`.
    pub(in crate::sandbox) fn word(self) -> &'static str {
        match self {
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }

    /// In the words of the older `Status`, which has neither closed accounts nor ones to be activated.
    pub(in crate::sandbox) fn status(self) -> &'static str {
        match self {
            Self::Closed | Self::PendingActivation => "SUSPENDED",
            other => other.word(),
        }
    }
}

impl JoinedMethod {
    /// In AWS's words.
    pub(in crate::sandbox) fn word(self) -> &'static str {
        match self {
            Self::Invited => "INVITED",
            Self::Created => "CREATED",
        }
    }
}
