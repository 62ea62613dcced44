//! What AWS Control Tower governs.

use std::collections::BTreeSet;

use crate::areas::organizations::model::world::World;
use crate::engine::owner::GUARDRAIL;
use crate::organization::PlaceId;

/// Whether Control Tower governs a unit: it has trusted access, and one of its guardrails is attached to the unit or to one above it, below the
/// root. Nothing if that could not be read.
#[must_use]
pub fn governs(world: &World, unit: &PlaceId) -> Option<bool> {
    world.live.trusted_services.as_ref()?;
    if !world.live.has_control_tower() {
        return Some(false);
    }
    let chain = world.live.chain(unit);
    let below_root: BTreeSet<&PlaceId> = chain.iter().filter(|id| world.live.root.as_ref() != Some(id)).collect();
    let guardrails = || world.policies.all().filter(|policy| policy.name.starts_with(GUARDRAIL));
    let mut targets = guardrails().flat_map(|policy| policy.targets.iter().flatten());
    if targets.any(|target| below_root.contains(target)) {
        return Some(true);
    }
    // A type that is off has nothing attached.
    let mut enabled = world.live.policy_types.as_ref()?.keys();
    let all_read = enabled.all(|policy_type| world.policies.of_type(policy_type).is_some());
    (all_read && guardrails().all(|policy| policy.targets.is_some())).then_some(false)
}
