//! Makes changes of the core: each object is read again just before, then the calls of the plan are sent as they are.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;

use crate::areas::lifecycle::{Failure, Outcome, Poll, Step, Waiting, read_ticket};
use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{End, Event};
use crate::engine::late::{Late, Outputs};
use crate::engine::ticket::{CallTicket, Ticket};
use crate::organization::PlaceId;

use super::area::{Applying, CoreArea, Sending};
use super::model::call::Call;
use super::model::world::World;
use super::recheck::{Recheck, find_conflict};
use super::registry;
use super::shared::creations::Creations;
use super::shared::roots::LastRoot;

/// A plan of the core that is being applied.
pub struct CoreRun<'a> {
    applying: Applying<'a>,
    /// What the plan was made from. What is sent depends on the plan alone.
    world: &'a World,
    /// What was read again just before changes.
    recheck: Recheck,
}

impl<'a> CoreRun<'a> {
    /// With nothing made yet.
    #[must_use]
    pub fn new(
        world: &'a World,
        door: &'a Door,
        wait: Duration,
        events: &'a dyn Fn(Event),
        outputs: Rc<RefCell<Outputs>>,
    ) -> Self {
        Self {
            applying: Applying {
                door,
                outputs,
                events,
                wait,
                creations: Creations::new(world.live.creations.as_deref().unwrap_or_default()),
                root: LastRoot::default(),
                management_account: &world.live.management_account,
            },
            world,
            recheck: Recheck::default(),
        }
    }

    /// Sends the calls of a change one after another, from one of them on; with none, asks after what AWS is at.
    async fn send(&self, change: &Change, from: usize, mut outcome: Outcome) -> Result<Outcome, Failure> {
        let (area, sending) = self.sending(change)?;
        for (place, planned) in change.calls.iter().enumerate().skip(from) {
            match area.send(&sending, read(&planned.request)?).await? {
                Outcome::DONE => {}
                done @ Outcome::Done { .. } => outcome = done,
                other => return Ok(of_call(place, other)),
            }
        }
        match change.awaits.as_ref().filter(|_| change.calls.is_empty()) {
            Some(awaited) if from == 0 => Ok(of_call(0, area.follow(&sending, read(awaited)?).await?)),
            _ => Ok(outcome),
        }
    }

    fn sending<'s>(&'s self, change: &'s Change) -> Result<(&'static dyn CoreArea, Sending<'s>), Failure> {
        let area = registry::find(&change.area)
            .ok_or_else(|| Failure::fault(format!("there is no area `{}`", change.area)))?;
        let sending = Sending {
            applying: &self.applying,
            operations: area.operations(),
            address: &change.address,
            action: change.action,
        };
        Ok((area, sending))
    }

    /// Asks how far AWS is, and goes on with the calls that are left when it is done.
    async fn ask(&self, change: &Change, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
        let (area, sending) = self.sending(change)?;
        let waiting = read_ticket::<CallTicket>(ticket)?;
        match area
            .poll(&sending, waiting_call(change, &waiting)?, &waiting.ticket)
            .await?
        {
            Poll::Done(done @ Outcome::Done { .. }) => {
                Ok(Poll::Done(self.send(change, waiting.place + 1, done).await?))
            }
            Poll::Done(other) => Ok(Poll::Done(of_call(waiting.place, other))),
            again @ Poll::Again(..) => Ok(again),
        }
    }

    async fn give_up(&self, change: &Change, ticket: &Ticket) -> Result<Outcome, Failure> {
        let (area, sending) = self.sending(change)?;
        let waiting = read_ticket::<CallTicket>(ticket)?;
        area.leave(&sending, waiting_call(change, &waiting)?, &waiting.ticket)
            .await
    }

    /// Notes what was made, and says how a change ends or that it waits.
    async fn conclude(&self, change: &Change, outcome: Result<Outcome, Failure>) -> Step {
        let (applying, world) = (&self.applying, self.world);
        let step = match outcome {
            Ok(outcome) => Step::from(outcome),
            Err(failure) if failure.refused => {
                let found = find_conflict(applying, world, change).await;
                return Step::Ended(found.unwrap_or_else(|| failure.into()));
            }
            Err(failure) => return Step::Ended(failure.into()),
        };
        let Step::Ended(end) = step else { return step };
        self.recheck.record_write(applying, world, change);
        if let End::Done { id: Some(id), .. } = &end {
            if let Some(known) = known(applying, world, id) {
                return Step::Ended(End::Failed {
                    message: format!("the answer says that {id} was made, and that is {known}"),
                    help: Some("run again: what AWS made is found by its tag, its name or its e-mail".to_owned()),
                });
            }
            let made = Late::id(change.address.clone());
            applying.outputs.borrow_mut().add(made, id.clone());
        }
        Step::Ended(end)
    }
}

