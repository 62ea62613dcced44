//! What tables ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::erased::json;
use super::kind::Kind;
use super::names::Names;
use super::resource::{Desired, Resource};
use crate::diagnostics::Diagnostics;
use crate::engine::address::Address;

/// Everything that the tables of areas ask for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wants {
    /// What is wanted, by address.
    pub desired: BTreeMap<Address, Desired<Json>>,
    /// What some area needs that another one provides.
    pub claims: BTreeSet<Address>,
    /// The areas whose table is in the baseline.
    pub declared: BTreeSet<&'static str>,
    /// Who administers a service for the Organization: the key of an account, by service principal.
    pub administrators: BTreeMap<String, String>,
}

/// What an area reads its table with.
pub struct Declaring<'a> {
    /// Names that it may use.
    pub names: &'a dyn Names,
    /// What is asked for so far.
    pub wants: &'a mut Wants,
    /// What is wrong.
    pub out: &'a mut Diagnostics,
}

impl Declaring<'_> {
    /// Asks for something of a kind.
    pub fn want<K: Kind>(&mut self, kind: &K, desired: Desired<K::Resource>) {
        let _ = kind;
        let want = json(&desired.want.clone().canonical());
        self.wants.desired.insert(desired.address.clone(), desired.with(want));
    }

    /// Asks for something that another area provides.
    pub fn claim(&mut self, what: Address) {
        self.wants.claims.insert(what);
    }
}
