//! What has to be done to trusted access.

use std::collections::BTreeSet;

use serde_json::json;

use crate::areas::area::Draft;
use crate::areas::organizations::model::checked::Removed;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::areas::organizations::shared::planned;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::plan::Foreign;
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::integrated_services;

use super::operations::{DISABLE, ENABLE};

/// The area's name, and the kind in addresses.
pub const AREA: &str = "trusted-access";

/// Adds every change of trusted access.
pub fn plan(world: &World, draft: &mut Draft) {
    let live = match &world.live.trusted_services {
        Some(live) => live.clone(),
        None if world.creates() => BTreeSet::new(),
        None => return,
    };
    let wanted = world.baseline.services_with_access();
    for service in wanted.difference(&live) {
        draft.changes.push(enable(world, service));
    }
    let exclusive = world.baseline.organization.exclusive.contains(AREA);
    for service in live.difference(&wanted) {
        let removed = world.baseline.removed.iter().any(|removed| names(removed, service));
        if removed || (exclusive && can_be_declared(service)) {
            draft.changes.push(disable(service, removed));
        } else if world.baseline.trusted_services.is_some() {
            draft.foreign.push(Foreign {
                kind: AREA.to_owned(),
                id: service.clone(),
                name: service.clone(),
                owner: "nobody".to_owned(),
            });
        }
    }
}

/// Control Tower's own access, and that of services with an enable call of their own, is nothing that a baseline could list, so that not
/// listing it says nothing.
fn can_be_declared(service: &str) -> bool {
    service != "controltower.amazonaws.com" && integrated_services::own_enable(service).is_none()
}

fn names(removed: &Removed, service: &str) -> bool {
    match removed {
        Removed::Address(address) => address.kind == AREA && address.key == service,
        Removed::Named { kind, name } => kind == AREA && name == service,
    }
}

fn enable(world: &World, service: &str) -> Change {
    let address = Address::new(AREA, service);
    let mut change = Change::new(AREA, Phase::TrustedAccess, Action::Enable, address.clone());
    change.reason = "not enabled".to_owned();
    change.after = Some(json!({ "enabled": true }));
    change.calls.push(planned::once(&ENABLE));
    change.needs.extend(addresses::made_organization(world));
    change.provides.insert(Label::new(&address, Facet::Enabled));
    change
}

fn disable(service: &str, removed: bool) -> Change {
    let mut change = Change::new(AREA, Phase::Remove, Action::Disable, Address::new(AREA, service));
    change.reason = if removed {
        "removed by `[[removed]]`"
    } else {
        "not in the baseline, and trusted access is exclusive"
    }
    .to_owned();
    change.before = Some(json!({ "enabled": true }));
    change.calls.push(planned::once(&DISABLE));
    change.risks.add(RiskNote {
        risk: Risk::DisableTrustedAccess,
        why: format!("{service} can no longer work in the Organization: what it does for all accounts stops"),
        allowed: false,
    });
    change
}
