//! Whether a saved plan still holds.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::late;
use crate::areas::organizations::shared::names::only_renames;
use crate::engine::change::{Action, Change};
use crate::engine::plan::Plan;
use crate::guardrails::minify;

use super::basis::basis;
use super::done::is_done;
use super::same::same;

/// What of a saved plan is left to do, given a plan made now.
///
/// # Errors
/// Every reason why the plan no longer holds.
pub fn check(plan: &Plan, world: &World, fresh: &Plan) -> Result<Plan, Vec<String>> {
    let plan = &filled(plan, world);
    let Some(saved) = &plan.saved else {
        return Err(vec!["it was not written by `plan --out`".to_owned()]);
    };
    let mut stale = Vec::new();
    if saved.version != env!("CARGO_PKG_VERSION") {
        stale.push(format!("it was made by version {}", saved.version));
    }
    if saved.baseline_digest != world.baseline.digest {
        stale.push("the baseline's files have changed".to_owned());
    }
    if plan.baseline != world.baseline.organization.baseline {
        stale.push(format!("it is of baseline `{}`", plan.baseline));
    }
    if saved.caller != principal(&world.caller) {
        stale.push(format!(
            "it was made by {}, and the caller is {}",
            saved.caller,
            principal(&world.caller)
        ));
    }
    let declared = &world.baseline.organization.management_account;
    if plan.organization.management_account != *declared {
        let other = &plan.organization.management_account;
        stale.push(format!("it is of management account {other}"));
    }
    let id = world.live.id.as_deref().unwrap_or_default();
    if !plan.organization.id.is_empty() && plan.organization.id != id {
        stale.push(format!("it is of Organization {}", plan.organization.id));
    }
    for refusal in &fresh.refused {
        stale.push(format!("{}: {}", refusal.address, refusal.why));
    }
    for unread in fresh.unread.iter().filter(|unread| !plan.unread.contains(unread)) {
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
    for planned in &plan.changes {
        let of_it = whole.iter().filter(|whole| whole.address == planned.address);
        let is_left = of_it.chain([planned]).any(|planned| {
            let mut left = fresh.changes.iter();
            left.any(|change| follows(planned, change) && same(&plan.changes, planned, change))
        });
        if !is_left && !is_done(world, &plan.changes, planned) {
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

/// Changes of a plan that were parted from their renames, with the name again: once the name is free, nothing is parted any more. A name may be
/// given in two steps, so that each beginning goes with each end.
fn with_their_names(changes: &[Change]) -> Vec<Change> {
    let name = |side: &Option<Value>| side.as_ref().and_then(|side| side.get("name")).cloned();
    let is_parted = |change: &&Change| {
        let is_text = matches!(change.action, Action::Update | Action::Adopt) && !only_renames(change);
        is_text && name(&change.after).is_none()
    };
    let mut whole = Vec::new();
    for change in changes.iter().filter(is_parted) {
        let renames = changes
            .iter()
            .filter(|rename| rename.address == change.address && only_renames(rename));
        let renames: Vec<&Change> = renames.collect();
        for (first, last) in renames
            .iter()
            .flat_map(|first| renames.iter().map(move |last| (first, last)))
        {
            let mut both = change.clone();
            for (side, name) in [
                (&mut both.before, name(&first.before)),
                (&mut both.after, name(&last.after)),
            ] {
                if let Some((side, name)) = side.as_mut().and_then(Value::as_object_mut).zip(name) {
                    side.insert("name".to_owned(), name);
                }
            }
            whole.push(both);
        }
    }
    whole
}

/// The plan with the ids that were made since in its documents.
fn filled(plan: &Plan, world: &World) -> Plan {
    let mut plan = plan.clone();
    let policies = &world.baseline.policies;
    let is_late = |change: &&mut Change| {
        policies
            .get(&change.address)
            .is_some_and(|policy| policy.late.is_some())
    };
    for change in plan.changes.iter_mut().filter(is_late) {
        for side in [&mut change.before, &mut change.after] {
            let document = side.as_mut().and_then(|side| side.get_mut("document"));
            if let Some(document) = document
                && let Ok(filled) = serde_json::from_str(&late::fill(&minify(document), world))
            {
                *document = filled;
            }
        }
    }
    plan
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
