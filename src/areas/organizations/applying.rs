//! Makes changes of the core: each object is read again just before, then the calls of the plan are sent as they are.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;

use crate::areas::area::{Failure, Outcome};
use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{End, Event};
use crate::engine::late::{Late, Outputs};
use crate::organization::PlaceId;

use super::area::{Applying, Sending};
use super::model::call::Call;
use super::model::world::World;
use super::recheck::{Recheck, find_conflict};
use super::registry;
use super::shared::creations::Creations;

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
                management_account: &world.live.management_account,
            },
            world,
            recheck: Recheck::default(),
        }
    }

    /// Sends the calls of a change one after another; with none, waits for what AWS is at.
    async fn send(&self, change: &Change) -> Result<Outcome, Failure> {
        let area = registry::find(&change.area)
            .ok_or_else(|| Failure::fault(format!("there is no area `{}`", change.area)))?;
        let sending = Sending {
            applying: &self.applying,
            operations: area.operations(),
            address: &change.address,
            action: change.action,
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

impl CoreRun<'_> {
    /// Makes one change.
    pub async fn make(&self, change: &Change) -> End {
        let (applying, world) = (&self.applying, self.world);
        if let Some(end) = self.recheck.check(applying, world, change).await {
            return end;
        }
        match self.send(change).await {
            Ok(outcome) => {
                self.recheck.record_write(applying, world, change);
                let end = End::from(outcome);
                if let End::Done { id: Some(id), .. } = &end {
                    if let Some(known) = known(applying, world, id) {
                        return End::Failed {
                            message: format!("the answer says that {id} was made, and that is {known}"),
                            help: Some(
                                "run again: what AWS made is found by its tag, its name or its e-mail".to_owned(),
                            ),
                        };
                    }
                    let made = Late::id(change.address.clone());
                    applying.outputs.borrow_mut().add(made, id.clone());
                }
                end
            }
            Err(failure) if failure.refused => {
                let found = find_conflict(applying, world, change).await;
                found.unwrap_or_else(|| failure.into())
            }
            Err(failure) => failure.into(),
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
