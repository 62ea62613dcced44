//! The Organizations core and the other areas as one: planned together, applied together, verified together.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;

use super::inventory::Inventory;
use super::kit::services::Services;
use super::kit::{applying, planning, recheck};
use super::lifecycle::{Draft, Poll, Review, Reviewed, Run, Step, Survey, Surveyed};
use super::organizations::CoreReview;
use super::organizations::applying::CoreRun;
use super::verify::verify;
use crate::aws::Door;
use crate::engine::change::{Change, PlannedCall};
use crate::engine::event::{Applied, End, Event};
use crate::engine::plan::Plan;
use crate::engine::ticket::Ticket;

impl Surveyed for Inventory {
    fn survey(&self) -> Survey {
        let mut unread = self.world.unread().to_vec();
        unread.extend(self.services.unread());
        unread.sort();
        unread.dedup();
        Survey {
            organization: self.world.name(),
            baseline: self.world.baseline().organization.baseline.clone(),
            unread,
            read_calls: self.read_calls,
        }
    }

    fn draft(&self) -> (Draft, Box<dyn Review + '_>) {
        let (mut draft, core) = self.world.draft();
        planning::plan(&self.services, &mut draft);
        let services = &self.services;
        (draft, Box::new(InventoryReview { core, services }))
    }

    fn checks(&self, changes: &[Change]) -> Vec<Vec<PlannedCall>> {
        let of_core = self.world.checks(changes).into_iter();
        let both = of_core.zip(recheck::calls(&self.services, changes));
        both.map(|(of_core, of_services)| of_core.into_iter().chain(of_services).collect())
            .collect()
    }

    fn begin<'a>(&'a self, door: &'a Door, wait: Duration, events: &'a dyn Fn(Event)) -> Box<dyn Run + 'a> {
        let outputs = Rc::new(RefCell::new(self.services.organization.outputs()));
        Box::new(InventoryRun {
            inventory: self,
            door,
            core: CoreRun::new(&self.world, door, wait, events, Rc::clone(&outputs)),
            services: applying::Applying::new(door, &self.services, outputs),
        })
    }
}

struct InventoryReview<'a> {
    core: CoreReview<'a>,
    services: &'a Services,
}

impl Review for InventoryReview<'_> {
    fn review(&self, changes: &mut [Change]) -> Reviewed {
        let mut reviewed = self.core.review(changes);
        reviewed.large.extend(planning::large(self.services, changes));
        reviewed
    }
}

struct InventoryRun<'a> {
    inventory: &'a Inventory,
    door: &'a Door,
    core: CoreRun<'a>,
    services: applying::Applying<'a>,
}

#[async_trait(?Send)]
impl Run for InventoryRun<'_> {
    async fn start(&self, change: &Change) -> Step {
        if self.inventory.services.has_area(&change.area) {
            self.services.start(change).await
        } else {
            self.core.start(change).await
        }
    }

    async fn poll(&self, change: &Change, ticket: &Ticket) -> Poll<Step> {
        if self.inventory.services.has_area(&change.area) {
            self.services.poll(change, ticket).await
        } else {
            self.core.poll(change, ticket).await
        }
    }

    async fn leave(&self, change: &Change, ticket: &Ticket) -> End {
        if self.inventory.services.has_area(&change.area) {
            applying::leave(change)
        } else {
            self.core.leave(change, ticket).await
        }
    }

    fn account_creation_time(&self) -> Duration {
        self.core.account_creation_time()
    }

    async fn verify(&self, plan: &Plan, applied: &mut Applied) {
        verify(self.door, self.inventory, plan, applied).await;
    }
}
