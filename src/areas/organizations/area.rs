//! What an area of the Organizations core is: it plans changes from the world, and it applies one of them at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::areas::area::{Area, Draft, Failure, Outcome};
use crate::aws::{Door, Reader, Writer};
use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::engine::event::Event;
use crate::organization::{Node, Place, PlaceId};

use super::model::world::World;
use super::shared::creations::Creations;

/// An area that works with the tree and everything that stands on it.
#[async_trait(?Send)]
pub trait CoreArea: Area {
    /// Adds the changes that make the live Organization as the baseline says.
    fn plan(&self, world: &World, draft: &mut Draft);

    /// Makes one of these changes.
    async fn apply(&self, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure>;
}

/// What a change needs while it is applied.
pub struct Applying<'a> {
    /// The way to AWS.
    pub door: &'a Door,
    /// What the plan was made from.
    pub world: &'a World,
    /// Ids of what this apply made, by address.
    pub made: RefCell<BTreeMap<Address, String>>,
    /// Where events go.
    pub events: &'a dyn Fn(Event),
    /// How long AWS is waited for, for each thing that it was asked for.
    pub wait: Duration,
    /// The accounts that AWS is making.
    pub creations: Creations,
}

impl Applying<'_> {
    /// For reads.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.door.reader()
    }

    /// For the writes of one area.
    #[must_use]
    pub fn writer(&self, area: &dyn Area) -> Writer {
        self.door.writer(area.operations())
    }

    /// The id of a declared place, live before or made meanwhile.
    ///
    /// # Errors
    /// Says what has no id, which is a failed change before this one.
    pub fn place(&self, place: &Place) -> Result<PlaceId, Failure> {
        if let Some(id) = self.world.binding.id(place) {
            return Ok(id.clone());
        }
        let made = self.made.borrow();
        let address = place.address().unwrap_or_else(|| Address::new("root", "root"));
        let id = made.get(&address).cloned();
        id.map(PlaceId)
            .ok_or_else(|| Failure::new(format!("`{place}` has no id yet")).help("run again"))
    }

    /// The id of a node.
    ///
    /// # Errors
    /// As [`Applying::place`].
    pub fn node(&self, node: &Node) -> Result<PlaceId, Failure> {
        match node {
            Node::Declared(place) => self.place(place),
            Node::Undeclared(id) => Ok(id.clone()),
        }
    }

    /// The id that a change works on: the live one, or the one made under its address.
    ///
    /// # Errors
    /// As [`Applying::place`].
    pub fn id(&self, change: &Change) -> Result<String, Failure> {
        change
            .id
            .clone()
            .or_else(|| self.made.borrow().get(&change.address).cloned())
            .ok_or_else(|| Failure::new(format!("{} has no id yet", change.address)).help("run again"))
    }

    /// Waits `pause`, and says that the change waits. False if the time since `since` is over or the run was stopped.
    pub async fn wait(&self, change: &Change, since: Instant, pause: Duration, why: &str) -> bool {
        if self.door.is_stopped() || since.elapsed() + pause > self.wait {
            return false;
        }
        (self.events)(Event::ChangeWaiting {
            address: change.address.clone(),
            action: change.action,
            why: why.to_owned(),
            seconds: since.elapsed().as_secs(),
        });
        self.pause(pause).await
    }

    /// Waits `pause`. False if the run was stopped meanwhile.
    pub async fn pause(&self, pause: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.door.stopped() => false,
            () = tokio::time::sleep(pause) => true,
        }
    }
}
