//! Applies a plan: each change when what it needs is done, several at a time, on past failures; then reads again.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::plan::Plan;

use super::concurrency::Concurrency;
use super::lifecycle::{Poll, Run, Step, Surveyed};
use super::queue::Queue;
use super::waiting::{Waited, WaitingPool};

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
    let ends = run(door, work.as_ref(), &plan.changes, options.wait, events).await;
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

/// Runs every change as soon as all that it waits for is done and there is a place for it. AWS is waited for as long as `wait`, for each thing.
async fn run(door: &Door, work: &dyn Run, changes: &[Change], wait: Duration, events: &dyn Fn(Event)) -> Vec<End> {
    let mut queue = Queue::new(changes);
    let mut concurrency = Concurrency::new(changes, &queue.waits);
    let mut running = FuturesUnordered::new();
    let mut pool = WaitingPool::new(door, wait, events);
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
            running.push(async move { (index, Came::Step(work.start(change).await)) }.boxed_local());
        }
        let (index, came) = tokio::select! {
            biased;
            Some(came) = running.next() => came,
            Some((index, waited)) = pool.next() => {
                let Some(change) = changes.get(index) else { break };
                running.push(ask(work, change, index, waited).boxed_local());
                continue;
            }
            else => break,
        };
        let Some(change) = changes.get(index) else { break };
        let left = match came {
            Came::Step(Step::Waits(waiting)) => {
                concurrency.waits(index);
                pool.begin(index, change, waiting)
            }
            Came::Again(waited, after, why) => pool.again(index, change, waited, after, why),
            Came::Step(Step::Ended(end)) => {
                concurrency.release(index);
                for (index, end) in queue.end(index, end) {
                    concurrency.ended(index);
                    if let Some(change) = changes.get(index) {
                        ended(events, change, &end);
                    }
                }
                None
            }
        };
        if let Some(waited) = left {
            running.push(ask(work, change, index, waited).boxed_local());
        }
    }
    let stopped = || End::Skipped {
        why: "stopped before it was started".to_owned(),
    };
    queue.ends.into_iter().map(|end| end.unwrap_or_else(stopped)).collect()
}

/// What came of a change that ran, or was asked about.
enum Came {
    Step(Step),
    Again(Waited, Duration, String),
}

/// Asks AWS about a change, or leaves it as it is where it is not waited for any longer.
async fn ask(work: &dyn Run, change: &Change, index: usize, waited: Waited) -> (usize, Came) {
    if waited.is_over {
        return (index, Came::Step(Step::Ended(work.leave(change, &waited.ticket).await)));
    }
    let came = match work.poll(change, &waited.ticket).await {
        Poll::Again(after, why) => Came::Again(waited, after, why),
        Poll::Done(step) => Came::Step(step),
    };
    (index, came)
}

fn ended(events: &dyn Fn(Event), change: &Change, end: &End) {
    events(Event::ChangeEnded {
        address: change.address.clone(),
        action: change.action,
        end: end.clone(),
    });
}

#[cfg(test)]
mod tests;
