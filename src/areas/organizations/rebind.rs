//! Ties what is declared to what is live: the tree first, then sets and policies on it.

use crate::organization::bind;

use super::model::world::World;
use super::policies::bind as policies;
use super::policies::sets::{self, LiveState};

/// Ties declared to live again, after either changed.
pub(super) fn rebind(world: &mut World) {
    world.binding = bind(&world.baseline.organization, &world.live);
    for policy in world.baseline.policies.values_mut() {
        policy.resolve(&world.live, &world.binding);
    }
    let live_state = LiveState {
        live: &world.live,
        binding: &world.binding,
        policies: &world.policies,
    };
    sets::repack(&mut world.baseline, Some(live_state));
    world.policy_binding = policies::bind(&world.baseline, &world.live, &world.policies);
}
