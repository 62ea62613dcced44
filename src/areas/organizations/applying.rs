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
