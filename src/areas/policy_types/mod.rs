//! Policy types of the root: enabled where a policy of the type is declared, never disabled.

use async_trait::async_trait;
use aws_sdk_organizations::types::PolicyType;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

use crate::aws::missing;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::engine::risk::{Risk, RiskNote};
use crate::facts::op::{Meaning, Op, Service};
use crate::facts::policy_types::{GUARDDUTY, policy_type};
use crate::organization::{Place, PolicyTypeState};

use super::area::{Applying, Area, Draft, Failure, Outcome};
use super::shared::addresses;
use super::shared::roots;
use super::world::World;
use crate::aws::already_so;

/// Enables a type, which takes AWS a moment.
static ENABLE: Op = Op::write(
    Service::Organizations,
    "EnablePolicyType",
    &[("PolicyTypeAlreadyEnabledException", Meaning::AlreadySo)],
);

/// Between two looks at a type that AWS is enabling.
const POLL: Duration = Duration::from_secs(2);
/// The area's name.
const AREA: &str = "policy-types";

/// The area.
pub struct PolicyTypes;

#[async_trait(?Send)]
impl Area for PolicyTypes {
    fn name(&self) -> &'static str {
        AREA
    }

    fn operations(&self) -> &'static [&'static Op] {
        static ALL: &[&Op] = &[&ENABLE];
        ALL
    }

    fn plan(&self, world: &World, draft: &mut Draft) {
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

    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
        let root = applying.place(&Place::Root)?;
        let name = &change.address.key;
        let writer = applying.writer(self);
        let client = writer.organizations();
        if !change.calls.is_empty() {
            let send = || {
                let request = client.enable_policy_type().root_id(root.as_str());
                request.policy_type(PolicyType::from(name.as_str())).send()
            };
            already_so(writer.call(&ENABLE, send).await)?;
        }
        let since = Instant::now();
        loop {
            let found = roots::read(&applying.reader())
                .await?
                .ok_or_else(|| missing(&roots::LIST, "Roots"))?;
            if found.types.get(name) == Some(&PolicyTypeState::Enabled) {
                return Ok(Outcome::DONE);
            }
            if !applying
                .wait(change, since, POLL, "AWS is enabling the policy type")
                .await
            {
                return Err(Failure::new("AWS has not finished enabling the policy type").help("run again"));
            }
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
        change.calls.push(PlannedCall::once(ENABLE.to_string()));
    }
    if world.live.id.is_none() {
        change
            .needs
            .insert(Label::new(&addresses::organization(world), Facet::Exists));
    }
    if let Some(service) = policy_type(name).trusted_service {
        change
            .needs
            .insert(Label::new(&Address::new("trusted-access", service), Facet::Enabled));
    }
    change.provides.insert(Label::new(&address, Facet::Enabled));
    if name == GUARDDUTY {
        change.risk = Some(RiskNote {
            risk: Risk::EnablePolicyType,
            why: "enabling the type suspends every Regional auto-enable setting of GuardDuty at once, even before a policy is attached"
                .to_owned(),
            allowed: false,
        });
    }
    change
}
