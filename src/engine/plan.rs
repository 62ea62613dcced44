//! The plan as data: the one document behind `plan`, `drift` and the saved plan file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::change::Change;
use super::impact::Impact;
use super::risk::{Allowance, Risk};
use super::session::Session;

/// The version of the document's shape. It grows when a reader of the old shape would be misled.
pub const FORMAT_VERSION: u32 = 1;

/// How the live Organization differs from the baseline, and what will be done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: u32,
    /// Which Organization was read.
    pub organization: OrganizationName,
    /// The baseline's name, from `organization.baseline`.
    pub baseline: String,
    /// What the plan is limited to.
    #[serde(default, skip_serializing_if = "Filter::is_all")]
    pub filter: Filter,
    /// What will be done, in the order in which it is started.
    pub changes: Vec<Change>,
    /// What the changes of policies, attachments and placement do to accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impact: Vec<Impact>,
    /// What will not be done, and stops the plan from being applied.
    pub refused: Vec<Refusal>,
    /// What could not be read, so that nothing of its kind is planned.
    pub unread: Vec<Unread>,
    /// What AWS is still working on.
    pub pending: Vec<Pending>,
    /// What somebody else owns or nobody declared: listed, never changed.
    pub foreign: Vec<Foreign>,
    /// Differences that are reported and need a person, or that a filter left out.
    pub left_out: Vec<LeftOut>,
    /// What a person should look at before applying; it stops nothing.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// What reading took and what applying will take.
    pub effort: Effort,
    /// Counts.
    pub summary: Summary,
    /// What the plan file adds, so that it can be applied later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<Saved>,
}

/// Which Organization a plan is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrganizationName {
    /// `o-…`; empty where the plan creates it.
    pub id: String,
    /// The management account's id.
    pub management_account: String,
}

/// Something that will not be done, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Refusal {
    /// What it is about.
    pub address: Address,
    /// The risk that was not allowed; absent where it cannot be allowed.
    pub risk: Option<Risk>,
    /// What would happen.
    pub why: String,
    /// What to do, with the exact words to type.
    pub help: String,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// What: `tags of account 111111111111`, `policies of type TAG_POLICY`.
    pub what: String,
    /// Where it was asked for.
    pub session: Session,
    /// The reason AWS or the network gave.
    pub why: String,
}

/// Something AWS is still working on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pending {
    /// What: `creation of account.dev`.
    pub what: String,
    /// Since when, by AWS's own timestamp (RFC 3339).
    pub since: String,
    /// From when on it counts as failed (RFC 3339).
    pub until: String,
}

/// Something live that this baseline does not own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Foreign {
    /// `account`, `unit`, `scp`, …
    pub kind: String,
    /// Its AWS id.
    pub id: String,
    /// Its name in AWS.
    pub name: String,
    /// Who owns it: another baseline, CloudFormation, Control Tower, or nobody.
    pub owner: String,
}

/// A difference that is not planned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it is about.
    pub address: Address,
    /// Why, and what a person can do.
    pub why: String,
    /// Whether the live Organization differs from the baseline here, so that `drift` counts it.
    pub drift: bool,
}

/// Something that is likely to be a mistake, though it may be meant. It is no difference, and changes no exit code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about.
    pub address: Address,
    /// What was found.
    pub why: String,
    /// What to do if it was not meant, with the exact words to write.
    pub help: String,
}

/// Calls and seconds at the published rates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Effort {
    /// Calls that making the plan took.
    pub read_calls: u64,
    /// Writes that applying it will make.
    pub calls: u64,
    /// Reads that applying it will make: each object just before its change.
    #[serde(default)]
    pub check_calls: u64,
    /// How long applying takes at the published rates, with what AWS does by itself, until what was changed is read again.
    pub seconds: f64,
    /// What most of this time is spent on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bottleneck: Option<Bottleneck>,
}

/// What holds an apply up most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bottleneck {
    /// `organizations:CreateAccount`.
    pub operation: String,
    /// What keeps it from being done sooner.
    pub limit: Limit,
    /// How much of the time is spent on it.
    pub seconds: f64,
}

/// What keeps an operation from being done sooner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Limit {
    /// AWS allows so many calls of it.
    Rate {
        /// Sustained, as published.
        per_second: f64,
    },
    /// AWS works on so many at a time.
    InProgress {
        /// How many.
        at_a_time: usize,
    },
    /// Its service takes one change at a time.
    Serial,
    /// The time that each takes.
    Duration,
}

/// Counts by action.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// How many changes of each action: `create` → 12.
    pub changes: BTreeMap<String, usize>,
    /// How many refusals.
    pub refused: usize,
    /// How many things could not be read.
    pub unread: usize,
    /// How many things AWS is still working on.
    pub pending: usize,
    /// How many warnings.
    #[serde(default)]
    pub warnings: usize,
    /// How many of the changes make an AWS account, which cannot be undone.
    #[serde(default)]
    pub accounts_to_create: usize,
}

/// What makes a plan file safe to apply later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The version of groundline that wrote it.
    pub version: String,
    /// SHA-256 over the baseline's files, in hexadecimal.
    pub baseline_digest: String,
    /// The ARN that made the plan.
    pub caller: String,
    /// The risks that were allowed.
    pub allowed: Vec<Allowance>,
    /// One digest for every fact the changes depend on, absences included.
    pub basis: BTreeMap<String, String>,
}

/// `--only` and `--account`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// Areas; all if empty.
    pub only: Vec<String>,
    /// Account keys; all if empty.
    pub accounts: Vec<String>,
}

impl Filter {
    /// Whether it leaves anything out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.only.is_empty() && self.accounts.is_empty()
    }
}

impl Plan {
    /// Whether the live Organization differs from the baseline.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.changes.is_empty() || !self.refused.is_empty() || self.left_out.iter().any(|left| left.drift)
    }

    /// How many of the changes make an AWS account. One that AWS is making already is not among them.
    #[must_use]
    pub fn accounts_to_create(&self) -> usize {
        let makes = |change: &&Change| change.makes_account() && !change.calls.is_empty();
        self.changes.iter().filter(makes).count()
    }

    /// Counts again after `changes`, `refused`, `unread`, `pending` or `warnings` were changed.
    pub fn count(&mut self) {
        let mut changes = BTreeMap::new();
        for change in &self.changes {
            *changes.entry(change.action.word().to_owned()).or_default() += 1;
        }
        self.summary = Summary {
            changes,
            refused: self.refused.len(),
            unread: self.unread.len(),
            pending: self.pending.len(),
            warnings: self.warnings.len(),
            accounts_to_create: self.accounts_to_create(),
        };
    }
}
