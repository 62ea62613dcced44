//! Which services may work in the Organization.

pub mod table;

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;

use crate::aws::already_so;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::engine::plan::Foreign;
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::op::{Meaning, Op, Service};
use crate::facts::services;

use super::area::{Applying, Area, Draft, Failure, Outcome};
use super::baseline::Removed;
use super::shared::addresses;
use super::world::World;

/// Gives a service access. Giving it twice does nothing.
static ENABLE: Op = Op::write(Service::Organizations, "EnableAWSServiceAccess", &[]);
/// Takes it away.
static DISABLE: Op = Op::write(
    Service::Organizations,
    "DisableAWSServiceAccess",
    &[("ServicePrincipalNotEnabledException", Meaning::AlreadySo)],
);
/// The services that have it.
pub static LIST: Op = Op::read(Service::Organizations, "ListAWSServiceAccessForOrganization", &[]);

/// The kind in addresses.
const KIND: &str = "trusted-access";

/// The area.
pub struct TrustedAccess;

#[async_trait(?Send)]
impl Area for TrustedAccess {
    fn name(&self) -> &'static str {
        KIND
    }

    fn operations(&self) -> &'static [&'static Op] {
        static ALL: &[&Op] = &[&ENABLE, &DISABLE, &LIST];
        ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
        let live = match &world.live.trusted_services {
            Some(live) => live.clone(),
            None if world.live.id.is_none() && world.baseline.organization.create => BTreeSet::new(),
            None => return,
        };
        let wanted = world.baseline.services_with_access();
        for service in wanted.difference(&live) {
            draft.changes.push(enable(world, service));
        }
        let exclusive = world.baseline.organization.exclusive.contains(KIND);
        for service in live.difference(&wanted) {
            let removed = world.baseline.removed.iter().any(|removed| names(removed, service));
            if removed || (exclusive && can_be_declared(service)) {
                draft.changes.push(disable(service, removed));
            } else if world.baseline.trusted_services.is_some() {
                draft.foreign.push(Foreign {
                    kind: KIND.to_owned(),
                    id: service.clone(),
                    name: service.clone(),
                    owner: "nobody".to_owned(),
                });
            }
        }
    }

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        let writer = applying.writer(self);
        let client = writer.organizations();
        let service = &change.address.key;
        if change.action == Action::Enable {
            let send = || client.enable_aws_service_access().service_principal(service).send();
            writer.call(&ENABLE, send).await?;
        } else {
            let send = || client.disable_aws_service_access().service_principal(service).send();
            already_so(writer.call(&DISABLE, send).await)?;
        }
        Ok(Outcome::DONE)
    }
}

/// Control Tower's own access, and that of services with an enable call of their own, is nothing that a baseline could list, so that not
/// listing it says nothing.
fn can_be_declared(service: &str) -> bool {
    service != "controltower.amazonaws.com" && services::own_enable(service).is_none()
}

fn names(removed: &Removed, service: &str) -> bool {
    match removed {
        Removed::Address(address) => address.kind == KIND && address.key == service,
        Removed::Named { kind, name } => kind == KIND && name == service,
    }
}

fn enable(world: &World, service: &str) -> Change {
    let address = Address::new(KIND, service);
    let mut change = Change::new(KIND, Phase::TrustedAccess, Action::Enable, address.clone());
    change.reason = "not enabled".to_owned();
    change.after = Some(json!({ "enabled": true }));
    change.calls.push(PlannedCall::once(ENABLE.to_string()));
    if world.live.id.is_none() {
        change
            .needs
            .insert(Label::new(&addresses::organization(world), Facet::Exists));
    }
    change.provides.insert(Label::new(&address, Facet::Enabled));
    change
}

fn disable(service: &str, removed: bool) -> Change {
    let mut change = Change::new(KIND, Phase::Remove, Action::Disable, Address::new(KIND, service));
    change.reason = if removed {
        "removed by `[[removed]]`"
    } else {
        "not in the baseline, and trusted access is exclusive"
    }
    .to_owned();
    change.before = Some(json!({ "enabled": true }));
    change.calls.push(PlannedCall::once(DISABLE.to_string()));
    change.risk = Some(RiskNote {
        risk: Risk::DisableTrustedAccess,
        why: format!("{service} can no longer work in the Organization: what it does for all accounts stops"),
        allowed: false,
    });
    change
}
