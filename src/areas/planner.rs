//! Puts the areas' changes together: no gap, in order, with risks, filters and effort. Pure.

use std::collections::BTreeMap;

use crate::engine::change::{Change, PlannedCall};
use crate::engine::order::{Cycle, order};
use crate::engine::plan::{Effort, FORMAT_VERSION, Filter, Plan, Summary};
use crate::engine::risk::Allowance;
use crate::engine::session::Session;
use crate::facts::op::Access;
use crate::facts::service::rates_of;

use super::area::{Draft, Reviewed, Survey, Surveyed};
use super::filter;
use super::risks;

/// How a plan is made.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// What it is limited to.
    pub filter: Filter,
    /// Risks that may be taken.
    pub allow: Vec<Allowance>,
}

/// Plans everything that makes what is live as the baseline says.
#[must_use]
pub fn plan(surveyed: &dyn Surveyed, options: &PlanOptions) -> Plan {
    let (mut draft, review) = surveyed.draft();
    let mut changes = arrange(std::mem::take(&mut draft.changes), &mut draft);
    let mut left_out = std::mem::take(&mut draft.left_out);
    if !options.filter.is_all() {
        changes = filter::filter(changes, &options.filter, &mut left_out);
    }
    let Reviewed {
        impact,
        refused: found,
        warnings,
        risks,
        large,
    } = review.review(&mut changes);
    let mut refused = std::mem::take(&mut draft.refused);
    refused.extend(found);
    risks::assess(risks, large, &mut changes, &options.allow, &mut refused);
    refused.sort();
    refused.dedup();
    left_out.sort();
    draft.foreign.sort();
    draft.foreign.dedup();
    draft.pending.sort();
    draft.warnings.extend(warnings);
    draft.warnings.sort();
    draft.warnings.dedup();
    let Survey {
        organization,
        baseline,
        unread,
        read_calls,
    } = surveyed.survey();
    let mut plan = Plan {
        format_version: FORMAT_VERSION,
        organization,
        baseline,
        filter: options.filter.clone(),
        effort: effort(read_calls, &surveyed.checks(&changes), &changes),
        changes,
        impact,
        refused,
        unread,
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
fn effort(read_calls: u64, checks: &[PlannedCall], changes: &[Change]) -> Effort {
    let writes = changes.iter().flat_map(|change| &change.calls);
    let (writes, checks) = (counted(writes, Access::Write), counted(checks.iter(), Access::Read));
    let all = writes.iter().chain(&checks);
    let seconds = all
        .map(|((operation, _, access), count)| seconds(operation, *access, *count))
        .fold(0.0, f64::max);
    Effort {
        read_calls,
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
