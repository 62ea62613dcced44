//! From a seed to a state.

use std::collections::BTreeMap;

use super::super::clock::Moment;
use super::super::model::State;
use super::super::setup::{Seed, Setup};
use super::super::token_buckets::Buckets;
use super::builder::OrganizationBuilder;
use super::{control_tower, org, small};

/// The state that a seed grows to.
pub(in crate::sandbox) fn grow(seed: &Seed, setup: &Setup) -> State {
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
        let mut builder = OrganizationBuilder::new(setup, seed.account_quota());
        match seed {
            Seed::Empty { .. } => {}
            Seed::Small => small::plant(&mut builder),
            Seed::Org(accounts) => org::plant(&mut builder, *accounts),
            Seed::ControlTower => control_tower::plant(&mut builder),
        }
        (state.organization, state.settings) = builder.done();
    }
    state
}
