//! What every area is: it plans changes from what is wanted and what is live, and it applies one of them at a time.

use std::cell::RefCell;
use std::ops::Deref;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::aws::{AwsError, Door, ErrorKind, Reader, Writer};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::event::{End, Event};
use crate::engine::late::{NotYet, Outputs, Template, Value};
use crate::engine::plan::{Foreign, LeftOut, Pending, Refusal, Warning};
use crate::facts::op::Op;

use super::organizations::model::call::Call;
use super::organizations::model::world::World;
use super::organizations::shared::creations::Creations;

/// One thing that can be managed.
#[async_trait(?Send)]
pub trait Area {
    /// Its name, as in `--only`.
    fn name(&self) -> &'static str;

    /// Every AWS operation it calls, reads and writes.
    fn operations(&self) -> &'static [&'static Op];

    /// Adds the changes that make the live Organization as the baseline says.
    fn plan(&self, world: &World, draft: &mut Draft);

    /// Sends one call of a change, and waits for what AWS makes of it.
    async fn send(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure>;

    /// Waits for what AWS is at already, by the call that asked for it.
    async fn follow(&self, sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
        self.send(sending, call).await
    }
}

/// What areas put together before it is ordered and becomes a plan.
#[derive(Debug, Default)]
pub struct Draft {
    /// Changes in any order.
    pub changes: Vec<Change>,
    /// What must not be done, whatever is allowed.
    pub refused: Vec<Refusal>,
    /// Differences that nothing here can mend.
    pub left_out: Vec<LeftOut>,
    /// What somebody else owns.
    pub foreign: Vec<Foreign>,
    /// What AWS is working on.
    pub pending: Vec<Pending>,
    /// What is likely to be a mistake.
    pub warnings: Vec<Warning>,
}

impl Draft {
    /// Adds a refusal that no `--allow` lifts.
    pub fn refuse(&mut self, address: &Address, why: impl Into<String>, help: impl Into<String>) {
        self.refused.push(Refusal {
            address: address.clone(),
            risk: None,
            why: why.into(),
            help: help.into(),
        });
    }

    /// Adds a difference that a person has to mend.
    pub fn leave_out(&mut self, address: &Address, why: impl Into<String>) {
        self.left_out.push(LeftOut {
            address: address.clone(),
            why: why.into(),
            drift: true,
        });
    }

    /// Adds a warning, which stops nothing.
    pub fn warn(&mut self, address: &Address, why: impl Into<String>, help: impl Into<String>) {
        self.warnings.push(Warning {
            address: address.clone(),
            why: why.into(),
            help: help.into(),
        });
    }
}

/// How a change went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done {
        /// The id of what was made.
        id: Option<String>,
        /// What a person has to know.
        note: Option<String>,
    },
    /// AWS is still working on it.
    Pending(Pending),
    /// It was not tried, for a reason that stopped another change like it.
    Skipped {
        /// Why.
        why: String,
    },
}

impl Outcome {
    /// Done, with nothing to say.
    pub const DONE: Self = Self::Done { id: None, note: None };

    /// Done, and this is its id.
    pub fn made(id: impl Into<String>) -> Self {
        Self::Done {
            id: Some(id.into()),
            note: None,
        }
    }
}

impl From<Outcome> for End {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done { id, note } => Self::Done { id, note },
            Outcome::Pending(Pending { what, since, until }) => Self::Pending { what, since, until },
            Outcome::Skipped { why } => Self::Skipped { why },
        }
    }
}

/// How a change failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Whether nothing is wrong but that the run was stopped before a call was sent.
    pub stopped: bool,
    /// Whether a rule of AWS stands against it, so that what it is about may explain it.
    pub refused: bool,
}

impl Failure {
    /// A failure with nothing to advise.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            stopped: false,
            refused: false,
        }
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<NotYet> for Failure {
    fn from(not_yet: NotYet) -> Self {
        Self::new(not_yet.to_string()).help("run again")
    }
}

impl From<AwsError> for Failure {
    fn from(error: AwsError) -> Self {
        Self {
            help: error.help(),
            stopped: error.kind == ErrorKind::Stopped,
            refused: matches!(
                error.kind,
                ErrorKind::Refused | ErrorKind::Constraint | ErrorKind::Absent | ErrorKind::NotYet
            ),
            message: error.to_string(),
        }
    }
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        if failure.stopped {
            return Self::Skipped { why: failure.message };
        }
        Self::Failed {
            message: failure.message,
            help: failure.help,
        }
    }
}

/// What an apply needs.
pub struct Applying<'a> {
    /// The way to AWS.
    pub door: &'a Door,
    /// What the changes made so far have given.
    pub outputs: RefCell<Outputs>,
    /// Where events go.
    pub events: &'a dyn Fn(Event),
    /// How long AWS is waited for, for each thing that it was asked for.
    pub wait: Duration,
    /// The accounts that AWS is making.
    pub creations: Creations,
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
