//! How many policies AWS lets be attached to a place, at most and at least.

use std::collections::BTreeMap;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::facts::policy_types::{SCP, policy_type};
use crate::organization::Node;

use super::attachments::policy_of;
use super::effective_policies::{EffectivePolicies, PolicyEffect};
use super::full_access;

/// A place and a policy type.
pub type Slot = (Node, String);

/// The place and type that an attachment or detachment is about.
#[must_use]
pub fn slot(world: &World, effective: &EffectivePolicies, change: &Change) -> Option<Slot> {
    if !matches!(change.action, Action::Attach | Action::Detach) {
        return None;
    }
    let policy_effect = effective.policies.get(&policy_of(&change.address))?;
    let part = change.address.part.as_deref()?;
    let node = Node::parse(part, &world.baseline.organization);
    Some((node, policy_effect.policy_type.clone()))
}

/// Where more comes than there are free slots, and how many are free there.
#[must_use]
pub fn exceeded(world: &World, effective: &EffectivePolicies, changes: &[Change]) -> BTreeMap<Slot, usize> {
    let mut coming: BTreeMap<Slot, usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.action == Action::Attach) {
        if let Some(slot) = slot(world, effective, change) {
            *coming.entry(slot).or_default() += 1;
        }
    }
    let mut used: BTreeMap<(&Node, &str), usize> = BTreeMap::new();
    for policy_effect in effective.policies.values() {
        for node in &policy_effect.on_before {
            *used.entry((node, &policy_effect.policy_type)).or_default() += 1;
        }
    }
    coming
        .into_iter()
        .filter_map(|(slot, coming)| {
            let facts = policy_type(&slot.1);
            let used = used.get(&(&slot.0, slot.1.as_str())).copied().unwrap_or_default();
            let of_aws = usize::from(facts.full_access.is_some() && !counts_full_access(effective, &slot));
            let free = facts.max_attached.saturating_sub(used + of_aws);
            (coming > free).then_some((slot, free))
        })
        .collect()
}

/// Whether AWS's policy that allows everything is among the effective policies there, or known to be off.
fn counts_full_access(effective: &EffectivePolicies, (node, policy_type): &Slot) -> bool {
    policy_type == SCP && effective.known_full_access.contains(node)
}

/// Where every policy of a type goes of which AWS keeps one on everything, and how many may go before another one comes.
///
/// AWS Organizations API Reference, `DetachPolicy`: `MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED`. Where its own policy that allows everything stays, that
/// is the one.
#[must_use]
pub fn minimums(world: &World, effective: &EffectivePolicies, changes: &[Change]) -> BTreeMap<Slot, usize> {
    let mut going: BTreeMap<Slot, usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.action == Action::Detach) {
        if let Some(slot) = slot(world, effective, change).filter(|slot| counts_full_access(effective, slot)) {
            *going.entry(slot).or_default() += 1;
        }
    }
    let there = |slot: &Slot| {
        let on = effective
            .policies
            .values()
            .filter(|policy_effect| policy_effect.policy_type == slot.1);
        on.filter(|policy_effect| policy_effect.on_before.contains(&slot.0))
            .count()
    };
    let all_go = going.into_iter().filter_map(|(slot, going)| {
        let there = there(&slot);
        (going >= there).then(|| (slot, there.saturating_sub(1)))
    });
    all_go.collect()
}

/// Refuses to take the last policy off a place.
pub fn refuse_last(world: &World, change: &Change, draft: &mut Draft) {
    let part = change.address.part.clone().unwrap_or_default();
    let (place, help) = match Node::parse(&part, &world.baseline.organization) {
        Node::Declared(_) => (
            format!("`{part}`"),
            "attach another one there in the same run, write `full-access = true` in its table, or attach `FullAWSAccess` by hand",
        ),
        Node::Undeclared(id) => {
            let account = world.live.accounts.as_ref().and_then(|accounts| accounts.get(&id));
            let name = account.map_or_else(|| world.live.unit_path(&id), |account| account.name.clone());
            (
                format!("`{name}` ({id}), which the baseline does not declare"),
                "keep the policy and what it is attached to in the baseline, or attach `FullAWSAccess` by hand",
            )
        }
    };
    let why = format!("`FullAWSAccess` is off {place}, and this is the last SCP there, which AWS does not detach");
    draft.refuse(&change.address, why, help);
}

/// Refuses an attachment for which there is no slot.
pub fn refuse(effective: &EffectivePolicies, change: &Change, draft: &mut Draft) {
    let policy = policy_of(&change.address);
    let Some(policy_effect) = effective.policies.get(&policy) else {
        return;
    };
    let part = change.address.part.clone().unwrap_or_default();
    let on = |(_, other): &(&Address, &PolicyEffect)| {
        other.policy_type == policy_effect.policy_type && other.on_before.iter().any(|node| node.to_string() == part)
    };
    let mut names: Vec<String> = effective
        .policies
        .iter()
        .filter(on)
        .map(|(address, _)| address)
        .filter(|address| **address != full_access::address())
        .map(ToString::to_string)
        .collect();
    let facts = policy_type(&policy_effect.policy_type);
    let has_full_access = match effective.policies.get(&full_access::address()) {
        Some(full)
            if policy_effect.policy_type == SCP
                && effective.known_full_access.iter().any(|node| node.to_string() == part) =>
        {
            full.on_before.iter().any(|node| node.to_string() == part)
        }
        _ => facts.full_access.is_some(),
    };
    if has_full_access {
        names.push("AWS's own that allows everything".to_owned());
    }
    draft.refuse(
        &change.address,
        format!(
            "`{part}` takes {} policies of the type {}, and has {}",
            facts.max_attached,
            policy_effect.policy_type,
            names.join(", ")
        ),
        "detach one of them, or merge two",
    );
}
