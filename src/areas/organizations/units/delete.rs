//! Deletes units that are empty, or will be.

use std::collections::BTreeSet;

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::areas::organizations::shared::planned;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::Owner;
use crate::organization::{LiveUnit, PlaceId, REPLACED};

use super::contents::Contents;
use super::operations::{self, AREA};

/// Deletes a unit if everything in it goes elsewhere in the same plan; else says what holds it.
pub fn delete(world: &World, contents: &Contents, address: &Address, live: &LiveUnit, reason: &str, draft: &mut Draft) {
    if world.live.accounts.is_none() {
        return;
    }
    let mut needs: BTreeSet<Label> = BTreeSet::new();
    let mut held: Vec<String> = Vec::new();
    for account in contents.accounts(&live.id) {
        match contents.moving(&account.id) {
            Some(key) => {
                needs.insert(Label::new(&Address::new("account", key), Facet::Placed));
            }
            None => held.push(format!("account {}", account.listed())),
        }
    }
    for child in contents.units(&live.id) {
        match goes(world, &child.id) {
            Some(child) => {
                needs.insert(Label::new(&child, Facet::Freed));
            }
            None => held.push(format!("unit {} ({})", child.id, child.name)),
        }
    }
    if !held.is_empty() {
        draft.leave_out(
            address,
            format!("{reason}, but not empty: it holds {}", held.join(", ")),
        );
        return;
    }
    let mut change = Change::new(AREA, Phase::Remove, Action::Delete, address.clone());
    change.reason = reason.to_owned();
    change.id = Some(live.id.0.clone());
    change.before = Some(json!({ "name": live.name, "path": world.live.unit_path(&live.id) }));
    change.calls.push(planned::once(&operations::DELETE));
    change.needs = needs;
    change.needs.insert(Label::new(address, Facet::Empty));
    change.provides.insert(Label::new(address, Facet::Freed));
    draft.changes.push(change);
}

/// The address under which a unit is deleted by this plan, if it is.
fn goes(world: &World, id: &PlaceId) -> Option<Address> {
    if let Some(key) = world.binding.replaced_key(id) {
        return Some(addresses::replaced_unit(key));
    }
    match world.binding.owners.get(id)? {
        Owner::Ours(address) if is_of_units(address) && world.binding.place(id).is_none() => Some(address.clone()),
        _ => None,
    }
}

/// Whether an ownership tag can be that of a unit: on a unit any other was set by mistake.
pub fn is_of_units(address: &Address) -> bool {
    address.kind == "unit" && address.part.as_deref().is_none_or(|part| part == REPLACED)
}
