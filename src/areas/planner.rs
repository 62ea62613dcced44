//! Puts the areas' changes together: no gap, in order, with risks, filters and effort. Pure.

use std::time::Duration;

use crate::engine::change::Change;
use crate::engine::order::{Cycle, order};
use crate::engine::plan::{FORMAT_VERSION, Filter, Plan, Summary};
use crate::engine::risk::Allowance;

use super::effort::effort;
use super::filter;
use super::lifecycle::{Draft, Reviewed, Survey, Surveyed};
use super::risks;

/// How a plan is made.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// What it is limited to.
    pub filter: Filter,
    /// Risks that may be taken.
    pub allow: Vec<Allowance>,
    /// How long a call takes on the way to AWS and back, for the effort.
    pub latency: Duration,
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
        effort: effort(read_calls, &surveyed.checks(&changes), &changes, options.latency),
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
