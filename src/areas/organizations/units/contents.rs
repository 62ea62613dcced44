//! What units hold, and what of it this plan takes elsewhere.

use std::collections::BTreeMap;

use crate::areas::organizations::model::world::World;
use crate::organization::{LiveAccount, LiveUnit, PlaceId};

/// What units hold. Looked up once for all units: an Organization has thousands of accounts.
pub struct Contents<'a> {
    accounts: BTreeMap<&'a PlaceId, Vec<&'a LiveAccount>>,
    units: BTreeMap<&'a PlaceId, Vec<&'a LiveUnit>>,
    /// Keys of the accounts that move, by id.
    moving: BTreeMap<PlaceId, String>,
}

impl<'a> Contents<'a> {
    /// Of every live unit.
    pub fn of(world: &'a World) -> Self {
        let mut contents = Self {
            accounts: BTreeMap::new(),
            units: BTreeMap::new(),
            moving: world.moves().into_iter().map(|step| (step.account, step.key)).collect(),
        };
        for account in world.live.accounts.iter().flat_map(BTreeMap::values) {
            if let Some(parent) = &account.parent {
                contents.accounts.entry(parent).or_default().push(account);
            }
        }
        for unit in world.live.units.iter().flat_map(BTreeMap::values) {
            contents.units.entry(&unit.parent).or_default().push(unit);
        }
        contents
    }

    /// The accounts directly in a unit.
    pub fn accounts(&self, unit: &PlaceId) -> impl Iterator<Item = &'a LiveAccount> {
        self.accounts.get(unit).into_iter().flatten().copied()
    }

    /// The units directly in a unit.
    pub fn units(&self, unit: &PlaceId) -> impl Iterator<Item = &'a LiveUnit> {
        self.units.get(unit).into_iter().flatten().copied()
    }

    /// The key of an account that this plan moves.
    pub fn moving(&self, account: &PlaceId) -> Option<&str> {
        self.moving.get(account).map(String::as_str)
    }
}
