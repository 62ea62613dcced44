//! Puts the areas' changes together: no gap, in order, with risks, filters and effort. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::change::{Action, Change, Facet, Label, PlannedCall};
use crate::engine::order::{Cycle, order};
use crate::engine::plan::{Effort, FORMAT_VERSION, Filter, OrganizationName, Plan, Refusal, Summary};
use crate::engine::risk::Allowance;
use crate::engine::session::Session;
use crate::facts::op::Access;
use crate::facts::service::rates_of;

use super::area::Draft;
use super::filter;
use super::organizations::calls;
use super::organizations::impact;
use super::organizations::lookalikes;
use super::organizations::model::world::World;
use super::organizations::policies;
use super::organizations::recheck;
use super::organizations::removals;
use super::organizations::risks;
use super::registry;

/// How a plan is made.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// What it is limited to.
    pub filter: Filter,
    /// Risks that may be taken.
    pub allow: Vec<Allowance>,
}

/// Plans everything that makes the live Organization as the baseline says.
#[must_use]
pub fn plan(world: &World, options: &PlanOptions) -> Plan {
    let mut draft = Draft::default();
    for area in registry::ALL {
        area.plan(world, &mut draft);
    }
    removals::explain(world, &mut draft);
    refuse_mismatches(world, &mut draft);
    drop_unfounded(world, &mut draft.changes);
    let flow = policies::concerns(&draft.changes).then(|| policies::Flow::new(world));
    if let Some(flow) = &flow {
        policies::settle(world, flow, &mut draft);
    }
    let mut changes = arrange(std::mem::take(&mut draft.changes), &mut draft);
    let mut left_out = std::mem::take(&mut draft.left_out);
    if !options.filter.is_all() {
        changes = filter::filter(changes, &options.filter, &mut left_out);
    }
    lookalikes::look(world, &mut changes, &mut draft.warnings);
    let mut refused = std::mem::take(&mut draft.refused);
    let impact = flow.as_ref().map(|flow| {
        refused.extend(impact::lockouts(world, flow, &changes));
        impact::impact(world, flow, &changes)
    });
    let impact = impact.unwrap_or_default();
    risks::assess(world, flow.as_ref(), &mut changes, &options.allow, &mut refused);
    policies::present(world, &mut changes);
    calls::write_out(world, &mut changes);
    refused.sort();
    refused.dedup();
    left_out.sort();
    draft.foreign.sort();
    draft.foreign.dedup();
    draft.pending.sort();
    draft.warnings.sort();
    draft.warnings.dedup();
    let mut plan = Plan {
        format_version: FORMAT_VERSION,
        organization: OrganizationName {
            id: world.live.id.clone().unwrap_or_default(),
            management_account: world.baseline.organization.management_account.clone(),
        },
        baseline: world.baseline.organization.baseline.clone(),
        filter: options.filter.clone(),
        effort: effort(world, &changes),
        changes,
        impact,
        refused,
        unread: world.unread.clone(),
        pending: draft.pending,
        foreign: draft.foreign,
        left_out,
        warnings: draft.warnings,
        summary: Summary::default(),
        saved: None,
    };
    plan.count();
    plan
}

fn refuse_mismatches(world: &World, draft: &mut Draft) {
    let tree = world.binding.mismatches.iter();
    for mismatch in tree.chain(&world.policy_binding.mismatches) {
        draft.refuse(&mismatch.address, mismatch.why.clone(), mismatch.help.clone());
    }
}

/// Drops changes of what is not there and is not made either. Why it is not made is said elsewhere: it is refused, left out or could not be read.
fn drop_unfounded(world: &World, changes: &mut Vec<Change>) {
    loop {
        let provided: BTreeSet<Label> = changes.iter().flat_map(|change| change.provides.clone()).collect();
        let before = changes.len();
        changes.retain(|change| {
            change.needs.iter().all(|label| {
                let is_hard = match label.facet {
                    Facet::Exists => !world.is_live(&label.of),
                    // A unit goes when everything has left it.
                    Facet::Placed | Facet::Freed => change.action == Action::Delete,
                    _ => false,
                };
                !is_hard || provided.contains(label)
            })
        });
        if changes.len() == before {
            return;
        }
    }
}

/// Orders the changes; what waits for itself is refused.
fn arrange(changes: Vec<Change>, draft: &mut Draft) -> Vec<Change> {
    let (ordered, stuck) = match order(changes) {
        Ok(ordered) => return ordered,
        Err(Cycle { ordered, stuck }) => (ordered, stuck),
    };
    for change in &stuck {
        let others: Vec<String> = stuck
            .iter()
            .filter(|other| *other != change)
            .map(Change::title)
            .collect();
        let why = format!("it and others wait for each other: {}", others.join(", "));
        let help = "make one of these changes first, in a run of its own";
        draft.refuse(&change.address, why, help);
    }
    ordered
}

/// Calls, and the time of the slowest operation at its published rate.
fn effort(world: &World, changes: &[Change]) -> Effort {
    let writes = changes.iter().flat_map(|change| &change.calls);
    let checks = recheck::calls(world, changes);
    let (writes, checks) = (counted(writes, Access::Write), counted(checks.iter(), Access::Read));
    let all = writes.iter().chain(&checks);
    let seconds = all
        .map(|((operation, _, access), count)| seconds(operation, *access, *count))
        .fold(0.0, f64::max);
    Effort {
        read_calls: world.read_calls,
        calls: writes.values().sum(),
        check_calls: checks.values().sum(),
        seconds: (seconds * 10.0).round() / 10.0,
    }
}

/// Calls are counted against the rates of their operation in the account and Region where they are made.
type Row<'a> = (&'a str, &'a Session, Access);

fn counted<'a>(calls: impl Iterator<Item = &'a PlannedCall>, access: Access) -> BTreeMap<Row<'a>, u64> {
    let mut counts = BTreeMap::new();
    for call in calls {
        *counts
            .entry((call.operation.as_str(), &call.session, access))
            .or_default() += u64::from(call.count);
    }
    counts
}

/// How long `count` calls of an operation take: what exceeds the burst comes at the sustained rate.
#[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
fn seconds(operation: &str, access: Access, count: u64) -> f64 {
    let rate = rates_of(operation, access).account;
    ((count as f64 - rate.burst) / rate.per_second).max(0.0)
}

/// A refusal in the words that a person has to type.
#[must_use]
pub fn allow_help(refusal: &Refusal) -> String {
    let Some(risk) = refusal.risk else { return String::new() };
    let address = refusal.address.to_string();
    let plain = address
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-:/".contains(c));
    if plain {
        format!("allow it with `--allow {risk}={address}`")
    } else {
        format!("allow it with `--allow '{risk}={address}'`")
    }
}
