//! Puts the areas' changes together: no gap, in order, with risks, filters and effort. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::change::{Action, Change, Facet, Label};
use crate::engine::order::{Cycle, order, waits};
use crate::engine::plan::{Effort, FORMAT_VERSION, Filter, LeftOut, OrganizationName, Plan, Refusal, Summary};
use crate::engine::risk::Allowance;
use crate::facts::op::{Access, Service};
use crate::facts::rates::rates;

use super::area::Draft;
use super::policies;
use super::registry;
use super::risks;
use super::world::World;

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
    refuse_mismatches(world, &mut draft);
    drop_unfounded(world, &mut draft.changes);
    policies::settle(world, &mut draft);
    let mut changes = arrange(std::mem::take(&mut draft.changes), &mut draft);
    let mut left_out = std::mem::take(&mut draft.left_out);
    if !options.filter.is_all() {
        changes = filter(changes, &options.filter, &mut left_out);
    }
    let mut refused = std::mem::take(&mut draft.refused);
    risks::assess(world, &mut changes, &options.allow, &mut refused);
    policies::present(world, &mut changes);
    refused.sort();
    refused.dedup();
    left_out.sort();
    draft.foreign.sort();
    draft.foreign.dedup();
    draft.pending.sort();
    let mut plan = Plan {
        format_version: FORMAT_VERSION,
        organization: OrganizationName {
            id: world.live.id.clone().unwrap_or_default(),
            management_account: world.baseline.organization.management_account.clone(),
        },
        baseline: world.baseline.organization.baseline.clone(),
        filter: options.filter.clone(),
        effort: effort(&changes, world.read_calls),
        changes,
        refused,
        unread: world.unread.clone(),
        pending: draft.pending,
        foreign: draft.foreign,
        left_out,
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

/// Orders the changes. Where a slot must be freed before what keeps a statement in force can come, AWS allows no order without a gap:
/// the one that frees the slot goes first, and the gap is found and named afterwards.
fn arrange(mut changes: Vec<Change>, draft: &mut Draft) -> Vec<Change> {
    loop {
        match order(changes) {
            Ok(ordered) => return ordered,
            Err(Cycle { ordered, mut stuck }) => {
                let provided: BTreeSet<Label> = stuck.iter().flat_map(|change| change.needs.clone()).collect();
                let gives_way = stuck.iter_mut().find(|change| {
                    matches!(change.action, Action::Detach | Action::Update | Action::Adopt)
                        && change.provides.iter().any(|label| provided.contains(label))
                        && !change.needs.is_empty()
                });
                let Some(change) = gives_way else {
                    for change in &stuck {
                        let others: Vec<String> = stuck
                            .iter()
                            .filter(|other| *other != change)
                            .map(Change::title)
                            .collect();
                        let why = format!("it and others wait for each other: {}", others.join(", "));
                        draft.refuse(
                            &change.address,
                            why,
                            "make one of these changes first, in a run of its own",
                        );
                    }
                    return ordered;
                };
                change.needs.clear();
                changes = ordered;
                changes.extend(stuck);
            }
        }
    }
}

/// Keeps what the filter names and everything that it needs. What would be pruned is left for a full run.
fn filter(changes: Vec<Change>, filter: &Filter, left_out: &mut Vec<LeftOut>) -> Vec<Change> {
    let waits = waits(&changes);
    let is_named = |change: &Change| {
        let area = filter.only.is_empty() || filter.only.contains(&change.area);
        let account = filter.accounts.is_empty()
            || (change.address.kind == "account" && filter.accounts.contains(&change.address.key));
        area && account && !is_pruning(change)
    };
    let mut kept: BTreeMap<usize, Option<usize>> = BTreeMap::new();
    let mut open: Vec<(usize, Option<usize>)> = changes
        .iter()
        .enumerate()
        .filter(|(_, change)| is_named(change))
        .map(|(index, _)| (index, None))
        .collect();
    while let Some((index, needed_by)) = open.pop() {
        if kept.contains_key(&index) && needed_by.is_some() {
            continue;
        }
        kept.insert(index, needed_by);
        let by = needed_by.unwrap_or(index);
        open.extend(
            waits
                .get(index)
                .into_iter()
                .flatten()
                .filter(|on| !kept.contains_key(on))
                .map(|on| (*on, Some(by))),
        );
    }
    let titles: Vec<String> = changes.iter().map(|change| change.address.to_string()).collect();
    let mut result = Vec::new();
    for (index, mut change) in changes.into_iter().enumerate() {
        match kept.get(&index) {
            Some(needed_by) => {
                if let Some(by) = needed_by.and_then(|by| titles.get(by)) {
                    change.reason = format!("{} (needed by {by})", change.reason);
                }
                result.push(change);
            }
            None => left_out.push(LeftOut {
                why: format!("{}: left out by the filter", change.title()),
                address: change.address,
                drift: false,
            }),
        }
    }
    result
}

fn is_pruning(change: &Change) -> bool {
    matches!(change.action, Action::Delete | Action::Disable | Action::Deregister)
        || change.reason == "the policy is deleted"
}

/// Calls, and the time of the slowest operation at its published rate.
fn effort(changes: &[Change], read_calls: u64) -> Effort {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for call in changes.iter().flat_map(|change| &change.calls) {
        *counts.entry(&call.operation).or_default() += u64::from(call.count);
    }
    let seconds = counts
        .iter()
        .map(|(operation, count)| seconds(operation, *count))
        .fold(0.0, f64::max);
    Effort {
        read_calls,
        calls: counts.values().sum(),
        seconds: (seconds * 10.0).round() / 10.0,
    }
}

/// How long `count` calls of an operation take: what exceeds the burst comes at the sustained rate.
#[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
fn seconds(operation: &str, count: u64) -> f64 {
    let service = registry::operation(operation).map_or(Service::Organizations, |op| op.service);
    let name = operation.rsplit(':').next().unwrap_or(operation);
    let rate = rates(service, name, Access::Write).account;
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
