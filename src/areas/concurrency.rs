//! Limits of concurrency, which of the changes that can start do start: so many for each rate, and no account before what will guard it is nearly there. Pure.
//!
//! AWS counts every operation against a rate of its own, so that changes that wait for one rate need not hold up those of another. What AWS goes on
//! with alone takes no place, unless AWS itself takes no more than so many at a time. Of one rate,
//! what guards new accounts comes first, and so do their moves: a new account stands in the root until it is moved.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::engine::change::{Action, Change, PlannedCall};
use crate::engine::session::Session;
use crate::facts::op::Access;
use crate::facts::service::{asynchronous, rates_of};

/// Changes that run at the same time for each rate: enough to use it up while some of them read.
const IN_FLIGHT: usize = 8;
/// What guards an account may need so much longer than the account itself.
const HEAD_START: Duration = Duration::from_secs(30);

/// The changes that can start, by the rate that they wait for.
pub(super) struct Concurrency {
    lanes: Vec<Lane>,
    /// The lane of each change.
    lane_of: Vec<usize>,
    /// The changes that have a place in their lane.
    placed: BTreeSet<usize>,
    /// How many have started and not ended.
    open: usize,
    /// Whether a change comes first in its lane.
    first: BTreeSet<usize>,
    /// By creation, what guards its account.
    guard_of: BTreeMap<usize, usize>,
    guards: Vec<Guard>,
    /// By change, the guards that it is a part of.
    guards_with: BTreeMap<usize, Vec<usize>>,
}

/// Changes that wait for the same rate.
#[derive(Debug, Default)]
struct Lane {
    /// What can start: whether it comes behind, and its place in the plan.
    ready: BTreeSet<(bool, usize)>,
    running: usize,
    /// How many may run; no bound where nothing is written.
    most: Option<usize>,
    /// Whether it is AWS that takes no more at a time, so that also those that it goes on with have a place.
    keeps: bool,
    /// Seconds that each change takes of the rate.
    pace: f64,
    /// Changes that guard new accounts and are not done yet.
    guarding: BTreeSet<usize>,
}

/// What must be there before new accounts of one place are moved into it.
#[derive(Debug, Default)]
struct Guard {
    /// Changes that are not done yet, by lane.
    left: BTreeMap<usize, BTreeSet<usize>>,
    /// Among them those that AWS finishes in its own time.
    slow: BTreeSet<usize>,
    /// Creations of other accounts, for what names those.
    creations: BTreeSet<usize>,
}

impl Concurrency {
    /// With nothing started. `waits` has what each change waits for.
    pub(super) fn new(changes: &[Change], waits: &[BTreeSet<usize>]) -> Self {
        let mut concurrency = Self {
            lanes: Vec::new(),
            lane_of: Vec::with_capacity(changes.len()),
            placed: BTreeSet::new(),
            open: 0,
            first: BTreeSet::new(),
            guard_of: BTreeMap::new(),
            guards: Vec::new(),
            guards_with: BTreeMap::new(),
        };
        let mut known: BTreeMap<(&str, Option<&Session>), usize> = BTreeMap::new();
        for change in changes {
            let (slowest, pace) = slowest(change);
            let name = slowest.map_or("", |call| &call.operation);
            let at_a_time = asynchronous(name).and_then(|operation| operation.at_a_time);
            let lane = *known
                .entry((name, slowest.map(|call| &call.session)))
                .or_insert_with(|| {
                    let most = (pace > 0.0).then(|| at_a_time.unwrap_or(IN_FLIGHT));
                    concurrency.lanes.push(Lane {
                        most,
                        keeps: at_a_time.is_some(),
                        pace,
                        ..Lane::default()
                    });
                    concurrency.lanes.len() - 1
                });
            concurrency.lane_of.push(lane);
        }
        concurrency.guard(changes, waits);
        concurrency
    }

    fn guard(&mut self, changes: &[Change], waits: &[BTreeSet<usize>]) {
        let is_creation = |index: &usize| changes.get(*index).is_some_and(Change::makes_account);
        let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for (index, change) in changes
            .iter()
            .enumerate()
            .filter(|(_, change)| change.action == Action::Move)
        {
            let on = waits.get(index).into_iter().flatten().copied();
            let (made, guarding): (Vec<usize>, Vec<usize>) =
                on.partition(|on| is_creation(on) && same(changes, *on, change));
            let Some(made) = made.first() else { continue };
            self.first.insert(index);
            let guard = *known.entry(guarding).or_insert_with_key(|guarding| {
                self.guards.push(Guard::default());
                let all = all_before(guarding, waits);
                let place = self.guards.len() - 1;
                for needed in all {
                    self.needs(place, needed, changes);
                }
                place
            });
            self.guard_of.insert(*made, guard);
        }
    }

    fn needs(&mut self, guard: usize, needed: usize, changes: &[Change]) {
        self.guards_with.entry(needed).or_default().push(guard);
        let (Some(guard), Some(change)) = (self.guards.get_mut(guard), changes.get(needed)) else {
            return;
        };
        self.first.insert(needed);
        if change.makes_account() {
            guard.creations.insert(needed);
            return;
        }
        if change.action == Action::Enable {
            guard.slow.insert(needed);
        }
        if let Some(lane) = self.lane_of.get(needed) {
            guard.left.entry(*lane).or_default().insert(needed);
            if let Some(lane) = self.lanes.get_mut(*lane) {
                lane.guarding.insert(needed);
            }
        }
    }

