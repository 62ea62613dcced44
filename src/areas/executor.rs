//! Applies a plan: each change when what it needs is done, several at a time, on past failures; then reads again.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

use serde_json::Value;

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::late::Late;
use crate::engine::plan::Plan;

use super::area::{Applying, Failure, Outcome, Sending};
use super::organizations::model::call::Call;
use super::organizations::model::world::World;
use super::organizations::recheck::{Recheck, in_the_way};
use super::organizations::shared::creations::Creations;
use super::organizations::verify::verify;
use super::places::Places;
use super::queue::Queue;
use super::registry;

/// How an apply goes.
#[derive(Debug, Clone)]
pub struct ApplyOptions {
    /// How long AWS is waited for, for each thing that it was asked for and does in its own time.
    pub wait: Duration,
}

/// What a run needs besides what areas see.
struct Run<'a> {
    applying: Applying<'a>,
    world: &'a World,
    recheck: Recheck,
}

/// Applies the plan and reads again. [`Door::stop`] ends it early: no change is sent any more.
pub async fn apply(door: &Door, world: &World, plan: &Plan, options: &ApplyOptions, events: &dyn Fn(Event)) -> Applied {
    let run = Run {
        applying: Applying {
            door,
            outputs: RefCell::default(),
            events,
            wait: options.wait,
            creations: Creations::new(world.live.creations.as_deref().unwrap_or_default()),
            management_account: &world.live.management_account,
        },
        world,
        recheck: Recheck::default(),
    };
    events(Event::Started {
        changes: plan.changes.len(),
    });
    let ends = run.all(&plan.changes).await;
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
            () = verify(door, world, plan, &mut applied) => {}
        }
    }
    if applied.interrupted {
        applied.unverified.push("stopped before reading again".to_owned());
    }
    applied
}

impl Run<'_> {
    /// Runs every change as soon as all that it waits for is done and there is a place for it.
    async fn all(&self, changes: &[Change]) -> Vec<End> {
        let applying = &self.applying;
        let mut queue = Queue::new(changes);
        let mut places = Places::new(changes, &queue.waits);
        let mut running = FuturesUnordered::new();
        loop {
            places.take(&mut queue.ready);
            while !applying.door.is_stopped()
                && let Some(index) = places.next(applying.creations.first_look())
            {
                let Some(change) = changes.get(index) else { break };
                (applying.events)(Event::ChangeStarted {
                    address: change.address.clone(),
                    action: change.action,
                });
                running.push(async move { (index, self.one(change).await) });
            }
            let Some((index, end)) = running.next().await else {
                break;
            };
            places.free(index);
            for (index, end) in queue.end(index, end) {
                places.ended(index);
                if let Some(change) = changes.get(index) {
                    ended(applying, change, &end);
                }
            }
        }
        let stopped = || End::Skipped {
            why: "stopped before it was started".to_owned(),
        };
        queue.ends.into_iter().map(|end| end.unwrap_or_else(stopped)).collect()
    }

    async fn one(&self, change: &Change) -> End {
        if let Some(end) = self.recheck.spares(&self.applying, self.world, change).await {
            return end;
        }
        match self.send(change).await {
            Ok(outcome) => {
                self.recheck.wrote(&self.applying, self.world, change);
                let end = End::from(outcome);
                if let End::Done { id: Some(id), .. } = &end {
                    let made = Late::id(change.address.clone());
                    self.applying.outputs.borrow_mut().add(made, id.clone());
                }
                end
            }
            Err(failure) if failure.refused => {
                let found = in_the_way(&self.applying, self.world, change).await;
                found.unwrap_or_else(|| failure.into())
            }
            Err(failure) => failure.into(),
        }
    }

    /// Sends the calls of a change one after another, as they were planned; with none, waits for what AWS is at.
    async fn send(&self, change: &Change) -> Result<Outcome, Failure> {
        let fault = |what: String| Failure::new(what).help("please report this: it is a fault of groundline");
        let area = registry::find(&change.area).ok_or_else(|| fault(format!("there is no area `{}`", change.area)))?;
        let sending = Sending {
            applying: &self.applying,
            operations: area.operations(),
            address: &change.address,
            action: change.action,
        };
        let read = |request: &Value| {
            serde_json::from_value::<Call>(request.clone())
                .map_err(|error| fault(format!("a call of it cannot be read: {error}")))
        };
        let mut outcome = Outcome::DONE;
        for planned in &change.calls {
            match area.send(&sending, read(&planned.request)?).await? {
                Outcome::DONE => {}
                done @ Outcome::Done { .. } => outcome = done,
                other => return Ok(other),
            }
        }
        match change.awaits.as_ref().filter(|_| change.calls.is_empty()) {
            Some(awaited) => area.follow(&sending, read(awaited)?).await,
            None => Ok(outcome),
        }
    }
}

fn ended(applying: &Applying<'_>, change: &Change, end: &End) {
    (applying.events)(Event::ChangeEnded {
        address: change.address.clone(),
        action: change.action,
        end: end.clone(),
    });
}
