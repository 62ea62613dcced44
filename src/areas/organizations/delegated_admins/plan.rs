//! What has to be done to delegated administrators.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::areas::area::Draft;
use crate::areas::organizations::model::checked::{DelegatedService, Removed};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::planned;
use crate::areas::organizations::shared::states;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::plan::Foreign;
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::account_states::AccountAction;
use crate::facts::integrated_services;
use crate::organization::{Node, Place, PlaceId};

use super::operations::{DEREGISTER, REGISTER};

/// The area's name.
pub const AREA: &str = "delegated-admins";
/// The kind in addresses.
const KIND: &str = "delegated-admin";

/// Adds every change of a delegated administrator.
pub fn plan(world: &World, draft: &mut Draft) {
    let none = BTreeMap::new();
    let live = match &world.delegated {
        Some(live) => live,
        None if world.creates() => &none,
        None => return,
    };
    if !world.creates() && (world.live.accounts.is_none() || world.live.tags.is_none()) {
        // Which of them is which account of the baseline cannot be said.
        return;
    }
    for (principal, service) in &world.baseline.delegated_admins {
        plan_service(world, principal, service, live.get(principal), draft);
    }
    plan_others(world, live, draft);
}

fn address(principal: &str, account: &str) -> Address {
    Address::new(KIND, principal).part(account)
}

fn plan_service(
    world: &World,
    principal: &str,
    wanted: &DelegatedService,
    live: Option<&BTreeSet<String>>,
    draft: &mut Draft,
) {
    let is_mismatched = |key: &String| world.binding.is_mismatched(&Address::new("account", key));
    if wanted.accounts.iter().any(is_mismatched) {
        return;
    }
    let none = BTreeSet::new();
    let live = live.unwrap_or(&none);
    let wanted_ids: BTreeSet<&PlaceId> = wanted
        .accounts
        .iter()
        .filter_map(|key| world.binding.accounts.get(key))
        .collect();
    let others: Vec<&String> = live
        .iter()
        .filter(|id| !wanted_ids.contains(&PlaceId((*id).clone())))
        .collect();
    let (mut registers, mut shut): (Vec<Change>, usize) = (Vec::new(), 0);
    for key in &wanted.accounts {
        let is_live = world.binding.accounts.get(key);
        if is_live.is_some_and(|id| live.contains(id.as_str())) {
            continue;
        }
        let node = Node::Declared(Place::Account(key.clone()));
        match states::shut(world, &node, AccountAction::Register) {
            Some(account) => {
                shut += 1;
                states::leave_out(&address(principal, key), account, "cannot be registered", false, draft);
            }
            None => registers.push(register(world, principal, key)),
        }
    }
    // A service that takes one administrator must lose the old one first; one that takes several keeps those of others.
    let full = wanted.accounts.len() - shut + others.len() > wanted.most;
    let exclusive = world.baseline.organization.exclusive.contains(AREA);
    // While the successor cannot come the service keeps the one it has.
    let mut leaving: Vec<Change> = others
        .iter()
        .filter(|_| (exclusive && shut == 0) || (full && !registers.is_empty()))
        .filter(|id| can_leave(world, principal, id, draft))
        .map(|id| deregister(world, principal, id, "another account is to administer the service"))
        .collect();
    let freed: BTreeSet<Label> = leaving.iter().flat_map(|change| change.provides.clone()).collect();
    // Nobody goes before the successor can come.
    let ready: BTreeSet<Label> = registers.iter().flat_map(|change| change.needs.clone()).collect();
    for change in &mut leaving {
        change.needs.extend(ready.iter().cloned());
    }
    draft.changes.extend(leaving);
    draft.changes.extend(registers.into_iter().map(|mut change| {
        change.needs.extend(freed.iter().cloned());
        change
    }));
}

/// Administrators of services that the baseline does not name.
fn plan_others(world: &World, live: &BTreeMap<String, BTreeSet<String>>, draft: &mut Draft) {
    let exclusive = world.baseline.organization.exclusive.contains(AREA);
    for (principal, accounts) in live {
        if world.baseline.delegated_admins.contains_key(principal) {
            continue;
        }
        for id in accounts {
            let key = key_of(world, id);
            if (is_removed(world, principal, &key) || exclusive) && can_leave(world, principal, id, draft) {
                draft
                    .changes
                    .push(deregister(world, principal, id, "not in the baseline"));
            } else if !(is_removed(world, principal, &key) || exclusive) {
                draft.foreign.push(Foreign {
                    kind: KIND.to_owned(),
                    id: id.clone(),
                    name: principal.clone(),
                    owner: "nobody".to_owned(),
                });
            }
        }
    }
}

/// Whether an account's state lets it be deregistered. If not, that is said.
fn can_leave(world: &World, principal: &str, id: &str, draft: &mut Draft) -> bool {
    let node = Node::of(&PlaceId(id.to_owned()), &world.binding);
    let Some(account) = states::shut(world, &node, AccountAction::Deregister) else {
        return true;
    };
    let address = address(principal, &key_of(world, id));
    states::leave_out(&address, account, "cannot be deregistered", false, draft);
    false
}

/// `[[removed]]` may name the service by its key or its principal, with or without the account.
fn is_removed(world: &World, principal: &str, account: &str) -> bool {
    world.baseline.removed.iter().any(|removed| match removed {
        Removed::Address(address) => {
            let named = integrated_services::delegable(&address.key)
                .is_some_and(|service| service.principals.contains(&principal));
            address.kind == KIND
                && (named || address.key == principal)
                && address.part.as_deref().is_none_or(|part| part == account)
        }
        Removed::Named { kind, name } => kind == KIND && name == principal,
    })
}

/// The account's key, or its id if the baseline does not declare it.
fn key_of(world: &World, id: &str) -> String {
    match world.binding.place(&PlaceId(id.to_owned())) {
        Some(Place::Account(key)) => key,
        _ => id.to_owned(),
    }
}

fn register(world: &World, principal: &str, key: &str) -> Change {
    let address = address(principal, key);
    let mut change = Change::new(AREA, Phase::Delegation, Action::Register, address);
    change.reason = "not registered".to_owned();
    change.after = Some(json!({ "account": format!("account.{key}"), "service": principal }));
    change.id = world.binding.accounts.get(key).map(|id| id.0.clone());
    change.calls.push(planned::once(&REGISTER));
    change
        .needs
        .insert(Label::new(&Address::new("account", key), Facet::Exists));
    change
        .needs
        .insert(Label::new(&Address::new("trusted-access", principal), Facet::Enabled));
    change
}

fn deregister(world: &World, principal: &str, id: &str, reason: &str) -> Change {
    let key = key_of(world, id);
    let mut change = Change::new(AREA, Phase::Delegation, Action::Deregister, address(principal, &key));
    change.reason = reason.to_owned();
    change.before = Some(json!({ "account": key, "service": principal }));
    change.id = Some(id.to_owned());
    change.calls.push(planned::once(&DEREGISTER));
    change.provides.insert(Label::new(&change.address, Facet::Freed));
    change.risks.add(RiskNote {
        risk: Risk::ChangeDelegatedAdmin,
        why: format!(
            "account {id} no longer administers {principal}: what it configured for the Organization may stop working"
        ),
        allowed: false,
    });
    change
}
