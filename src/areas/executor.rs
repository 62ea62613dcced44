//! Applies a plan: each change when what it needs is done, several at a time, on past failures; then reads again.

use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::plan::Plan;

use super::area::{Run, Surveyed};
use super::concurrency::Concurrency;
use super::queue::Queue;

/// How an apply goes.
#[derive(Debug, Clone)]
pub struct ApplyOptions {
    /// How long AWS is waited for, for each thing that it was asked for and does in its own time.
    pub wait: Duration,
}

/// Applies the plan and reads again. [`Door::stop`] ends it early: no change is sent any more.
pub async fn apply(
    door: &Door,
    surveyed: &dyn Surveyed,
    plan: &Plan,
    options: &ApplyOptions,
    events: &dyn Fn(Event),
) -> Applied {
    let work = surveyed.begin(door, options.wait, events);
    events(Event::Started {
        changes: plan.changes.len(),
        accounts_to_create: plan.accounts_to_create(),
    });
    let ends = run(door, work.as_ref(), &plan.changes, events).await;
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
        interrupted: door.is_stopped(),
        ..Applied::default()
    };
    if !applied.interrupted && !plan.changes.is_empty() {
        events(Event::Verifying);
        tokio::select! {
            biased;
            () = door.stopped() => applied.interrupted = true,
            () = work.verify(plan, &mut applied) => {}
        }
    }
    if applied.interrupted {
        applied.unverified.push("stopped before reading again".to_owned());
    }
    applied
}

/// Runs every change as soon as all that it waits for is done and there is a place for it.
async fn run(door: &Door, work: &dyn Run, changes: &[Change], events: &dyn Fn(Event)) -> Vec<End> {
    let mut queue = Queue::new(changes);
    let mut concurrency = Concurrency::new(changes, &queue.waits);
    let mut running = FuturesUnordered::new();
    loop {
        concurrency.enqueue(&mut queue.ready);
        while !door.is_stopped()
            && let Some(index) = concurrency.next(work.account_creation_time())
        {
            let Some(change) = changes.get(index) else { break };
            events(Event::ChangeStarted {
                address: change.address.clone(),
                action: change.action,
            });
            running.push(async move { (index, work.make(change).await) });
        }
        let Some((index, end)) = running.next().await else {
            break;
        };
        concurrency.release(index);
        for (index, end) in queue.end(index, end) {
            concurrency.ended(index);
            if let Some(change) = changes.get(index) {
                ended(events, change, &end);
            }
        }
    }
    let stopped = || End::Skipped {
        why: "stopped before it was started".to_owned(),
    };
    queue.ends.into_iter().map(|end| end.unwrap_or_else(stopped)).collect()
}

fn ended(events: &dyn Fn(Event), change: &Change, end: &End) {
    events(Event::ChangeEnded {
        address: change.address.clone(),
        action: change.action,
        end: end.clone(),
    });
}
