//! A unit under another parent: AWS cannot move one, so a new one takes its place.
//!
//! The series can stop anywhere and go on in a later run, because each step leaves its mark: the old unit is tagged as replaced, the new one
//! is made, policies are put on it, accounts move, the old one is deleted.

use serde_json::json;

use crate::areas::area::Draft;
use crate::areas::shared::addresses::{parent_text, replaced_unit};
use crate::areas::shared::tags;
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::engine::owner::{OWNER_TAG, OwnerTag};
use crate::engine::risk::{Risk, RiskNote};
use crate::organization::{Place, PlaceId};

use super::contents::Contents;
use super::plan::{AREA, delete};

/// The first steps, while there is no new unit yet.
pub fn plan(world: &World, contents: &Contents, key: &str, old: &PlaceId, draft: &mut Draft) {
    let Some(live) = world.live.units.as_ref().and_then(|units| units.get(old)) else {
        return;
    };
    let strangers = strangers(world, contents, old);
    if !strangers.is_empty() {
        let why = format!(
            "{old} must be replaced by a new unit, and holds what the baseline does not declare: {}",
            strangers.join(", ")
        );
        draft.refuse(
            &Address::new("unit", key),
            why,
            "declare them, or move them by hand first",
        );
        draft
            .changes
            .retain(|change| !(change.address.kind == "unit" && change.address.key == key));
        return;
    }
    let wanted = OwnerTag::new(&world.baseline.organization.baseline, replaced_unit(key)).to_string();
    if world.live.tags_of(old.as_str()).get(OWNER_TAG) != Some(&wanted) {
        let mut mark = Change::new(AREA, Phase::Units, Action::Update, replaced_unit(key));
        mark.reason = "marked as the one to be replaced".to_owned();
        mark.id = Some(old.0.clone());
        mark.before = Some(json!({ "tags": { OWNER_TAG: world.live.tags_of(old.as_str()).get(OWNER_TAG) } }));
        mark.after = Some(json!({ "tags": { OWNER_TAG: wanted } }));
        mark.calls.push(PlannedCall::once(tags::TAG.to_string()));
        mark.provides.insert(Label::new(&replaced_unit(key), Facet::Enabled));
        draft.changes.push(mark);
    }
    let parent = world
        .baseline
        .organization
        .units
        .get(key)
        .map_or("root", |unit| unit.parent.as_str());
    let note = RiskNote {
        risk: Risk::ReplaceUnit,
        why: format!(
            "AWS cannot move a unit: {old} ({}) is replaced by a new unit under {}, with another id{}",
            world.live.unit_path(&live.id),
            parent_text(parent),
            references(world, old)
        ),
        allowed: false,
    };
    for change in &mut draft.changes {
        if change.address == Address::new("unit", key) && change.action == Action::Create {
            change.needs.insert(Label::new(&replaced_unit(key), Facet::Enabled));
            change.risk = Some(note.clone());
        }
    }
    finish(world, contents, key, old, draft);
}

/// The last step: the old unit goes when everything has left it.
pub fn finish(world: &World, contents: &Contents, key: &str, old: &PlaceId, draft: &mut Draft) {
    let Some(live) = world.live.units.as_ref().and_then(|units| units.get(old)) else {
        return;
    };
    delete(
        world,
        contents,
        &replaced_unit(key),
        live,
        "its place is taken by the new unit",
        draft,
    );
    for change in &mut draft.changes {
        if change.address == replaced_unit(key) && change.action == Action::Delete {
            let new = Address::new("unit", key);
            change.needs.insert(Label::new(&new, Facet::Exists));
            // What is on the old one tells what comes onto the new one, also after a cut.
            change.needs.insert(Label::new(&new, Facet::Guarded));
        }
    }
}

/// What is in the old unit and not in the baseline, so that nothing says where it should go.
fn strangers(world: &World, contents: &Contents, old: &PlaceId) -> Vec<String> {
    let has_place = |id: &PlaceId| match world.binding.place(id) {
        Some(Place::Account(key)) => {
            let declared = world.baseline.organization.accounts.get(&key);
            declared.is_some_and(|account| account.unit.is_some())
        }
        _ => false,
    };
    let accounts = contents
        .accounts(old)
        .filter(|account| !has_place(&account.id))
        .map(|account| format!("account {} ({})", account.id, account.name));
    let units = contents
        .units(old)
        .filter(|unit| world.binding.replaced_key(&unit.id).is_none() && !is_pruned(world, &unit.id))
        .map(|unit| format!("unit {} ({})", unit.id, unit.name));
    accounts.chain(units).collect()
}

fn is_pruned(world: &World, id: &PlaceId) -> bool {
    let owner = world.binding.owners.get(id);
    matches!(owner, Some(crate::engine::owner::Owner::Ours(address)) if !world.baseline.organization.units.contains_key(&address.key))
}

/// Policies whose text names the old id.
fn references(world: &World, old: &PlaceId) -> String {
    let names: Vec<String> = world
        .policies
        .all()
        .filter(|policy| {
            policy
                .document()
                .is_some_and(|value| value.to_string().contains(old.as_str()))
        })
        .map(|policy| format!("policy {}", policy.name))
        .chain(
            world
                .delegation_policy
                .iter()
                .filter_map(|policy| policy.document.as_ref())
                .filter(|value| value.to_string().contains(old.as_str()))
                .map(|_| "the delegation policy".to_owned()),
        )
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("; its old id is named in {}", names.join(", "))
    }
}
