//! What happens while a plan is applied, as data. Views print it as bars, lines or JSON.

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::change::Action;
use super::plan::Pending;

/// One thing that happened during an apply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The apply begins.
    Started {
        /// How many changes it will make.
        changes: usize,
        /// How many of them make an AWS account, which cannot be undone.
        #[serde(default)]
        accounts_to_create: usize,
    },
    /// A change begins.
    ChangeStarted {
        /// What it changes.
        address: Address,
        /// What it does.
        action: Action,
    },
    /// A change waits for AWS, and says so from time to time.
    ChangeWaiting {
        /// What it changes.
        address: Address,
        /// What it does.
        action: Action,
        /// What it waits for.
        why: String,
        /// Seconds since the change began.
        seconds: u64,
    },
    /// A change ended.
    ChangeEnded {
        /// What it changed.
        address: Address,
        /// What it did.
        action: Action,
        /// How it ended.
        end: End,
    },
    /// The Organization is read again to see whether it is as planned.
    Verifying,
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum End {
    /// It is done.
    Done {
        /// The id of what was made, where something was made.
        id: Option<String>,
        /// What a person has to know about it, where there is something.
        note: Option<String>,
    },
    /// AWS was asked and is still working on it.
    Pending {
        /// What AWS does.
        what: String,
        /// Since when, by AWS's timestamp (RFC 3339).
        since: String,
        /// From when on it counts as failed (RFC 3339).
        until: String,
    },
    /// It failed.
    Failed {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// It was not tried.
    Skipped {
        /// Why: what it needs and did not get.
        why: String,
    },
}

/// One change and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEnd {
    /// What it changed.
    pub address: Address,
    /// What it did.
    pub action: Action,
    /// How it ended.
    #[serde(flatten)]
    pub end: End,
}

/// What an apply came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Applied {
    /// Every change of the plan in the order of the plan, and how it ended.
    pub ends: Vec<ChangeEnd>,
    /// Whether Ctrl-C cut it short.
    pub interrupted: bool,
    /// What reading again found: addresses that are still not as planned, with the reason.
    pub still_differs: Vec<(Address, String)>,
    /// What reading again found AWS still working on.
    #[serde(default)]
    pub still_pending: Vec<Pending>,
    /// Why reading again did not happen or was not complete; empty if it was.
    pub unverified: Vec<String>,
}

impl Applied {
    /// How many changes ended as `is` says.
    #[must_use]
    pub fn count(&self, is: fn(&End) -> bool) -> usize {
        self.ends.iter().filter(|change| is(&change.end)).count()
    }

    /// How many AWS accounts were made. One that AWS is making still is not among them, and is none that was made before this run.
    #[must_use]
    pub fn accounts_created(&self) -> usize {
        let made = |change: &&ChangeEnd| change.makes_account() && matches!(change.end, End::Done { .. });
        self.ends.iter().filter(made).count()
    }

    /// How many AWS accounts AWS is making still.
    #[must_use]
    pub fn accounts_pending(&self) -> usize {
        let making = |change: &&ChangeEnd| change.makes_account() && matches!(change.end, End::Pending { .. });
        self.ends.iter().filter(making).count()
    }
}

impl ChangeEnd {
    fn makes_account(&self) -> bool {
        self.action == Action::Create && self.address.kind == "account" && self.address.part.is_none()
    }
}
