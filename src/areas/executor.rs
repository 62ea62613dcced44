//! Applies a plan: each change when what it needs is done, several at a time, on past failures; then reads again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::plan::Plan;
use crate::organization::PlaceId;

use super::area::Applying;
use super::places::Places;
use super::queue::Queue;
use super::recheck::{Recheck, in_the_way};
use super::registry;
use super::shared::creations::Creations;
use super::verify::verify;
use super::world::World;

/// How an apply goes.
#[derive(Debug, Clone)]
pub struct ApplyOptions {
    /// How long AWS is waited for, for each thing that it was asked for and does in its own time.
    pub wait: Duration,
}

/// Applies the plan and reads again. [`Door::stop`] ends it early: no change is sent any more.
pub async fn apply(door: &Door, world: &World, plan: &Plan, options: &ApplyOptions, events: &dyn Fn(Event)) -> Applied {
    let applying = Applying {
        door,
        world,
        made: RefCell::new(BTreeMap::new()),
        events,
        wait: options.wait,
        creations: Creations::new(world.live.creations.as_deref().unwrap_or_default()),
        recheck: Recheck::default(),
    };
    events(Event::Started {
        changes: plan.changes.len(),
        accounts_to_create: plan.accounts_to_create(),
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

/// Runs every change as soon as all that it waits for is done and there is a place for it.
async fn run(applying: &Applying<'_>, changes: &[Change]) -> Vec<End> {
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
            running.push(async move { (index, one(applying, change).await) });
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
                if let Some(known) = known(applying, id) {
                    return End::Failed {
                        message: format!("the answer says that {id} was made, and that is {known}"),
                        help: Some("run again: what AWS made is found by its tag, its name or its e-mail".to_owned()),
                    };
                }
                applying.made.borrow_mut().insert(change.address.clone(), id.clone());
            }
            end
        }
        Err(failure) if failure.refused => {
            let found = in_the_way(applying, change).await;
            found.unwrap_or_else(|| failure.into())
        }
        Err(failure) => failure.into(),
    }
}

/// What has this id already: everything that stands on a wrong id would be put on that.
fn known(applying: &Applying<'_>, id: &str) -> Option<String> {
    let live = &applying.world.live;
    let place = PlaceId(id.to_owned());
    let is_root = live.root.as_ref() == Some(&place);
    let is_unit = live.units.as_ref().is_some_and(|units| units.contains_key(&place));
    let is_account = live
        .accounts
        .as_ref()
        .is_some_and(|accounts| accounts.contains_key(&place));
    let is_policy = applying.world.policies.all().any(|policy| policy.id == id);
    if is_root || is_unit || is_account || is_policy {
        return Some("not new".to_owned());
    }
    let made = applying.made.borrow();
    let other = made.iter().find(|(_, made)| *made == id);
    other.map(|(address, _)| address.to_string())
}

fn ended(applying: &Applying<'_>, change: &Change, end: &End) {
    (applying.events)(Event::ChangeEnded {
        address: change.address.clone(),
        action: change.action,
        end: end.clone(),
    });
}
