//! How many policies a place takes.

use std::collections::BTreeMap;

use crate::areas::area::Draft;
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::facts::policy_types::policy_type;
use crate::organization::Node;

use super::attachments::policy_of;
use super::flow::{Flow, Held};

/// A place and a policy type.
pub type Slot = (Node, String);

/// The place and type that an attachment or detachment is about.
#[must_use]
pub fn slot(world: &World, flow: &Flow, change: &Change) -> Option<Slot> {
    if !matches!(change.action, Action::Attach | Action::Detach) {
        return None;
    }
    let held = flow.policies.get(&policy_of(&change.address))?;
    let part = change.address.part.as_deref()?;
    let node = Node::parse(part, &world.baseline.organization);
    Some((node, held.policy_type.clone()))
}

/// Where more comes than there are free slots, and how many are free there.
#[must_use]
pub fn scarce(world: &World, flow: &Flow, changes: &[Change]) -> BTreeMap<Slot, usize> {
    let mut coming: BTreeMap<Slot, usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.action == Action::Attach) {
        if let Some(slot) = slot(world, flow, change) {
            *coming.entry(slot).or_default() += 1;
        }
    }
    let mut used: BTreeMap<(&Node, &str), usize> = BTreeMap::new();
    for held in flow.policies.values() {
        for node in &held.on_before {
            *used.entry((node, &held.policy_type)).or_default() += 1;
        }
    }
    coming
        .into_iter()
        .filter_map(|(slot, coming)| {
            let facts = policy_type(&slot.1);
            let used = used.get(&(&slot.0, slot.1.as_str())).copied().unwrap_or_default();
            let free = facts
                .max_attached
                .saturating_sub(used + usize::from(facts.full_access.is_some()));
            (coming > free).then_some((slot, free))
        })
        .collect()
}

/// Refuses an attachment for which there is no slot.
pub fn refuse(flow: &Flow, change: &Change, draft: &mut Draft) {
    let policy = policy_of(&change.address);
    let Some(held) = flow.policies.get(&policy) else { return };
    let part = change.address.part.clone().unwrap_or_default();
    let on = |(_, other): &(&Address, &Held)| {
        other.policy_type == held.policy_type && other.on_before.iter().any(|node| node.to_string() == part)
    };
    let mut names: Vec<String> = flow
        .policies
        .iter()
        .filter(on)
        .map(|(address, _)| address.to_string())
        .collect();
    let facts = policy_type(&held.policy_type);
    if facts.full_access.is_some() {
        names.push("AWS's own that allows everything".to_owned());
    }
    draft.refuse(
        &change.address,
        format!(
            "`{part}` takes {} policies of the type {}, and has {}",
            facts.max_attached,
            held.policy_type,
            names.join(", ")
        ),
        "detach one of them, or merge two",
    );
}
