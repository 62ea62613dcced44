//! Which live policy each declared one is, and whose each live one is.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::engine::matching::Mismatch;
use crate::engine::owner::Owner;

use super::live::LivePolicy;
use super::policy::{is_of_its_kind, kind_of};

/// Declared policies and live ones, tied together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicyBinding {
    /// Live ids by address.
    pub ids: BTreeMap<Address, String>,
    /// Whose each live policy is.
    pub owners: BTreeMap<String, Owner>,
    /// Declared policies that cannot be tied, and why.
    pub mismatches: Vec<Mismatch>,
    /// Policies whose tags decide something that would lead to a change.
    pub doubtful: BTreeSet<String>,
}

impl PolicyBinding {
    /// The declared address of a live policy.
    #[must_use]
    pub fn address(&self, id: &str) -> Option<&Address> {
        self.ids
            .iter()
            .find(|(_, bound)| *bound == id)
            .map(|(address, _)| address)
    }
}

/// The address under which a policy leaves: its own, or its kind and id if it has none.
#[must_use]
pub fn leaving_address(found: &LivePolicy, owner: Option<&Owner>) -> Address {
    match owner {
        Some(Owner::Ours(address)) if is_of_its_kind(address, &found.policy_type) => address.clone(),
        _ => Address::new(kind_of(&found.policy_type), &found.id),
    }
}
