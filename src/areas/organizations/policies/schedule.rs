//! Who goes first where not all can: a place takes only so many policies, so that one must go before another comes; and where AWS's own that
//! allows everything is off it keeps one, so that one must come before the last goes.
//!
//! The changes are gone through once as they would run. Whenever none can go on because they wait for each other, AWS allows no order
//! without a gap: the change that breaks the circle with the least no longer waits, and the gap is found and named afterwards.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::engine::change::{Action, Change, Facet, Label};
use crate::engine::order::{self, key};

use super::attachment_quotas::{self, Slot};
use super::effective_policies::EffectivePolicies;

/// What a change waits for, because it takes something away.
#[derive(Debug, Clone, Default)]
pub struct Waits {
    /// Without these something is allowed for a moment.
    pub gap: BTreeSet<Label>,
    /// Better done before, and nothing is lost as far as is known if not.
    pub wish: BTreeSet<Label>,
}

/// What one place still takes of one type, or still gives away.
#[derive(Debug, Default)]
struct Room {
    /// Slots that are free from the start, or policies that may go from the start.
    free: usize,
    /// Slots that detachments have freed, or attachments that stand in.
    freed: VecDeque<Label>,
}

/// The changes on their way through.
struct Schedule {
    changes: Vec<Change>,
    /// Those of the needs of each change that it may give up.
    waits: Vec<Waits>,
    /// What each change still waits for.
    blocked: Vec<BTreeSet<usize>>,
    /// The slot that an attachment takes or a detachment frees, where one is scarce.
    slots: Vec<Option<Slot>>,
    /// What attachments take, where slots are scarce.
    rooms: BTreeMap<Slot, Room>,
    /// What detachments take, where everything goes of what cannot all go.
    spare: BTreeMap<Slot, Room>,
    done: Vec<bool>,
    /// Attachments that a change no longer waited for: the sooner they come, the shorter the gap.
    urgent: BTreeSet<usize>,
    /// Attachments for which there is no slot, and detachments of what has to stay.
    refused: Vec<usize>,
}

/// Gives every change what it waits for: what [`Waits`] says, as far as the places have room.
pub fn schedule(world: &World, effective: &EffectivePolicies, waits: Vec<Waits>, draft: &mut Draft) {
    let rooms = attachment_quotas::exceeded(world, effective, &draft.changes);
    let spare = attachment_quotas::minimums(world, effective, &draft.changes);
    let is_free =
        rooms.is_empty() && spare.is_empty() && waits.iter().all(|waits| waits.gap.is_empty() && waits.wish.is_empty());
    if is_free {
        return;
    }
    let mut both: Vec<(Change, Waits)> = std::mem::take(&mut draft.changes).into_iter().zip(waits).collect();
    both.sort_by(|(a, _), (b, _)| key(a).cmp(&key(b)));
    let (changes, waits) = both.into_iter().unzip();
    let mut schedule = Schedule::new(world, effective, changes, waits, (rooms, spare));
    schedule.run();
    let refused = std::mem::take(&mut schedule.refused);
    draft.changes = schedule.changes;
    for index in refused {
        match draft.changes.get(index).cloned() {
            Some(change) if change.action == Action::Detach => attachment_quotas::refuse_last(world, &change, draft),
            Some(change) => attachment_quotas::refuse(effective, &change, draft),
            None => {}
        }
    }
}

impl Schedule {
    fn new(
        world: &World,
        effective: &EffectivePolicies,
        mut changes: Vec<Change>,
        mut waits: Vec<Waits>,
        (rooms, spare): (BTreeMap<Slot, usize>, BTreeMap<Slot, usize>),
    ) -> Self {
        for (change, waits) in changes.iter_mut().zip(&mut waits) {
            waits.gap.retain(|label| !change.needs.contains(label));
            change.needs.extend(waits.gap.iter().cloned());
            waits.wish.retain(|label| !change.needs.contains(label));
            change.needs.extend(waits.wish.iter().cloned());
        }
        let slot = |change: &Change| {
            let slot = attachment_quotas::slot(world, effective, change)?;
            (rooms.contains_key(&slot) || spare.contains_key(&slot)).then_some(slot)
        };
        let room = |free: BTreeMap<Slot, usize>| -> BTreeMap<Slot, Room> {
            let freed = VecDeque::new;
            let rooms = free.into_iter();
            rooms
                .map(|(slot, free)| (slot, Room { free, freed: freed() }))
                .collect()
        };
        Self {
            slots: changes.iter().map(slot).collect(),
            done: vec![false; changes.len()],
            blocked: order::waits(&changes),
            rooms: room(rooms),
            spare: room(spare),
            urgent: BTreeSet::new(),
            refused: Vec::new(),
            changes,
            waits,
        }
    }

