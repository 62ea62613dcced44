//! Applies a plan: each change when what it needs is done, several at a time, on past failures; then reads again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::plan::Plan;
use crate::facts::quotas::CREATIONS_IN_FLIGHT;

use super::area::Applying;
use super::planner::{self, PlanOptions};
use super::queue::Queue;
use super::recheck::Recheck;
use super::registry;
use super::survey::survey;
use super::world::World;

/// How an apply goes.
#[derive(Debug, Clone)]
pub struct ApplyOptions {
    /// How long AWS is waited for in all.
    pub wait: Duration,
    /// Set by Ctrl-C: nothing more is started.
    pub interrupted: Rc<Cell<bool>>,
}

/// Changes that run at the same time. Writes queue anyway; this bounds what Ctrl-C leaves to finish.
const AT_ONCE: usize = 24;

/// Applies the plan and reads again.
pub async fn apply(door: &Door, world: &World, plan: &Plan, options: &ApplyOptions, events: &dyn Fn(Event)) -> Applied {
    let applying = Applying {
        door,
        world,
        made: RefCell::new(BTreeMap::new()),
        events,
        deadline: Instant::now() + options.wait,
        interrupted: Rc::clone(&options.interrupted),
        creations: Semaphore::new(CREATIONS_IN_FLIGHT),
        accounts_full: Cell::new(false),
        recheck: Recheck::default(),
    };
    events(Event::Started {
        changes: plan.changes.len(),
    });
    let ends = run(&applying, &plan.changes).await;
    let mut applied = Applied {
        ends: plan
            .changes
            .iter()
            .zip(ends)
            .map(|(change, end)| ChangeEnd {
                address: change.address.clone(),
                action: change.action,
                end,
            })
            .collect(),
        interrupted: options.interrupted.get(),
        ..Applied::default()
    };
    if applied.interrupted {
        applied.unverified.push("stopped before reading again".to_owned());
    } else if !plan.changes.is_empty() {
        events(Event::Verifying);
        verify(door, world, plan, &mut applied).await;
    }
    applied
}

/// Runs every change as soon as all that it waits for is done.
async fn run(applying: &Applying<'_>, changes: &[Change]) -> Vec<End> {
    let mut queue = Queue::new(changes);
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < AT_ONCE && !applying.interrupted.get() {
            let Some(index) = queue.ready.pop_first() else { break };
            let Some(change) = changes.get(index) else { break };
            (applying.events)(Event::ChangeStarted {
                address: change.address.clone(),
                action: change.action,
            });
            running.push(async move { (index, one(applying, change).await) });
        }
        let Some((index, end)) = running.next().await else {
            break;
        };
        for (index, end) in queue.end(index, end) {
            if let Some(change) = changes.get(index) {
                ended(applying, change, &end);
            }
        }
    }
    let stopped = || End::Skipped {
        why: "stopped by Ctrl-C".to_owned(),
    };
    queue.ends.into_iter().map(|end| end.unwrap_or_else(stopped)).collect()
}

async fn one(applying: &Applying<'_>, change: &Change) -> End {
    let Some(area) = registry::find(&change.area) else {
        return End::Failed {
            message: format!("there is no area `{}`", change.area),
            help: None,
        };
    };
    if let Some(end) = applying.recheck.spares(applying, change).await {
        return end;
    }
    match area.apply(applying, change).await {
        Ok(outcome) => {
            applying.recheck.wrote(applying, change);
            let end = End::from(outcome);
            if let End::Done { id: Some(id), .. } = &end {
                applying.made.borrow_mut().insert(change.address.clone(), id.clone());
            }
            end
        }
        Err(failure) => End::Failed {
            message: failure.message,
            help: failure.help,
        },
    }
}

fn ended(applying: &Applying<'_>, change: &Change, end: &End) {
    (applying.events)(Event::ChangeEnded {
        address: change.address.clone(),
        action: change.action,
        end: end.clone(),
    });
}

/// Reads again: what was done must no longer differ.
async fn verify(door: &Door, world: &World, plan: &Plan, applied: &mut Applied) {
    let again = match Box::pin(survey(door, world.baseline.clone(), &|_| {})).await {
        Ok(again) => again,
        Err(error) => {
            applied.unverified.push(error.message);
            return;
        }
    };
    let unread = again
        .unread
        .iter()
        .map(|unread| format!("{}: {}", unread.what, unread.why));
    applied.unverified.extend(unread);
    let options = PlanOptions {
        filter: plan.filter.clone(),
        ..PlanOptions::default()
    };
    let ends: BTreeMap<_, _> = applied
        .ends
        .iter()
        .map(|change| ((&change.address, change.action), &change.end))
        .collect();
    let left = planner::plan(&again, &options);
    applied.still_pending = left.pending;
    let differs: Vec<_> = left
        .changes
        .into_iter()
        .filter(|change| {
            ends.get(&(&change.address, change.action))
                .is_none_or(|end| matches!(end, End::Done { .. }))
        })
        .map(|change| (change.address.clone(), format!("{}: {}", change.action, change.reason)))
        .collect();
    applied.still_differs = differs;
}
