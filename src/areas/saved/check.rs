//! Whether a saved plan still holds.

use std::collections::BTreeSet;

use crate::areas::inventory::Inventory;
use crate::areas::kit;
use crate::areas::organizations;
use crate::areas::organizations::saved::{basis, fill, is_done, same, with_their_names};
use crate::aws::{AwsError, Door};
use crate::engine::change::{Action, Change};
use crate::engine::plan::{Plan, Unread};

/// What of a saved plan is left to do, given a plan made now.
///
/// # Errors
/// Every reason why the plan no longer holds.
pub fn check(plan: &Plan, inventory: &Inventory, fresh: &Plan) -> Result<Plan, Vec<String>> {
    let (world, services) = (&inventory.world, &inventory.services);
    let mut plan = plan.clone();
    fill(&mut plan, world);
    kit::saved::fill(&mut plan, services);
    let plan = &plan;
    let Some(saved) = &plan.saved else {
        return Err(vec!["it was not written by `plan --out`".to_owned()]);
    };
    let mut stale = Vec::new();
    if saved.version != env!("CARGO_PKG_VERSION") {
        stale.push(format!("it was made by version {}", saved.version));
    }
    if saved.baseline_digest != world.baseline().digest {
        stale.push("the baseline's files have changed".to_owned());
    }
    if plan.baseline != world.baseline().organization.baseline {
        stale.push(format!("it is of baseline `{}`", plan.baseline));
    }
    if saved.caller != principal(world.caller()) {
        stale.push(format!(
            "it was made by {}, and the caller is {}",
            saved.caller,
            principal(world.caller())
        ));
    }
    let declared = &world.baseline().organization.management_account;
    if plan.organization.management_account != *declared {
        let other = &plan.organization.management_account;
        stale.push(format!("it is of management account {other}"));
    }
    let id = world.live().id.as_deref().unwrap_or_default();
    if !plan.organization.id.is_empty() && plan.organization.id != id {
        stale.push(format!("it is of Organization {}", plan.organization.id));
    }
    for refusal in &fresh.refused {
        stale.push(format!("{}: {}", refusal.address, refusal.why));
    }
    // Why it is unread may have other words: plan and apply enter accounts by different roles, and each request has an id of its own.
    let was_unread = |unread: &&Unread| {
        let mut known = plan.unread.iter();
        known.any(|known| (&known.what, &known.session) == (&unread.what, &unread.session))
    };
    for unread in fresh.unread.iter().filter(|unread| !was_unread(unread)) {
        stale.push(format!("{} cannot be read: {}", unread.what, unread.why));
    }
    let whole = with_their_names(&plan.changes);
    for change in &fresh.changes {
        let mut planned = plan
            .changes
            .iter()
            .chain(&whole)
            .filter(|planned| follows(planned, change))
            .peekable();
        if planned.peek().is_none() {
            stale.push(format!("it would now also {}", change.title()));
        } else if !planned.any(|planned| same(&plan.changes, planned, change)) {
            stale.push(format!("{} has changed", change.address));
        }
    }
    let outputs = services.outputs();
    let is_made = |planned: &Change| {
        if services.areas.kind(&planned.address.kind).is_some() {
            kit::saved::is_done(services, &outputs, planned)
        } else {
            is_done(world, &plan.changes, planned)
        }
    };
    for planned in &plan.changes {
        let of_it = whole.iter().filter(|whole| whole.address == planned.address);
        let is_left = of_it.chain([planned]).any(|planned| {
            let mut left = fresh.changes.iter();
            left.any(|change| follows(planned, change) && same(&plan.changes, planned, change))
        });
        if !is_left && !is_made(planned) {
            stale.push(format!("to {} does not follow from the baseline", planned.title()));
        }
    }
    let now = basis(world, &plan.changes);
    let facts: BTreeSet<&String> = now.keys().chain(saved.basis.keys()).collect();
    for fact in facts {
        if now.get(fact) != saved.basis.get(fact) {
            stale.push(format!("{fact} has changed"));
        }
    }
    stale.dedup();
    if stale.is_empty() {
        Ok(fresh.clone())
    } else {
        Err(stale)
    }
}

/// What of a plan does not hold any more, by name, before anything is written.
///
/// # Errors
/// What AWS says to a read.
pub async fn stale(door: &Door, inventory: &Inventory, plan: &Plan) -> Result<Vec<String>, AwsError> {
    organizations::saved::stale(door, &inventory.world, plan).await
}

/// Whether `change` may be what is left of `planned`: what was half taken over carries our tag already, and is only updated.
fn follows(planned: &Change, change: &Change) -> bool {
    let half_done = planned.action == Action::Adopt && change.action == Action::Update;
    planned.address == change.address && (planned.action == change.action || half_done)
}

/// A caller without the name of its session, which differs from run to run.
pub(super) fn principal(arn: &str) -> String {
    match arn.rsplit_once('/') {
        Some((role, _)) if arn.contains(":assumed-role/") => role.to_owned(),
        _ => arn.to_owned(),
    }
}
