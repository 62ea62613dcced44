//! How the areas are planned and applied together: what planner and executor know of them.

use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;

use crate::aws::{AwsError, Door, ErrorKind};
use crate::engine::address::Address;
use crate::engine::change::{Change, PlannedCall};
use crate::engine::event::{Applied, End, Event};
use crate::engine::impact::Impact;
use crate::engine::late::NotYet;
use crate::engine::plan::{Foreign, LeftOut, OrganizationName, Pending, Plan, Refusal, Unread, Warning};
use crate::engine::risk::RiskNote;
use crate::engine::ticket::Ticket;

/// What was read for a group of areas, beside what the baseline wants of them.
pub trait Surveyed {
    /// What every plan made from it says of it.
    fn survey(&self) -> Survey;

    /// Everything that makes what is live as the baseline says, and who judges what is left of it.
    fn draft(&self) -> (Draft, Box<dyn Review + '_>);

    /// The reads that come before each of these changes.
    fn checks(&self, changes: &[Change]) -> Vec<Vec<PlannedCall>>;

    /// Begins to apply. AWS is waited for as long as `wait`, for each thing that it was asked for.
    fn begin<'a>(&'a self, door: &'a Door, wait: Duration, events: &'a dyn Fn(Event)) -> Box<dyn Run + 'a>;
}

/// What was read, for the head of a plan.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The Organization.
    pub organization: OrganizationName,
    /// The name of the baseline.
    pub baseline: String,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Calls that reading took.
    pub read_calls: u64,
}

/// Judges the changes that are left when a draft is ordered and filtered.
pub trait Review {
    /// Finds what they would do, and puts them as they are shown.
    fn review(&self, changes: &mut [Change]) -> Reviewed;
}

/// What changes would do.
#[derive(Debug, Default)]
pub struct Reviewed {
    /// What accounts gain and lose.
    pub impact: Vec<Impact>,
    /// What must not be done.
    pub refused: Vec<Refusal>,
    /// What is likely to be a mistake.
    pub warnings: Vec<Warning>,
    /// Risks besides those that changes bring with them, each with the place of its change.
    pub risks: Vec<(usize, RiskNote)>,
    /// Kinds of which much goes at once, each with the numbers.
    pub large: Vec<(Address, String)>,
}

/// Applies changes, one at a time.
#[async_trait(?Send)]
pub trait Run {
    /// Begins a change: sends its calls until it has ended, or goes on in AWS alone.
    async fn start(&self, change: &Change) -> Step;

    /// Asks AWS, by the ticket, how far it is.
    async fn poll(&self, change: &Change, ticket: &Ticket) -> Poll<Step>;

    /// How a change ends for whose ticket AWS is not waited for any longer: pending, unless nothing was asked for.
    async fn leave(&self, change: &Change, ticket: &Ticket) -> End;

    /// How long an account takes to be made, as far as is known.
    fn account_creation_time(&self) -> Duration;

    /// Reads again what was changed: it must no longer differ.
    async fn verify(&self, plan: &Plan, applied: &mut Applied);
}

/// How far a change has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It has ended.
    Ended(End),
    /// AWS goes on with it alone.
    Waits(Waiting),
}

/// Something that AWS was asked for and does in its own time. Meanwhile it takes no place among the changes that run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// By what to ask how far it is.
    pub ticket: Ticket,
    /// In how long to ask first, at the pace of AWS.
    pub after: Duration,
    /// What AWS is at: `AWS is making the account`.
    pub why: String,
}

/// What a ticket says.
///
/// # Errors
/// A fault, if it is a ticket of another kind.
pub fn read_ticket<T: DeserializeOwned>(ticket: &Ticket) -> Result<T, Failure> {
    ticket
        .read()
        .map_err(|error| Failure::fault(format!("what it waits for cannot be read: {error}")))
}

/// What AWS said to the question how far it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Poll<T> {
    /// It is still at it: ask again in so long, at the pace of AWS. The second is what it is at.
    Again(Duration, String),
    /// It is not at that any more.
    Done(T),
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
    /// AWS goes on alone, and is asked from time to time.
    Waits(Waiting),
    /// AWS is still working on it, and is not waited for any longer.
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

impl From<Outcome> for Step {
    fn from(outcome: Outcome) -> Self {
        Self::Ended(match outcome {
            Outcome::Done { id, note } => End::Done { id, note },
            Outcome::Pending(Pending { what, since, until }) => End::Pending { what, since, until },
            Outcome::Skipped { why } => End::Skipped { why },
            Outcome::Waits(waiting) => return Self::Waits(waiting),
        })
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

    /// A fault of groundline's own.
    pub fn fault(what: impl Into<String>) -> Self {
        Self::new(what).help("please report this: it is a fault of groundline")
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
