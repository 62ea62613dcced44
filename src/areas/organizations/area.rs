//! What an area of the Organizations core is: it plans changes from the world, and sends their calls one at a time.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::areas::lifecycle::{Draft, Failure, Outcome, Poll};
use crate::aws::{Door, Reader, Writer};
use crate::engine::address::Address;
use crate::engine::change::Action;
use crate::engine::event::Event;
use crate::engine::late::{Outputs, Template, Value};
use crate::engine::ticket::Ticket;
use crate::facts::op::Op;

use super::model::call::Call;
use super::model::world::World;
use super::shared::creations::Creations;
use super::shared::roots::LastRoot;

/// An area that works with the tree and everything that stands on it.
#[async_trait(?Send)]
pub trait CoreArea {
    /// Its name, as in `--only`.
    fn name(&self) -> &'static str;

    /// Every AWS operation it calls, reads and writes.
    fn operations(&self) -> &'static [&'static Op];

    /// Adds the changes that make the live Organization as the baseline says.
    fn plan(&self, world: &World, draft: &mut Draft);

    /// Sends one call of a change.
    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure>;

    /// Waits for what AWS is at already, by the call that asked for it.
    async fn follow(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        self.send(sending, call).await
    }

    /// Asks how far AWS is with what a call has asked for, by its ticket.
    async fn poll(&self, _: &Sending<'_>, call: Call, _: &Ticket) -> Result<Poll<Outcome>, Failure> {
        Err(call.waits_for_nothing())
    }

    /// What becomes of a call that AWS is not waited for any longer.
    async fn leave(&self, _: &Sending<'_>, call: Call, _: &Ticket) -> Result<Outcome, Failure> {
        Err(call.waits_for_nothing())
    }
}

/// What an apply needs.
pub struct Applying<'a> {
    /// The way to AWS.
    pub door: &'a Door,
    /// What the changes made so far have given.
    pub outputs: Rc<RefCell<Outputs>>,
    /// Where events go.
    pub events: &'a dyn Fn(Event),
    /// How long AWS is waited for, for each thing that it was asked for.
    pub wait: Duration,
    /// The accounts that AWS is making.
    pub creations: Creations,
    /// The root, as it was read last while something in it changes.
    pub root: LastRoot,
    /// The id of the management account.
    pub management_account: &'a str,
}

impl Applying<'_> {
    /// For reads.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.door.reader()
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

/// What one change needs to send its calls.
pub struct Sending<'a> {
    /// The apply that it is a part of.
    pub applying: &'a Applying<'a>,
    /// The operations that its area may call.
    pub operations: &'static [&'static Op],
    /// What is changed.
    pub address: &'a Address,
    /// What is done to it.
    pub action: Action,
}

impl<'a> Deref for Sending<'a> {
    type Target = Applying<'a>;

    fn deref(&self) -> &Applying<'a> {
        self.applying
    }
}

impl Sending<'_> {
    /// For the writes of the area.
    #[must_use]
    pub fn writer(&self) -> Writer {
        self.door.writer(self.operations)
    }

    /// A value as text.
    ///
    /// # Errors
    /// Says what has no id, which is a failed change before this one.
    pub fn text(&self, value: &Value) -> Result<String, Failure> {
        Ok(self.outputs.borrow().text(value)?.to_owned())
    }

    /// A text with ids in place of references.
    ///
    /// # Errors
    /// As [`Sending::text`].
    pub fn fill(&self, template: &Template) -> Result<String, Failure> {
        Ok(self.outputs.borrow().fill(template)?)
    }

    /// Waits `pause`, and says that the change waits. False if the time since `since` is over or the run was stopped.
    pub async fn wait(&self, since: Instant, pause: Duration, why: &str) -> bool {
        if self.door.is_stopped() || since.elapsed() + pause > self.applying.wait {
            return false;
        }
        (self.events)(Event::ChangeWaiting {
            address: self.address.clone(),
            action: self.action,
            why: why.to_owned(),
            seconds: since.elapsed().as_secs(),
        });
        self.pause(pause).await
    }
}
