//! Accounts that are declared and not there: AWS makes them in the root, and they go to their unit from there.
//!
//! They count from the first plan on. What binds them before is what binds whoever stands in the root today: a plan that is made after they are there,
//! and before they have moved, judges them by the same.

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::stand_in;
use crate::engine::address::Address;
use crate::organization::{MANAGEMENT, Node, Place, PlaceId};

/// An account that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Its key.
    pub key: String,
    /// The name that it gets.
    pub name: String,
    /// Stands in for its id.
    pub id: PlaceId,
    /// From the root down to itself, when it is made.
    pub before: Vec<Node>,
    /// From the root down to itself, afterwards.
    pub after: Vec<Node>,
}

impl NewAccount {
    /// Its address, if it moves.
    #[must_use]
    pub fn moving(&self) -> Option<Address> {
        (self.before != self.after).then(|| Address::new("account", &self.key))
    }
}

/// The declared accounts that AWS does not have, those that it is making among them. None while it is not known which it has.
#[must_use]
pub fn new_accounts(world: &World) -> Vec<NewAccount> {
    let is_known = world.creates() || (world.live.accounts.is_some() && world.live.tags.is_some());
    let declared = &world.baseline.organization;
    let missing = declared.accounts.iter().filter(|(key, account)| {
        is_known
            && *key != MANAGEMENT
            && account.email.is_some()
            && !world.binding.accounts.contains_key(*key)
            && !world.binding.is_mismatched(&Address::new("account", *key))
    });
    let stand_ins = stand_in::accounts(declared.accounts.keys());
    let each = missing.filter_map(|(key, account)| {
        let own = Place::Account(key.clone());
        let after = declared.way_to(&own).into_iter().map(Node::Declared).collect();
        Some(NewAccount {
            key: key.clone(),
            name: account.name.clone().unwrap_or_else(|| key.clone()),
            id: PlaceId(stand_ins.get(key)?.clone()),
            before: vec![Node::Declared(Place::Root), Node::Declared(own)],
            after,
        })
    });
    each.collect()
}
