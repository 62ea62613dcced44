//! What has to be done to policy types.

use std::collections::BTreeSet;

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::areas::organizations::shared::planned;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::policy_types::{GUARDDUTY, policy_type};
use crate::organization::PolicyTypeState;

use super::operations::ENABLE;

/// The area's name.
pub const AREA: &str = "policy-types";

/// Adds every change of a policy type.
pub fn plan(world: &World, draft: &mut Draft) {
    let creates = world.creates();
    if world.live.policy_types.is_none() && !creates {
        return;
    }
    let wanted: BTreeSet<&String> = world
        .baseline
        .policies
        .values()
        .map(|policy| &policy.policy_type)
        .collect();
    for name in wanted {
        let state = world.live.policy_types.as_ref().and_then(|types| types.get(name));
        if state != Some(&PolicyTypeState::Enabled) {
            draft.changes.push(enable(world, name, state.is_some()));
        }
    }
}

fn enable(world: &World, name: &str, under_way: bool) -> Change {
    let address = addresses::policy_type(name);
    let mut change = Change::new(AREA, Phase::PolicyTypes, Action::Enable, address.clone());
    change.after = Some(json!({ "enabled": true }));
    if under_way {
        change.reason = "AWS is changing it".to_owned();
    } else {
        change.reason = "not enabled in the root".to_owned();
        change.calls.push(planned::once(&ENABLE));
    }
    change.needs.extend(addresses::made_organization(world));
    if let Some(service) = policy_type(name).trusted_service {
        change
            .needs
            .insert(Label::new(&Address::new("trusted-access", service), Facet::Enabled));
    }
    change.provides.insert(Label::new(&address, Facet::Enabled));
    if name == GUARDDUTY {
        change.risks.add(RiskNote {
            risk: Risk::EnablePolicyType,
            why: "enabling the type suspends every Regional auto-enable setting of GuardDuty at once, even before a policy is attached"
                .to_owned(),
            allowed: false,
        });
    }
    change
}
