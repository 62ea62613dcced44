//! What is attached where, from the root down to one account or unit.

use serde_json::Value;

use crate::engine::address::Address;
use crate::guardrails::Document;
use crate::views::safe;

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// An account's key or id.
    Account(String),
    /// A unit's key or path.
    Unit(String),
}

/// The levels above a place and its own.
#[derive(Debug)]
pub(super) struct Chain {
    /// Whether it was read from AWS or the sandbox.
    pub(super) live: bool,
    /// From the root down. The last is the place itself.
    pub(super) levels: Vec<Level>,
    /// Whether it is the management account, which SCPs and RCPs do not bind.
    pub(super) management: bool,
    /// AWS's own answer to what an inherited type comes to, if it was asked: `{}` if there is none.
    pub(super) answer: Option<Value>,
    /// What one has to know of all of it.
    pub(super) remarks: Vec<String>,
    /// What could not be read.
    pub(super) unread: Vec<String>,
}

/// The root, a unit or an account, and what is attached there.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) kind: Kind,
    /// Its key in the baseline, if it is there.
    pub(super) key: Option<String>,
    /// Its name in AWS; of a unit with those above it.
    pub(super) name: Option<String>,
    /// Its id in AWS, where it is known.
    pub(super) id: Option<String>,
    /// By name: the order in which they were attached is not known.
    pub(super) policies: Vec<Attached>,
}

/// What a level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Unit,
    Account,
}

/// A policy at a level.
#[derive(Debug)]
pub(super) struct Attached {
    pub(super) name: String,
    pub(super) policy_type: String,
    pub(super) id: Option<String>,
    pub(super) holder: Holder,
    pub(super) text: Text,
}

/// Whose a policy is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// This baseline's.
    Ours(Address),
    /// AWS's own.
    Aws,
    /// Somebody else's, in words.
    Other(String),
}

/// What a policy says.
#[derive(Debug)]
pub(super) enum Text {
    /// Its document, and its size as AWS counts it.
    Document(Document, usize),
    /// It is AWS's own that allows everything.
    FullAccess,
    /// Why it is not known.
    Unknown(String),
}

impl Kind {
    /// In JSON and in words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Unit => "unit",
            Self::Account => "account",
        }
    }
}

impl Chain {
    /// The place itself.
    pub(super) fn place(&self) -> String {
        self.levels.last().map(Level::title).unwrap_or_default()
    }

    /// Where it was read.
    pub(super) fn source(&self) -> &'static str {
        if self.live { "live" } else { "baseline" }
    }
}

impl Level {
    /// As a line of its own: ``unit `retail` (Workloads/Retail)``.
    pub(super) fn title(&self) -> String {
        if self.kind == Kind::Root {
            return "the root".to_owned();
        }
        let id = self.id.as_deref();
        let shown = self.key.as_deref().or(id).unwrap_or_default();
        let mut more: Vec<String> = Vec::new();
        more.extend(
            self.name
                .as_deref()
                .filter(|name| *name != shown)
                .map(|name| safe::text(name).into_owned()),
        );
        more.extend(id.filter(|id| *id != shown).map(str::to_owned));
        let more = if more.is_empty() {
            String::new()
        } else {
            format!(" ({})", more.join(", "))
        };
        format!("{} `{}`{more}", self.kind.word(), safe::text(shown))
    }

    /// As part of a sentence: ``unit `retail` ``.
    pub(super) fn short(&self) -> String {
        let shown = self.key.as_deref().or(self.id.as_deref()).unwrap_or_default();
        match self.kind {
            Kind::Root => "the root".to_owned(),
            kind => format!("{} `{}`", kind.word(), safe::text(shown)),
        }
    }

    /// The policies of one type.
    pub(super) fn of_type<'a>(&'a self, policy_type: &'a str) -> impl Iterator<Item = &'a Attached> {
        self.policies
            .iter()
            .filter(move |policy| policy.policy_type == policy_type)
    }
}

impl Holder {
    /// In words.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Ours(address) => address.to_string(),
            Self::Aws => "AWS's own".to_owned(),
            Self::Other(words) => safe::text(words).into_owned(),
        }
    }
}
