//! Policies as AWS has them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::organization::{Binding, Node, PlaceId};

/// Live policies by type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LivePolicies {
    /// By type, then by id. A type that could not be listed is absent.
    pub by_type: BTreeMap<String, BTreeMap<String, LivePolicy>>,
    /// Whether AWS's own `FullAWSAccess` is attached to a place. Asked for only where it matters: AWS puts it everywhere.
    pub full_access: BTreeMap<PlaceId, bool>,
    /// Places where that was asked for and could not be read.
    pub full_access_unread: BTreeSet<PlaceId>,
}

/// One live policy.
#[derive(Debug, Clone, PartialEq)]
pub struct LivePolicy {
    /// `p-…`.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// AWS's name of its type.
    pub policy_type: String,
    /// What it says.
    pub content: Content,
    /// Its text as AWS has it; empty where it was not read.
    pub text: String,
    /// Everything it is attached to. Absent if that could not be read.
    pub targets: Option<BTreeSet<PlaceId>>,
}

/// The text of a live policy.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Read and parsed: its canonical form.
    Document(Value),
    /// Read, and not a document: anything the baseline says differs from it.
    Unparsable(String),
    /// Not asked for: it is somebody else's.
    NotAsked,
    /// Asked for, and not answered.
    Unread,
}

impl LivePolicy {
    /// What it says in canonical form, if it was read and is a document.
    #[must_use]
    pub fn document(&self) -> Option<&Value> {
        match &self.content {
            Content::Document(document) => Some(document),
            Content::Unparsable(_) | Content::NotAsked | Content::Unread => None,
        }
    }
}

impl LivePolicies {
    /// All of one type, if they could be listed.
    #[must_use]
    pub fn of_type(&self, policy_type: &str) -> Option<&BTreeMap<String, LivePolicy>> {
        self.by_type.get(policy_type)
    }

    /// Whether AWS's own policy that allows everything is known to be off a place.
    #[must_use]
    pub fn lacks_full_access(&self, place: &Node, binding: &Binding) -> bool {
        place
            .id(binding)
            .is_some_and(|id| self.full_access.get(id) == Some(&false))
    }

    /// Every policy of every type.
    pub fn all(&self) -> impl Iterator<Item = &LivePolicy> {
        self.by_type.values().flat_map(BTreeMap::values)
    }
}
