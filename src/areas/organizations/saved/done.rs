//! Whether a change of a saved plan has been made already.

use serde_json::{Value, json};

use crate::areas::organizations::model::live::Content;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::{full_access, policy_of};
use crate::areas::organizations::shared::addresses::parent_text;
use crate::areas::organizations::shared::names::{is_temporary, name_after, only_renames};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::organization::{Node, Place, PlaceId, REPLACED};

use super::same::equal;

/// Whether a change that is no longer needed has been made, rather than never having followed from the baseline: what it came to is there.
pub fn is_done(world: &World, plan: &[Change], change: &Change) -> bool {
    let address = &change.address;
    match change.action {
        _ if full_access::concerns(change) => full_access::has_been(world, change),
        Action::Attach => is_attached(world, change),
        Action::Detach => !is_attached(world, change),
        Action::Delete => is_gone(world, change),
        Action::Enable => is_enabled(world, address),
        Action::Disable => !is_enabled(world, address),
        Action::Move => {
            let id = world.binding.accounts.get(&address.key);
            let unit = id.and_then(|id| Some(json!({ "unit": holder(world, id)? })));
            agrees(change.after.as_ref(), unit.as_ref())
        }
        Action::Update if only_renames(change) => is_renamed(world, plan, change),
        // No area of the core registers or releases anything.
        Action::Register | Action::Deregister | Action::Release => false,
        Action::Create | Action::Adopt | Action::Update => {
            agrees(change.after.as_ref(), live(world, change).as_ref()) || goes_on(world, plan, change)
        }
    }
}

/// Whether one has the name that a change gives it, or has gone on from there: to its next name, or away.
fn is_renamed(world: &World, plan: &[Change], change: &Change) -> bool {
    let Some(id) = change.id.as_deref() else { return false };
    let unit = world.live.units.iter().flatten().find(|(unit, _)| unit.as_str() == id);
    let unit = unit.map(|(_, unit)| &unit.name);
    let policy = world
        .policies
        .all()
        .find(|policy| policy.id == id)
        .map(|policy| &policy.name);
    let Some(now) = unit.or(policy) else {
        return is_gone(world, change);
    };
    let given = name_after(change);
    let begins = |next: &&Change| {
        let before = next.before.as_ref().and_then(|before| before.get("name"));
        next.id.as_deref() == Some(id) && before.and_then(Value::as_str) == given
    };
    // A temporary name may no longer be needed.
    given == Some(now)
        || given.is_some_and(is_temporary)
        || plan.iter().filter(begins).any(|next| name_after(next) == Some(now))
}

/// A policy that grew has shrunk again: the change that began where this one ended is done.
fn goes_on(world: &World, plan: &[Change], change: &Change) -> bool {
    let document = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    let Some(grown) = document(&change.after) else {
        return false;
    };
    plan.iter()
        .filter(|next| next.address == change.address && *next != change)
        .any(|next| {
            let begins = document(&next.before).is_some_and(|before| equal("document", &before, &grown));
            begins && agrees(next.after.as_ref(), live(world, next).as_ref())
        })
}

/// Whether everything that a change says is so. Tags may be more than it says.
fn agrees(after: Option<&Value>, live: Option<&Value>) -> bool {
    let (Some(after), Some(live)) = (after.and_then(Value::as_object), live) else {
        return false;
    };
    after.iter().all(|(field, value)| {
        let Some(found) = live.get(field) else { return false };
        match value.as_object().filter(|_| field == "tags") {
            Some(tags) => tags.iter().all(|(key, value)| found.get(key) == Some(value)),
            None => equal(field, value, found),
        }
    })
}

/// The thing as it is, in the fields that changes show.
fn live(world: &World, change: &Change) -> Option<Value> {
    let address = &change.address;
    match address.kind.as_str() {
        "unit" if address.part.as_deref() == Some(REPLACED) => {
            let id = change.id.as_deref()?;
            // A unit that is gone cannot be marked any more, and need not.
            let gone = !world.live.units.as_ref()?.contains_key(&PlaceId(id.to_owned()));
            let replaced = gone && world.binding.units.contains_key(&address.key);
            let tags = if replaced {
                change.after.as_ref()?.get("tags")?.clone()
            } else {
                json!(world.live.tags_of(id))
            };
            Some(json!({ "tags": tags }))
        }
        "unit" => {
            let id = world.binding.units.get(&address.key)?;
            let unit = world.live.units.as_ref()?.get(id)?;
            let parent = &world.baseline.organization.units.get(&address.key)?.parent;
            let tags = world.live.tags_of(id.as_str());
            Some(json!({ "name": unit.name, "parent": parent_text(parent), "tags": tags }))
        }
        "account" => {
            let id = world.binding.accounts.get(&address.key)?;
            let account = world.live.accounts.as_ref()?.get(id)?;
            let (email, tags) = (account.email.to_lowercase(), world.live.tags_of(id.as_str()));
            Some(json!({ "name": account.name, "email": email, "tags": tags }))
        }
        "organization" => world
            .live
            .id
            .as_ref()
            .filter(|_| world.live.all_features)
            .map(|_| json!({ "features": "all" })),
        _ => {
            let id = world.policy_binding.ids.get(address)?;
            let policy = world.policies.all().find(|policy| policy.id == *id)?;
            let Content::Document(document) = &policy.content else {
                return None;
            };
            Some(json!({
                "name": policy.name,
                "description": policy.description,
                "type": policy.policy_type,
                "document": document,
                "tags": world.live.tags_of(id),
            }))
        }
    }
}

/// What holds an account, as changes show it.
fn holder(world: &World, account: &PlaceId) -> Option<String> {
    let parent = world.live.accounts.as_ref()?.get(account)?.parent.as_ref()?;
    match Node::of(parent, &world.binding) {
        Node::Declared(Place::Unit(key)) => Some(parent_text(&key)),
        other => Some(other.to_string()),
    }
}

fn is_attached(world: &World, change: &Change) -> bool {
    let at = Node::parse(
        change.address.part.as_deref().unwrap_or_default(),
        &world.baseline.organization,
    );
    let bound = world.policy_binding.ids.get(&policy_of(&change.address));
    let Some(id) = bound.or(change.id.as_ref()) else {
        return false;
    };
    let found = world.policies.all().find(|policy| policy.id == *id);
    let mut targets = found.into_iter().flat_map(|policy| &policy.targets).flatten();
    targets.any(|target| Node::of(target, &world.binding) == at)
}

fn is_gone(world: &World, change: &Change) -> bool {
    let Some(id) = &change.id else { return false };
    let units = world.live.units.as_ref();
    let is_unit = units.is_none_or(|units| units.contains_key(&PlaceId(id.clone())));
    !is_unit && world.policies.all().all(|policy| policy.id != *id)
}

fn is_enabled(world: &World, address: &Address) -> bool {
    let types = world.live.policy_types.as_ref();
    types.is_some_and(|types| types.contains_key(&address.key))
}
