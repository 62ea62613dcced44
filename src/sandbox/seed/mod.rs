//! Where a sandbox starts.

mod control_tower;
mod nursery;
mod org;
mod small;

use std::collections::BTreeMap;

use super::buckets::Buckets;
use super::clock::Moment;
use super::model::State;
use super::setup::{Seed, Setup};
use nursery::Nursery;

/// The state that a seed grows to.
pub(super) fn grow(seed: &Seed, setup: &Setup) -> State {
    let mut state = State {
        seed: seed.clone(),
        setup: setup.clone(),
        now: Moment::EPOCH,
        organization: None,
        settings: BTreeMap::new(),
        sessions: BTreeMap::new(),
        sessions_issued: 0,
        buckets: Buckets::default(),
    };
    if setup.exists {
        let mut nursery = Nursery::new(setup, seed.account_quota());
        match seed {
            Seed::Empty { .. } => {}
            Seed::Small => small::plant(&mut nursery),
            Seed::Org(accounts) => org::plant(&mut nursery, *accounts),
            Seed::ControlTower => control_tower::plant(&mut nursery),
        }
        (state.organization, state.settings) = nursery.done();
    }
    state
}
