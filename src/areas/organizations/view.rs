//! The Organization as the areas outside of the core see it.

use std::collections::BTreeMap;

use crate::areas::kit::organization::{Account, Organization};
use crate::engine::address::Address;
use crate::facts::partitions;
use crate::organization::MANAGEMENT;

use super::model::world::World;

/// What the other areas may know of the world.
#[must_use]
pub fn organization(world: &World) -> Organization {
    let (baseline, live) = (&world.baseline, &world.live);
    let declared = baseline.organization.accounts.iter().map(|(key, declared)| {
        let account = Account {
            id: world.binding.accounts.get(key).map(|id| id.0.clone()),
            mismatched: world.binding.is_mismatched(&Address::new("account", key)),
            role: declared.role.clone(),
        };
        (key.clone(), account)
    });
    let mut accounts: BTreeMap<String, Account> = declared.collect();
    let management = accounts.entry(MANAGEMENT.to_owned()).or_default();
    management.id = Some(baseline.organization.management_account.clone());
    let states = live.accounts.iter().flatten();
    Organization {
        baseline: baseline.organization.baseline.clone(),
        management_account: baseline.organization.management_account.clone(),
        partition: partitions::of_arn(&world.caller)
            .unwrap_or(partitions::COMMERCIAL.id)
            .to_owned(),
        id: live.id.clone(),
        accounts,
        knows_accounts: world.creates() || (live.accounts.is_some() && live.tags.is_some()),
        states: states
            .map(|(id, account)| (id.0.clone(), account.state.clone()))
            .collect(),
        exclusive: baseline.organization.exclusive.clone(),
        moved: baseline.organization.moved.clone(),
        removed: baseline.removed.clone(),
        member_role: baseline.roles.member.clone(),
        read_role: baseline.roles.read.clone(),
    }
}
