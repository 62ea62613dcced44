//! How many policies a target takes: where all slots are used, one must go before another comes.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::area::Draft;
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label};
use crate::facts::policy_types::policy_type;
use crate::organization::Node;

use super::attachments::policy_of;
use super::flow::{Flow, Held};

/// Attachments that come to and go from one target, by type.
#[derive(Debug, Default)]
struct Traffic {
    coming: Vec<usize>,
    going: Vec<usize>,
}

/// Lets attachments wait for slots, and refuses those for which there is none.
pub fn assign(world: &World, flow: &Flow, draft: &mut Draft) {
    let mut traffic: BTreeMap<(String, String), Traffic> = BTreeMap::new();
    for (index, change) in draft.changes.iter().enumerate() {
        let Some(held) = flow.policies.get(&policy_of(&change.address)) else {
            continue;
        };
        let key = (
            change.address.part.clone().unwrap_or_default(),
            held.policy_type.clone(),
        );
        match change.action {
            Action::Attach => traffic.entry(key).or_default().coming.push(index),
            Action::Detach => traffic.entry(key).or_default().going.push(index),
            _ => {}
        }
    }
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    for ((target, type_name), mut traffic) in traffic {
        let node = Node::parse(&target, &world.baseline.organization);
        let facts = policy_type(&type_name);
        let used = used(flow, &type_name, &node) + usize::from(facts.full_access.is_some());
        let free = facts.max_attached.saturating_sub(used);
        if traffic.coming.len() <= free {
            continue;
        }
        // What carries something that must stay in force takes the free slots.
        let weight = |index: &usize| {
            let change = draft.changes.get(*index);
            change.map(|change| (!carries(flow, change, &node), change.address.clone()))
        };
        traffic.coming.sort_by_key(weight);
        traffic.going.sort_by_key(|index| {
            draft
                .changes
                .get(*index)
                .map(|change| (change.needs.len(), change.address.clone()))
        });
        let mut freed = traffic.going.iter();
        for late in traffic.coming.iter().skip(free) {
            let label = freed
                .next()
                .and_then(|index| draft.changes.get(*index))
                .map(|detach| Label::new(&detach.address, Facet::Freed));
            match label {
                Some(label) => {
                    if let Some(change) = draft.changes.get_mut(*late) {
                        change.needs.insert(label);
                    }
                }
                None => {
                    refused.insert(*late);
                }
            }
        }
    }
    for index in refused {
        if let Some(change) = draft.changes.get(index).cloned() {
            refuse(flow, &change, draft);
        }
    }
}

fn used(flow: &Flow, type_name: &str, node: &Node) -> usize {
    let on = |held: &&Held| held.policy_type == type_name && held.on_before.contains(node);
    flow.policies.values().filter(on).count()
}

/// Whether an attachment brings something that must stay in force.
fn carries(flow: &Flow, change: &Change, node: &Node) -> bool {
    let Some(held) = flow.policies.get(&policy_of(&change.address)) else {
        return false;
    };
    let classes = flow.classes.iter().filter(|class| class.after.contains(node));
    classes
        .into_iter()
        .any(|class| held.after.iter().any(|token| class.carried.contains(token)))
}

fn refuse(flow: &Flow, change: &Change, draft: &mut Draft) {
    let policy = policy_of(&change.address);
    let Some(held) = flow.policies.get(&policy) else { return };
    let part = change.address.part.clone().unwrap_or_default();
    let on = |(_, other): &(&Address, &Held)| {
        other.policy_type == held.policy_type && other.on_before.iter().any(|node| node.to_string() == part)
    };
    let names: Vec<String> = flow
        .policies
        .iter()
        .filter(on)
        .map(|(address, _)| address.to_string())
        .collect();
    let most = policy_type(&held.policy_type).max_attached;
    draft.refuse(
        &change.address,
        format!(
            "`{part}` takes {most} policies of the type {}, and has {}",
            held.policy_type,
            names.join(", ")
        ),
        "detach one of them, or merge two",
    );
}
