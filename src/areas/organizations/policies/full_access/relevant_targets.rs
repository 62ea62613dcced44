//! Where it matters whether AWS's policy that allows everything is attached.
//!
//! AWS attaches it to everything, and a target can only be without it while another SCP is there (Organizations User Guide, "Attaching and
//! detaching SCPs"). So it is asked for at few places, and never at one that has no other SCP.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::model::live::{Content, LivePolicy};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::bind::leaves;
use crate::areas::organizations::policies::lookup::{document, live};
use crate::facts::policy_types::{SCP, policy_type};
use crate::guardrails::{Effect, statements};
use crate::organization::{Node, PlaceId, chain_after, chain_before};

/// Whether a document allows anything.
pub(super) fn allows(document: &serde_json::Value) -> bool {
    statements(document).iter().any(|one| one.effect() == Effect::Allow)
}

/// The live places to ask about.
pub(super) fn relevant_targets(world: &World) -> BTreeSet<PlaceId> {
    let on = on_places(world);
    let mut places = said(world);
    places.extend(allowed(world));
    places.extend(replaced(world));
    places.extend(emptied_or_full(world, &on));
    places.extend(unknown_above_moves(world, &on));
    places
}

/// What the baseline says something of.
fn said(world: &World) -> BTreeSet<PlaceId> {
    let said = world.baseline.organization.with_full_access_said();
    said.filter_map(|(place, _)| world.binding.id(&place))
        .cloned()
        .collect()
}

/// Where a policy allows something, or is going to.
fn allowed(world: &World) -> BTreeSet<PlaceId> {
    let mut places = BTreeSet::new();
    for (address, declared) in &world.baseline.policies {
        if declared.policy_type == SCP && allows(&document(declared)) {
            let attached = declared.attach.iter().filter_map(|place| world.binding.id(place));
            places.extend(attached.cloned());
            let now = live(world, address).into_iter();
            places.extend(now.flat_map(|found| found.targets.iter().flatten()).cloned());
        }
    }
    let live = world.policies.of_type(SCP).into_iter().flat_map(BTreeMap::values);
    let live = live.filter(|found| found.document().is_some_and(allows));
    places.extend(live.flat_map(|found| found.targets.iter().flatten()).cloned());
    places
}

/// By live place, the SCPs that are on it besides AWS's.
fn on_places(world: &World) -> BTreeMap<&PlaceId, Vec<&LivePolicy>> {
    let mut on: BTreeMap<&PlaceId, Vec<&LivePolicy>> = BTreeMap::new();
    for policy in world.policies.of_type(SCP).into_iter().flat_map(BTreeMap::values) {
        for place in policy.targets.iter().flatten() {
            on.entry(place).or_default().push(policy);
        }
    }
    on
}

/// Units that a new one takes the place of, which is to be as they are.
fn replaced(world: &World) -> BTreeSet<PlaceId> {
    let old: BTreeSet<&PlaceId> = world.binding.replaced.values().flatten().collect();
    let policies = world.policies.of_type(SCP).into_iter().flat_map(BTreeMap::values);
    let targets = policies.flat_map(|policy| policy.targets.iter().flatten());
    targets.filter(|place| old.contains(place)).cloned().collect()
}

/// Places that every SCP leaves, so that the last of them could not be detached; and those that are full.
fn emptied_or_full(world: &World, on: &BTreeMap<&PlaceId, Vec<&LivePolicy>>) -> BTreeSet<PlaceId> {
    let mut coming: BTreeMap<&PlaceId, usize> = BTreeMap::new();
    for (address, declared) in world.baseline.policies.iter().filter(|(_, one)| one.policy_type == SCP) {
        let now = live(world, address).and_then(|found| found.targets.as_ref());
        let wanted = declared.attach.iter().filter_map(|place| world.binding.id(place));
        for place in wanted.filter(|place| now.is_none_or(|now| !now.contains(*place))) {
            *coming.entry(place).or_default() += 1;
        }
    }
    let goes = |policy: &LivePolicy, place: &PlaceId| match world.policy_binding.address(&policy.id) {
        Some(address) => {
            world
                .baseline
                .policies
                .get(address)
                .is_some_and(|declared| match Node::of(place, &world.binding) {
                    Node::Declared(place) => !declared.attach.contains(&place),
                    Node::Undeclared(_) => true,
                })
        }
        None => leaves(&world.baseline, policy, world.policy_binding.owners.get(&policy.id)).is_some(),
    };
    // A set of guardrails that found no room may find some where AWS's policy has none.
    let cramped = world
        .baseline
        .sets
        .values()
        .filter(|set| set.policy_type == SCP && set.has_no_room());
    let cramped: BTreeSet<&PlaceId> = cramped
        .flat_map(|set| &set.attach)
        .filter_map(|place| world.binding.id(place))
        .collect();
    let most = policy_type(SCP).max_attached;
    let matters = |place: &PlaceId, there: &Vec<&LivePolicy>| {
        let more = coming.get(place).copied().unwrap_or_default();
        cramped.contains(place) || there.len() + more >= most || there.iter().all(|policy| goes(policy, place))
    };
    on.iter()
        .filter(|(place, there)| matters(place, there))
        .map(|(place, _)| (*place).clone())
        .collect()
}

/// Places above an account that moves, where an SCP is whose text is not known: it may be all that is allowed there.
fn unknown_above_moves(world: &World, on: &BTreeMap<&PlaceId, Vec<&LivePolicy>>) -> BTreeSet<PlaceId> {
    let mut places = BTreeSet::new();
    for moves in world.moves() {
        let Some(account) = world.live.accounts.as_ref().and_then(|all| all.get(&moves.account)) else {
            continue;
        };
        let before = chain_before(account, &world.live, &world.binding);
        let after = chain_after(account, &world.baseline.organization, &world.live, &world.binding);
        for node in before.iter().chain(&after) {
            let Some(place) = node.id(&world.binding) else { continue };
            let there = on.get(place).into_iter().flatten();
            if there.into_iter().any(|policy| policy.content == Content::NotAsked) {
                places.insert(place.clone());
            }
        }
    }
    places
}