    fn run(&mut self) {
        let mut frees: Vec<Vec<usize>> = vec![Vec::new(); self.changes.len()];
        for (waiting, on) in self.blocked.iter().enumerate() {
            for provider in on {
                if let Some(list) = frees.get_mut(*provider) {
                    list.push(waiting);
                }
            }
        }
        let is_free = |blocked: &BTreeSet<usize>| blocked.is_empty();
        let mut ready: BTreeSet<usize> = self
            .numbers()
            .filter(|at| self.blocked.get(*at).is_some_and(is_free))
            .collect();
        loop {
            while let Some(next) = self.choose(&ready) {
                ready.remove(&next);
                self.go(next);
                for freed in frees.get(next).into_iter().flatten() {
                    if let Some(blocked) = self.blocked.get_mut(*freed)
                        && blocked.remove(&next)
                        && blocked.is_empty()
                        && self.done.get(*freed) == Some(&false)
                    {
                        ready.insert(*freed);
                    }
                }
            }
            // Where nothing will free a slot any more, an attachment has no place; where nothing will come, the last one stays.
            if let Some(full) = ready.iter().copied().find(|at| !self.will_be_freed(*at)) {
                ready.remove(&full);
                self.refused.push(full);
                if let Some(done) = self.done.get_mut(full) {
                    *done = true;
                }
                continue;
            }
            let Some(gave_way) = self.give_way() else { return };
            if self.blocked.get(gave_way).is_some_and(is_free) {
                ready.insert(gave_way);
            }
        }
    }

    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.changes.len()
    }

    /// What a change takes of what is scarce.
    fn takes(&self, at: usize) -> Option<&Room> {
        let slot = self.slots.get(at)?.as_ref()?;
        match self.changes.get(at)?.action {
            Action::Attach => self.rooms.get(slot),
            Action::Detach => self.spare.get(slot),
            _ => None,
        }
    }

    /// What goes next: first whatever takes nothing that is scarce, then the attachment that helps most.
    fn choose(&self, ready: &BTreeSet<usize>) -> Option<usize> {
        if let Some(free) = ready.iter().copied().find(|at| self.takes(*at).is_none()) {
            return Some(free);
        }
        let has_room = |at: &usize| {
            let room = self.takes(*at);
            room.is_some_and(|room| room.free > 0 || !room.freed.is_empty())
        };
        ready.iter().copied().filter(has_room).min_by_key(|at| self.weight(*at))
    }

    /// Lower is better: what lets others go on with the fewest besides, so that few gaps open; then what ends a gap.
    fn weight(&self, attachment: usize) -> (usize, bool, usize) {
        // Only a detachment at the same place makes room there.
        let same = |slot: &&Option<Slot>| self.slots.get(attachment) == Some(*slot);
        let there = self.blocked.iter().zip(&self.slots).filter(|(_, slot)| same(slot));
        let waiting = there
            .map(|(blocked, _)| blocked)
            .filter(|blocked| blocked.contains(&attachment));
        let fewest = waiting.map(BTreeSet::len).min().unwrap_or(usize::MAX);
        (fewest, !self.urgent.contains(&attachment), attachment)
    }

    fn go(&mut self, at: usize) {
        if let Some(done) = self.done.get_mut(at) {
            *done = true;
        }
        let Some(slot) = self.slots.get(at).and_then(Option::as_ref) else {
            return;
        };
        let Some(change) = self.changes.get_mut(at) else { return };
        let detaches = change.action == Action::Detach;
        let facet = if detaches { Facet::Freed } else { Facet::Exists };
        let (taken, given) = if detaches {
            (self.spare.get_mut(slot), self.rooms.get_mut(slot))
        } else {
            (self.rooms.get_mut(slot), self.spare.get_mut(slot))
        };
        if let Some(given) = given {
            given.freed.push_back(Label::new(&change.address, facet));
        }
        match taken {
            Some(taken) if taken.free > 0 => taken.free -= 1,
            Some(taken) => change.needs.extend(taken.freed.pop_front()),
            None => {}
        }
    }

    /// Whether a change at the same place that makes room for this one is still to come.
    fn will_be_freed(&self, at: usize) -> bool {
        self.counterparts(at).next().is_some()
    }

    /// Detachments to come that would free a slot for an attachment, and attachments to come that let the last policy go.
    fn counterparts(&self, at: usize) -> impl Iterator<Item = usize> {
        let slot = self.slots.get(at).and_then(Option::as_ref);
        let waits_for = match self.changes.get(at).map(|change| change.action) {
            Some(Action::Detach) => Action::Attach,
            _ => Action::Detach,
        };
        let takes = self.takes(at).is_some();
        self.numbers().filter(move |other| {
            let frees = self
                .changes
                .get(*other)
                .is_some_and(|change| change.action == waits_for);
            takes
                && frees
                && self.done.get(*other) == Some(&false)
                && self.slots.get(*other).and_then(Option::as_ref) == slot
        })
    }

    /// Lets one change stop waiting for what waits for it in turn: a wish before a gap, and the one with the fewest. Gives that change.
    fn give_way(&mut self) -> Option<usize> {
        let waiting = self.waiting();
        let mut best: Option<((bool, usize), usize, BTreeSet<Label>)> = None;
        for at in self.numbers().filter(|at| self.done.get(*at) == Some(&false)) {
            let Some(waits) = self.waits.get(at) else { continue };
            if waits.gap.is_empty() && waits.wish.is_empty() {
                continue;
            }
            let circle = behind(&waiting, at);
            let provided: BTreeSet<&Label> = circle
                .iter()
                .filter_map(|at| self.changes.get(*at))
                .flat_map(|change| &change.provides)
                .collect();
            let of_circle = |labels: &BTreeSet<Label>| -> BTreeSet<Label> {
                labels
                    .iter()
                    .filter(|label| provided.contains(label))
                    .cloned()
                    .collect()
            };
            let (gap, wish) = (of_circle(&waits.gap), of_circle(&waits.wish));
            let (is_gap, labels) = if wish.is_empty() { (true, gap) } else { (false, wish) };
            let rank = (is_gap, labels.len());
            if !labels.is_empty() && best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, at, labels));
            }
        }
        let ((is_gap, _), at, labels) = best?;
        self.drop_waits(at, is_gap, &labels);
        Some(at)
    }

    /// A change no longer waits for these labels.
    fn drop_waits(&mut self, at: usize, is_gap: bool, labels: &BTreeSet<Label>) {
        let Some(((change, waits), blocked)) = self
            .changes
            .get_mut(at)
            .zip(self.waits.get_mut(at))
            .zip(self.blocked.get_mut(at))
        else {
            return;
        };
        for needs in [&mut change.needs, &mut waits.gap, &mut waits.wish] {
            needs.retain(|label| !labels.contains(label));
        }
        let needs = change.needs.clone();
        let blockers = std::mem::take(blocked);
        let is_needed = |provider: &usize| {
            let provider = self.changes.get(*provider);
            provider.is_some_and(|provider| !provider.provides.is_disjoint(&needs))
        };
        let (kept, dropped): (BTreeSet<usize>, BTreeSet<usize>) = blockers.into_iter().partition(is_needed);
        if let Some(blocked) = self.blocked.get_mut(at) {
            *blocked = kept;
        }
        if is_gap {
            self.urgent.extend(dropped);
        }
    }

    /// By change, those that wait for it; an attachment without a slot waits for every detachment there, and the last policy for every attachment.
    fn waiting(&self) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut waiting: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for at in self.numbers().filter(|at| self.done.get(*at) == Some(&false)) {
            for on in self
                .blocked
                .get(at)
                .into_iter()
                .flatten()
                .copied()
                .chain(self.counterparts(at))
            {
                waiting.entry(on).or_default().insert(at);
            }
        }
        waiting
    }
}

/// All that waits for a change, directly or through others.
fn behind(waiting: &BTreeMap<usize, BTreeSet<usize>>, at: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![at];
    while let Some(next) = open.pop() {
        let new = waiting.get(&next).into_iter().flatten().copied();
        open.extend(new.filter(|other| found.insert(*other)));
    }
    found
}
