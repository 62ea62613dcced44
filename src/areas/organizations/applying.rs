//! Makes changes of the core: each object is read again just before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;

use crate::areas::area::Run;
use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::{Applied, End, Event};
use crate::engine::plan::Plan;
use crate::organization::PlaceId;

use super::area::Applying;
use super::model::world::World;
use super::recheck::{Recheck, in_the_way};
use super::registry;
use super::shared::creations::Creations;
use super::verify::verify;

/// A plan of the core that is being applied.
pub(super) struct CoreRun<'a> {
    applying: Applying<'a>,
    /// What was read again just before changes.
    recheck: Recheck,
}

impl<'a> CoreRun<'a> {
    /// With nothing made yet.
    pub(super) fn new(world: &'a World, door: &'a Door, wait: Duration, events: &'a dyn Fn(Event)) -> Self {
        Self {
            applying: Applying {
                door,
                world,
                made: RefCell::new(BTreeMap::new()),
                events,
                wait,
                creations: Creations::new(world.live.creations.as_deref().unwrap_or_default()),
            },
            recheck: Recheck::default(),
        }
    }
}

#[async_trait(?Send)]
impl Run for CoreRun<'_> {
    async fn make(&self, change: &Change) -> End {
        let applying = &self.applying;
        let Some(area) = registry::find(&change.area) else {
            return End::Failed {
                message: format!("there is no area `{}`", change.area),
                help: None,
            };
        };
        if let Some(end) = self.recheck.spares(applying, change).await {
            return end;
        }
        match area.apply(applying, change).await {
            Ok(outcome) => {
                self.recheck.wrote(applying, change);
                let end = End::from(outcome);
                if let End::Done { id: Some(id), .. } = &end {
                    if let Some(known) = known(applying, id) {
                        return End::Failed {
                            message: format!("the answer says that {id} was made, and that is {known}"),
                            help: Some(
                                "run again: what AWS made is found by its tag, its name or its e-mail".to_owned(),
                            ),
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

    fn account_takes(&self) -> Duration {
        self.applying.creations.first_look()
    }

    async fn verify(&self, plan: &Plan, applied: &mut Applied) {
        verify(self.applying.door, self.applying.world, plan, applied).await;
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
