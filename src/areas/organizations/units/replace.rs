//! A unit under another parent: AWS cannot move one, so a new one takes its place.
//!
//! The series can stop anywhere and go on in a later run, because each step leaves its mark: the old unit is tagged as replaced, the new one
//! is made, policies are put on it, accounts move, the old one is deleted.

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses::{parent_text, replaced_unit};
use crate::areas::organizations::shared::planned;
use crate::areas::organizations::shared::tags::{self, TagDiff};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::{OWNER_TAG, OwnerTag};
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::quotas::TAGS;
use crate::organization::{DeclaredUnit, Place, PlaceId, Tags};

use super::contents::Contents;
use super::delete::delete;
use super::operations::AREA;

/// The first steps, while there is no new unit yet.
pub fn plan(world: &World, contents: &Contents, key: &str, old: &PlaceId, draft: &mut Draft) {
    let Some(live) = world.live.units.as_ref().and_then(|units| units.get(old)) else {
        return;
    };
    if let Some((why, help)) = obstacle(world, contents, key, old) {
        draft.refuse(&Address::new("unit", key), why, help);
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
        mark.calls.push(planned::once(&tags::TAG));
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
            "AWS cannot move a unit: {old} ({}) is replaced by a new unit under {}, with another id{}{}; what other services keep under the old id \
             (targets of StackSets, scopes of delegated administrators, texts of policies that are not ours or inside accounts) is not seen from here and stays with it",
            world.live.unit_path(&live.id),
            parent_text(parent),
            references(world, old),
            others_tags(world, key, old),
        ),
        allowed: false,
    };
    for change in &mut draft.changes {
        if change.address == Address::new("unit", key) && change.action == Action::Create {
            change.needs.insert(Label::new(&replaced_unit(key), Facet::Enabled));
            change.risks.add(note.clone());
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

/// The tags that a unit should have. One that takes the place of another gets the tags that others have put on that one too.
pub fn tags(world: &World, address: &Address, unit: &DeclaredUnit) -> Tags {
    let mut wanted = tags::wanted(world, address, &unit.tags);
    for (key, value) in carried(world, &address.key) {
        wanted.entry(key).or_insert(value);
    }
    wanted
}

/// What differs between the live tags of a unit and those it should have. What it has itself of the tags of others stays as it is.
pub fn diff(world: &World, address: &Address, id: &str, unit: &DeclaredUnit) -> TagDiff {
    let live = world.live.tags_of(id);
    let mut wanted = tags::wanted(world, address, &unit.tags);
    for (key, value) in carried(world, &address.key) {
        if !live.contains_key(&key) {
            wanted.entry(key).or_insert(value);
        }
    }
    TagDiff::new(&live, wanted, are_exclusive(world))
}

/// What others have put on the units whose place this one takes. AWS's own tags cannot be set by anybody else.
fn carried(world: &World, key: &str) -> Tags {
    let mut carried = Tags::new();
    if are_exclusive(world) {
        return carried;
    }
    for old in world.binding.replaced.get(key).into_iter().flatten() {
        for (tag, value) in undeclared(world, key, old).filter(|(tag, _)| !tag.starts_with("aws:")) {
            carried.entry(tag).or_insert(value);
        }
    }
    carried
}

fn undeclared(world: &World, key: &str, old: &PlaceId) -> impl Iterator<Item = (String, String)> {
    let declared = world.baseline.organization.units.get(key).map(|unit| &unit.tags);
    let of_others = move |tag: &String| tag != OWNER_TAG && declared.is_none_or(|declared| !declared.contains_key(tag));
    world
        .live
        .tags_of(old.as_str())
        .into_iter()
        .filter(move |(tag, _)| of_others(tag))
}

fn are_exclusive(world: &World) -> bool {
    world.baseline.organization.exclusive.contains("tags")
}

/// What becomes of the tags that others have put on the old unit.
fn others_tags(world: &World, key: &str, old: &PlaceId) -> String {
    let quoted = |lost: bool| -> Vec<String> {
        undeclared(world, key, old)
            .filter(|(tag, _)| (are_exclusive(world) || tag.starts_with("aws:")) == lost)
            .map(|(tag, _)| format!("`{tag}`"))
            .collect()
    };
    let (kept, lost) = (quoted(false), quoted(true));
    let mut text = String::new();
    if !kept.is_empty() {
        text = format!("; the tags of others come along: {}", kept.join(", "));
    }
    if !lost.is_empty() {
        text = format!("{text}; these tags are lost: {}", lost.join(", "));
    }
    text
}

/// Why the old unit cannot be replaced, and what to do.
fn obstacle(world: &World, contents: &Contents, key: &str, old: &PlaceId) -> Option<(String, &'static str)> {
    let strangers = strangers(world, contents, old);
    if !strangers.is_empty() {
        let why = format!(
            "{old} must be replaced by a new unit, and holds what the baseline does not declare: {}",
            strangers.join(", ")
        );
        return Some((why, "declare them, or move them by hand first"));
    }
    let unit = world.baseline.organization.units.get(key)?;
    let tags = tags(world, &Address::new("unit", key), unit);
    (tags.len() > TAGS).then(|| {
        let why = format!(
            "{old} must be replaced by a new unit, which would need {} tags with those of others: AWS takes {TAGS}",
            tags.len()
        );
        (why, "remove some of the old unit's tags first")
    })
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
        .map(|account| format!("account {}", account.listed()));
    let units = contents
        .units(old)
        .filter(|unit| world.binding.replaced_key(&unit.id).is_none() && !is_pruned(world, &unit.id))
        .map(|unit| format!("unit {} ({})", unit.id, unit.name));
    accounts.chain(units).collect()
}

fn is_pruned(world: &World, id: &PlaceId) -> bool {
    let owner = world.binding.owners.get(id);
    matches!(owner, Some(crate::engine::owner::Owner::Ours(address)) if address.kind == "unit" && !world.baseline.organization.units.contains_key(&address.key))
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
                .documents
                .iter()
                .filter(|(_, text)| text.contains(old.as_str()))
                .map(|(name, _)| name.clone()),
        )
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("; its old id is named in {}", names.join(", "))
    }
}