    /// Takes up what can start.
    pub(super) fn enqueue(&mut self, ready: &mut BTreeSet<usize>) {
        while let Some(index) = ready.pop_first() {
            let is_behind = !self.first.contains(&index);
            if let Some(lane) = self.lane_of.get(index).and_then(|lane| self.lanes.get_mut(*lane)) {
                lane.ready.insert((is_behind, index));
            }
        }
    }

    /// The next change to start, if one may; `first_look` is how long an account takes to be made.
    pub(super) fn next(&mut self, first_look: Duration) -> Option<usize> {
        let mut open: BTreeMap<usize, bool> = BTreeMap::new();
        let mut chosen = None;
        for (place, lane) in self.lanes.iter().enumerate() {
            if lane.most.is_some_and(|most| lane.running >= most) {
                continue;
            }
            let may_start = |index: usize| match self.guard_of.get(&index) {
                Some(guard) => {
                    *open.entry(*guard).or_insert_with(|| self.is_near(*guard, first_look)) || self.guards_itself(index)
                }
                None => true,
            };
            if let Some(next) = lane.ready.iter().map(|(behind, index)| (*behind, *index)).find({
                let mut may_start = may_start;
                move |(_, index)| may_start(*index)
            }) {
                chosen = Some((place, next));
                break;
            }
        }
        // What waits for itself by way of what guards it waits no longer than for everything else.
        if chosen.is_none() && self.open == 0 {
            chosen = self
                .lanes
                .iter()
                .enumerate()
                .find_map(|(place, lane)| lane.ready.first().map(|next| (place, *next)));
        }
        let (place, next) = chosen?;
        let lane = self.lanes.get_mut(place)?;
        lane.ready.remove(&next);
        lane.running += 1;
        self.placed.insert(next.1);
        self.open += 1;
        Some(next.1)
    }

    /// AWS goes on with a change alone.
    pub(super) fn waits(&mut self, index: usize) {
        let lane = self.lane_of.get(index).and_then(|lane| self.lanes.get(*lane));
        if lane.is_some_and(|lane| !lane.keeps) {
            self.leave(index);
        }
    }

    /// A change that was started has ended.
    pub(super) fn release(&mut self, index: usize) {
        self.open = self.open.saturating_sub(1);
        self.leave(index);
    }

    fn leave(&mut self, index: usize) {
        let lane = self.lane_of.get(index).and_then(|lane| self.lanes.get_mut(*lane));
        if let Some(lane) = lane.filter(|_| self.placed.remove(&index)) {
            lane.running = lane.running.saturating_sub(1);
        }
    }

    /// A change has ended, whether it ran or not.
    pub(super) fn ended(&mut self, index: usize) {
        let Some(place) = self.lane_of.get(index) else { return };
        if let Some(lane) = self.lanes.get_mut(*place) {
            lane.guarding.remove(&index);
        }
        for guard in self.guards_with.get(&index).into_iter().flatten() {
            let Some(guard) = self.guards.get_mut(*guard) else {
                continue;
            };
            guard.slow.remove(&index);
            guard.creations.remove(&index);
            if let Some(left) = guard.left.get_mut(place) {
                left.remove(&index);
            }
        }
    }

    /// Whether what guards an account will be there about when the account is.
    fn is_near(&self, guard: usize, first_look: Duration) -> bool {
        let Some(guard) = self.guards.get(guard) else {
            return true;
        };
        if !guard.slow.is_empty() || !guard.creations.is_empty() {
            return false;
        }
        let patience = (first_look + HEAD_START).as_secs_f64();
        guard.left.iter().all(|(place, left)| {
            let (Some(lane), Some(last)) = (self.lanes.get(*place), left.last()) else {
                return true;
            };
            // What is before it in the lane takes its time too.
            count(lane.guarding.range(..=*last).count()) * lane.pace <= patience
        })
    }

    /// Whether what guards an account waits for this account only.
    fn guards_itself(&self, creation: usize) -> bool {
        let guard = self.guard_of.get(&creation).and_then(|guard| self.guards.get(*guard));
        guard.is_some_and(|guard| guard.creations.len() == 1 && guard.creations.contains(&creation))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of changes are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

fn same(changes: &[Change], index: usize, change: &Change) -> bool {
    changes.get(index).is_some_and(|other| other.address == change.address)
}

/// All that these changes wait for, and they themselves.
fn all_before(changes: &[usize], waits: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut open = changes.to_vec();
    let mut all = BTreeSet::new();
    while let Some(next) = open.pop() {
        if all.insert(next) {
            open.extend(waits.get(next).into_iter().flatten());
        }
    }
    all
}

/// The calls whose rate holds a change up most, and for how many seconds. Nothing where it writes nothing.
fn slowest(change: &Change) -> (Option<&PlannedCall>, f64) {
    let each = change.calls.iter().map(|call| {
        let rate = rates_of(&call.operation, Access::Write).account;
        (Some(call), f64::from(call.count) / rate.per_second)
    });
    each.fold(
        (None, 0.0),
        |slowest, one| if one.1 > slowest.1 { one } else { slowest },
    )
}

#[cfg(test)]
mod tests;