/// The call that a ticket is for.
fn waiting_call(change: &Change, ticket: &CallTicket) -> Result<Call, Failure> {
    let planned = change.calls.get(ticket.place).map(|planned| &planned.request);
    let request = planned.or(change.awaits.as_ref());
    read(request.ok_or_else(|| Failure::fault("it waits for a call that it does not make"))?)
}

/// An outcome whose ticket says for which call of the change it is.
fn of_call(place: usize, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Waits(waiting) => Outcome::Waits(Waiting {
            ticket: Ticket::new(&CallTicket {
                place,
                ticket: waiting.ticket,
            }),
            ..waiting
        }),
        other => other,
    }
}

impl CoreRun<'_> {
    /// Begins a change.
    pub async fn start(&self, change: &Change) -> Step {
        if let Some(end) = self.recheck.check(&self.applying, self.world, change).await {
            return Step::Ended(end);
        }
        let outcome = self.send(change, 0, Outcome::DONE).await;
        self.conclude(change, outcome).await
    }

    /// Asks AWS how far it is.
    pub async fn poll(&self, change: &Change, ticket: &Ticket) -> Poll<Step> {
        let outcome = match self.ask(change, ticket).await {
            Ok(Poll::Again(after, why)) => return Poll::Again(after, why),
            Ok(Poll::Done(outcome)) => Ok(outcome),
            // AWS has been asked for it, so that it is not as if nothing were sent.
            Err(failure) if failure.stopped => return Poll::Done(Step::Ended(self.leave(change, ticket).await)),
            Err(failure) => Err(failure),
        };
        Poll::Done(self.conclude(change, outcome).await)
    }

    /// How a change ends that AWS is not waited for any longer.
    pub async fn leave(&self, change: &Change, ticket: &Ticket) -> End {
        let outcome = self.give_up(change, ticket).await;
        match self.conclude(change, outcome).await {
            Step::Ended(end) => end,
            Step::Waits(waiting) => Failure::fault(format!("it still waits: {}", waiting.why)).into(),
        }
    }

    /// How long an account takes to be made, as far as is known.
    #[must_use]
    pub fn account_creation_time(&self) -> Duration {
        self.applying.creations.first_look()
    }
}

fn read(request: &Value) -> Result<Call, Failure> {
    serde_json::from_value(request.clone())
        .map_err(|error| Failure::fault(format!("one of its calls cannot be read: {error}")))
}

/// What has this id already: everything that stands on a wrong id would be put on that.
fn known(applying: &Applying<'_>, world: &World, id: &str) -> Option<String> {
    let live = &world.live;
    let place = PlaceId(id.to_owned());
    let is_root = live.root.as_ref() == Some(&place);
    let is_unit = live.units.as_ref().is_some_and(|units| units.contains_key(&place));
    let is_account = live
        .accounts
        .as_ref()
        .is_some_and(|accounts| accounts.contains_key(&place));
    let is_policy = world.policies.all().any(|policy| policy.id == id);
    if is_root || is_unit || is_account || is_policy {
        return Some("not new".to_owned());
    }
    applying.outputs.borrow().of_id(id).map(ToString::to_string)
}
