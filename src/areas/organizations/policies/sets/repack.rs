//! Packs every set of a baseline.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::room::{NoRoom, Target};
use crate::areas::organizations::model::sets::{Outcome, Packed, PolicySet};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::full_access;
use crate::engine::address::Address;
use crate::facts::policy_types::{SCP, policy_type};
use crate::guardrails::pack::{Room, least, pack};
use crate::organization::Place;

use super::compile::{Content, content};
use super::live::{BoundPolicies, LiveState};

/// Packs every set anew and puts its policies among those of the baseline, in place of those that were there. What stands in which live policy
/// stays there if it can. Without a live Organization there is nothing that could stay, and no one else's policies.
pub fn repack(baseline: &mut Baseline, live_state: Option<LiveState<'_>>) {
    if baseline.sets.is_empty() {
        return;
    }
    let mut sets = std::mem::take(&mut baseline.sets);
    baseline.policies.retain(|_, policy| policy.set.is_none());
    // An Organization that is yet to be made has nothing.
    let there = live_state.filter(|live_state| live_state.live.id.is_some());
    let bound = there.map(|live_state| BoundPolicies::new(baseline, live_state));
    let mut counts = Counts::new(&sets, baseline);
    let mut contents: BTreeMap<Address, Content> = BTreeMap::new();
    let mut needed = Vec::new();
    for (address, set) in sets.iter().filter(|(_, set)| !counts.is_crowded(set)) {
        let ids = live_state.map(|live_state| (live_state.live, live_state.binding));
        let content = content(set, &baseline.organization, ids);
        // What another set that shares a target with it needs at the least is left to it.
        if counts.is_shared(set) {
            needed.push((address.clone(), least(&content.pieces, characters(set))));
        }
        contents.insert(address.clone(), content);
    }
    counts.policies.extend(needed);
    for (address, set) in &mut sets {
        let Some(content) = contents.get(address) else { continue };
        let known = bound.as_ref().is_none_or(|bound| bound.knows(set));
        set.outcome = if known && !counts.is_crowded(set) {
            outcome(set, content, baseline, bound.as_ref(), &counts)
        } else {
            Outcome::Unknown
        };
        let Some(packing) = set.packing() else { continue };
        counts.policies.insert(address.clone(), packing.policies.len());
        for mut policy in content.policies(set, packing) {
            if let Some(live_state) = live_state {
                policy.resolve(live_state.live, live_state.binding);
            }
            baseline.policies.insert(policy.address.clone(), policy);
        }
    }
    baseline.sets = sets;
}

fn characters(set: &PolicySet) -> usize {
    policy_type(&set.policy_type).max_size
}

fn outcome(
    set: &PolicySet,
    content: &Content,
    baseline: &Baseline,
    bound: Option<&BoundPolicies<'_>>,
    counts: &Counts,
) -> Outcome {
    let place = |place: &Place| target(set, place, baseline, bound, counts);
    let targets: Vec<Target> = set.attach.iter().map(place).collect();
    let nowhere = Target::new(Place::Root, &set.policy_type, set.reserve_slots);
    let room = Room {
        characters: characters(set),
        policies: targets.iter().map(Target::free).min().unwrap_or_else(|| nowhere.free()),
    };
    let previous = bound.map(|bound| bound.previous(set)).unwrap_or_default();
    match pack(&content.pieces, room, &previous) {
        Ok(packing) => Outcome::Packed(Packed { packing, targets }),
        Err(overfull) => Outcome::NoRoom(NoRoom { overfull, targets }),
    }
}

/// What is at a place besides the set.
fn target(
    set: &PolicySet,
    place: &Place,
    baseline: &Baseline,
    bound: Option<&BoundPolicies<'_>>,
    counts: &Counts,
) -> Target {
    let mut target = Target::new(place.clone(), &set.policy_type, set.reserve_slots);
    if set.policy_type == SCP && !has_full_access(baseline, place, bound) {
        target.held.clear();
    }
    target
        .held
        .extend(counts.declared(set, place).map(|address| (address.to_string(), 1)));
    target.held.extend(counts.of_others(set, place));
    target.own = bound.map_or(0, |bound| bound.own(set, place));
    let others = bound.map(|bound| bound.others(&set.policy_type, place));
    target.held.extend(others.into_iter().flatten().map(|name| (name, 1)));
    target
}

/// Whether AWS's policy that allows everything has a slot there.
fn has_full_access(baseline: &Baseline, place: &Place, bound: Option<&BoundPolicies<'_>>) -> bool {
    let declared = &baseline.organization;
    match bound.map(|bound| bound.live_state) {
        Some(LiveState { policies, binding, .. }) => full_access::will_be_on(declared, policies, binding, place),
        None => declared.full_access(place) != Some(false),
    }
}

/// What of one type is attached at one place.
type At = BTreeMap<Place, BTreeMap<String, BTreeSet<Address>>>;

/// How many policies each set has, or needs, and what is attached where.
struct Counts {
    sets: At,
    /// Policies by themselves.
    declared: At,
    policies: BTreeMap<Address, usize>,
}

impl Counts {
    fn new(sets: &BTreeMap<Address, PolicySet>, baseline: &Baseline) -> Self {
        let alone = baseline.policies.values().filter(|policy| policy.set.is_none());
        let sets = sets
            .iter()
            .map(|(address, set)| (address, &set.policy_type, &set.attach));
        Self {
            sets: attached(sets),
            declared: attached(alone.map(|policy| (&policy.address, &policy.policy_type, &policy.attach))),
            policies: BTreeMap::new(),
        }
    }

    /// Policies by themselves, of the set's type, at a place.
    fn declared(&self, set: &PolicySet, place: &Place) -> impl Iterator<Item = &Address> {
        let there = self.declared.get(place).and_then(|types| types.get(&set.policy_type));
        there.into_iter().flatten()
    }

    /// Whether more sets are attached where this one is than AWS attaches policies there. What has no room needs no packing.
    fn is_crowded(&self, set: &PolicySet) -> bool {
        let most = policy_type(&set.policy_type).max_attached;
        let mut there = set
            .attach
            .iter()
            .filter_map(|place| self.sets.get(place)?.get(&set.policy_type));
        there.any(|sets| sets.len() > most)
    }

    /// Whether another set of the type is attached somewhere where this one is.
    fn is_shared(&self, set: &PolicySet) -> bool {
        set.attach
            .iter()
            .any(|place| self.of_others(set, place).next().is_some())
    }

    /// Other sets of the type at a place.
    fn of_others(&self, set: &PolicySet, place: &Place) -> impl Iterator<Item = (String, usize)> {
        let there = self.sets.get(place).and_then(|types| types.get(&set.policy_type));
        let others = there.into_iter().flatten().filter(|address| **address != set.address);
        others.map(|address| {
            (
                address.to_string(),
                self.policies.get(address).copied().unwrap_or_default(),
            )
        })
    }
}

fn attached<'a>(all: impl Iterator<Item = (&'a Address, &'a String, &'a BTreeSet<Place>)>) -> At {
    let mut at = At::new();
    for (address, policy_type, places) in all {
        for place in places {
            let types = at.entry(place.clone()).or_default();
            types.entry(policy_type.clone()).or_default().insert(address.clone());
        }
    }
    at
}

/// Refuses the sets for which there is no room.
pub fn refuse(world: &World, draft: &mut Draft) {
    for (address, set) in &world.baseline.sets {
        if let Outcome::NoRoom(no_room) = &set.outcome {
            draft.refuse(address, no_room.to_string(), no_room.help());
        }
    }
}
