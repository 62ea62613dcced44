//! From a seed to a state.

use std::collections::BTreeMap;

use super::super::clock::Moment;
use super::super::history::History;
use super::super::model::{Services, State};
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
        services: Services::default(),
        sessions: BTreeMap::new(),
        sessions_issued: 0,
        buckets: Buckets::default(),
        history: History::default(),
    };
    if setup.exists {
        let mut builder = OrganizationBuilder::new(setup, seed.account_quota());
        plant(seed, &mut builder);
        (state.organization, state.services) = builder.done();
    }
    state
}

fn plant(seed: &Seed, builder: &mut OrganizationBuilder) {
    match seed {
        Seed::Empty { .. } => {}
        Seed::Small => small::plant(builder),
        Seed::Org(accounts) => org::plant(builder, *accounts),
        Seed::ControlTower => control_tower::plant(builder),
        // IAM itself finds the role in every account, those too that come later.
        Seed::WithMemberRole { seed, .. } => plant(seed, builder),
    }
}
