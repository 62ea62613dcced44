//! Changes that AWS goes on with alone: kept outside of those that run, and asked about when it is time.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::aws::Door;
use crate::engine::change::Change;
use crate::engine::event::Event;
use crate::engine::ticket::Ticket;

use super::lifecycle::Waiting;

/// A change that waits for AWS.
#[derive(Debug)]
pub(super) struct Waited {
    /// By what to ask.
    pub ticket: Ticket,
    /// Whether it is not waited for any longer.
    pub is_over: bool,
    /// When AWS was asked for it.
    since: Instant,
    /// Whether the next question is the last: the time is over then.
    is_last: bool,
}

/// The changes that wait.
pub(super) struct WaitingPool<'a> {
    door: &'a Door,
    /// How long each is waited for.
    wait: Duration,
    events: &'a dyn Fn(Event),
    /// By when they are asked about, and their places in the plan.
    due: BTreeMap<(Instant, usize), Waited>,
}

impl<'a> WaitingPool<'a> {
    /// One in which nothing waits.
    pub(super) fn new(door: &'a Door, wait: Duration, events: &'a dyn Fn(Event)) -> Self {
        Self {
            door,
            wait,
            events,
            due: BTreeMap::new(),
        }
    }

    /// Takes up a change. Gives it back if the run was stopped, so that it is left.
    pub(super) fn begin(&mut self, index: usize, change: &Change, waiting: Waiting) -> Option<Waited> {
        let waited = Waited {
            ticket: waiting.ticket,
            is_over: false,
            since: Instant::now(),
            is_last: false,
        };
        self.again(index, change, waited, waiting.after, waiting.why)
    }

    /// Keeps a change that AWS is still at, and says so. Gives it back if it is not waited for any longer.
    pub(super) fn again(
        &mut self,
        index: usize,
        change: &Change,
        mut waited: Waited,
        after: Duration,
        why: String,
    ) -> Option<Waited> {
        if waited.is_last || self.door.is_stopped() {
            waited.is_over = true;
            return Some(waited);
        }
        let pause = self.door.paced(after);
        let left = self.wait.saturating_sub(waited.since.elapsed());
        // The last look is when the time is over, and not before.
        waited.is_last = pause >= left;
        let pause = pause.min(left);
        if !pause.is_zero() {
            (self.events)(Event::ChangeWaiting {
                address: change.address.clone(),
                action: change.action,
                why,
                seconds: waited.since.elapsed().as_secs(),
            });
        }
        self.due.insert((Instant::now() + pause, index), waited);
        None
    }

    /// The next change to ask about, when it is time; after a stop all of them at once, to be left. Nothing if none waits.
    pub(super) async fn next(&mut self) -> Option<(usize, Waited)> {
        let (at, _) = *self.due.first_key_value()?.0;
        let is_over = tokio::select! {
            biased;
            () = self.door.stopped() => true,
            () = sleep_until(at) => false,
        };
        let ((_, index), mut waited) = self.due.pop_first()?;
        waited.is_over = is_over;
        Some((index, waited))
    }
}
