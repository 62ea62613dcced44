//! What has to be done to units.

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::names::{Holder, Names};
use crate::areas::organizations::shared::{addresses, control_tower, planned, tags, twins};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::Owner;
use crate::engine::plan::Foreign;
use crate::organization::{Declared, DeclaredUnit, LiveUnit};

use super::contents::Contents;
use super::delete::{delete, is_of_units};
use super::operations::AREA;
use super::{operations, replace};

/// Adds every change of a unit.
pub fn plan(world: &World, draft: &mut Draft) {
    let (Some(live), Some(_)) = (&world.live.units, &world.live.tags) else {
        // Before the Organization exists there is nothing to read, and everything is made.
        if world.creates() {
            for (key, unit) in &world.baseline.organization.units {
                draft.changes.push(create(world, key, unit));
            }
        }
        return;
    };
    let contents = Contents::of(world);
    for (key, unit) in &world.baseline.organization.units {
        let address = Address::new("unit", key);
        if world.binding.is_mismatched(&address) {
            continue;
        }
        match world.binding.units.get(key).and_then(|id| live.get(id)) {
            Some(found) => {
                let mut change = update(world, key, unit, found);
                if let Some(change) = change.as_mut().filter(|_| world.binding.replaced.contains_key(key)) {
                    // What others have put on the old one meanwhile is on the new one before the old one goes.
                    change.provides.insert(Label::new(&address, Facet::Exists));
                }
                draft.changes.extend(change);
            }
            // What is in and on the old one must be known before a new one takes its place.
            None if world.binding.replaced.contains_key(key)
                && !(world.knows_all_attached() && are_seen(world, key)) => {}
            None => {
                draft.changes.push(create(world, key, unit));
                for old in world.binding.replaced.get(key).into_iter().flatten() {
                    replace::plan(world, &contents, key, old, draft);
                }
            }
        }
        if world.binding.units.contains_key(key) && world.knows_all_attached() {
            for old in world.binding.replaced.get(key).into_iter().flatten() {
                replace::finish(world, &contents, key, old, draft);
            }
        }
    }
    prune(world, &contents, draft);
    names(world, &contents).order_renames(draft);
}

/// The names of all units; they are unique under one parent.
fn names(world: &World, contents: &Contents) -> Names {
    let holder = |live: &LiveUnit| {
        let declared = world.binding.place(&live.id).and_then(|place| place.address());
        let replaced = world.binding.replaced_key(&live.id).map(addresses::replaced_unit);
        let owned = match world.binding.owners.get(&live.id) {
            Some(Owner::Ours(address)) => Some(address.clone()),
            _ => None,
        };
        let address = declared.or(replaced).or(owned);
        Holder {
            id: live.id.0.clone(),
            address: address.unwrap_or_else(|| Address::new("unit", &live.id.0)),
            scope: live.parent.0.clone(),
            name: live.name.clone(),
            in_use: contents.accounts(&live.id).next().is_some() || contents.units(&live.id).next().is_some(),
        }
    };
    let declared = world.baseline.organization.units.iter();
    let scopes = declared.filter_map(|(key, unit)| {
        let parent = world.binding.id(&Declared::unit_place(&unit.parent))?;
        Some((key, &unit.name, parent.0.clone()))
    });
    Names {
        area: AREA,
        phase: Phase::Units,
        rename: &operations::UPDATE,
        live: world
            .live
            .units
            .iter()
            .flatten()
            .map(|(_, live)| holder(live))
            .collect(),
        scopes: scopes
            .clone()
            .map(|(key, _, scope)| (Address::new("unit", key), scope))
            .collect(),
        wanted: scopes.map(|(_, name, scope)| (scope, name.clone())).collect(),
    }
}

fn create(world: &World, key: &str, unit: &DeclaredUnit) -> Change {
    let address = Address::new("unit", key);
    let mut change = Change::new(AREA, Phase::Units, Action::Create, address.clone());
    change.reason = if world.binding.replaced.contains_key(key) {
        "takes the place of the one under another parent".to_owned()
    } else {
        "not in the Organization".to_owned()
    };
    let tags = replace::tags(world, &address, unit);
    change.after = Some(json!({ "name": unit.name, "parent": addresses::parent_text(&unit.parent), "tags": tags }));
    change.calls.push(planned::once(&operations::CREATE));
    change.needs.extend(needs_parent(&unit.parent));
    change.needs.extend(addresses::made_organization(world));
    change.provides.insert(Label::new(&address, Facet::Exists));
    change
}

fn update(world: &World, key: &str, unit: &DeclaredUnit, live: &LiveUnit) -> Option<Change> {
    let address = Address::new("unit", key);
    let tags = replace::diff(world, &address, live.id.as_str(), unit);
    let renamed = live.name != unit.name;
    if !renamed && tags.is_empty() {
        return None;
    }
    let adopted = !matches!(world.binding.owners.get(&live.id), Some(Owner::Ours(_)));
    // Whether Control Tower governs it is to be known before it is taken over; what could not be read for that is listed as unread.
    if adopted && control_tower::governs(world, &live.id).is_none() {
        return None;
    }
    let action = if adopted { Action::Adopt } else { Action::Update };
    let mut change = Change::new(AREA, Phase::Units, action, address.clone());
    change.reason = tags::why(adopted, renamed, &tags);
    change.id = Some(live.id.0.clone());
    change.before = Some(json!({ "name": live.name, "tags": tags.before }));
    change.after = Some(json!({ "name": unit.name, "tags": tags.after }));
    if renamed {
        change.calls.push(planned::once(&operations::UPDATE));
    }
    change.calls.extend(tags.calls());
    Some(change)
}

fn needs_parent(parent: &str) -> Option<Label> {
    Declared::unit_place(parent)
        .address()
        .map(|address| Label::new(&address, Facet::Exists))
}

fn prune(world: &World, contents: &Contents, draft: &mut Draft) {
    let declared = &world.baseline.organization;
    for (id, live) in world.live.units.iter().flatten() {
        if world.binding.place(id).is_some() || world.binding.replaced_key(id).is_some() {
            continue;
        }
        match world.binding.owners.get(id) {
            Some(Owner::Ours(address)) if is_of_units(address) => {
                if declared.units.contains_key(&address.key) && address.part.is_none() {
                    continue; // It is declared and could not be tied: a mismatch says so.
                }
                let is_disputed = world.binding.disputed.contains(id);
                if !is_disputed && !twins::refuse(address, &world.binding.owners, draft) {
                    delete(world, contents, address, live, "no longer in the baseline", draft);
                }
            }
            Some(Owner::Nobody) if control_tower::governs(world, id) == Some(true) => {
                draft.foreign.push(foreign(live, "Control Tower".to_owned()));
            }
            owner => {
                let owner = owner.map_or_else(String::new, |owner| owner.describe_where(is_of_units));
                draft.foreign.push(foreign(live, owner));
            }
        }
    }
}

/// Whether it is known of every old unit of a key whether Control Tower governs it; what is ours was taken over before.
fn are_seen(world: &World, key: &str) -> bool {
    let mut old = world.binding.replaced.get(key).into_iter().flatten();
    old.all(|id| {
        matches!(world.binding.owners.get(id), Some(Owner::Ours(_))) || control_tower::governs(world, id).is_some()
    })
}

fn foreign(live: &LiveUnit, owner: String) -> Foreign {
    Foreign {
        kind: "unit".to_owned(),
        id: live.id.0.clone(),
        name: live.name.clone(),
        owner,
    }
}
