//! What is known of a kind of thing without asking AWS.

use super::document::Limit;
use crate::engine::change::{Action, Facet, Phase};
use crate::facts::op::Op;

/// The field of tags, the ownership tag among them.
pub const TAGS: &str = "tags";

/// What a kind is. Plans, verification, saved plans, effort and documents follow from it.
#[derive(Debug)]
pub struct KindInfo {
    /// The kind in addresses: `delegated-admin`.
    pub name: &'static str,
    /// In messages, in the plural: `delegated administrators`.
    pub title: &'static str,
    /// Every AWS operation that is called for it.
    pub operations: &'static [&'static Op],
    /// How it is read.
    pub reads: Reads,
    /// What making it, and taking it away, is called.
    pub verbs: (Action, Action),
    /// What is said of it once it is made.
    pub made: Facet,
    /// When making it, and taking it away, prefers to run.
    pub phases: (Phase, Phase),
    /// Whether it carries the ownership tag, among its field `tags`. What carries none is managed while it is declared.
    pub tagged: bool,
    /// What becomes of what is ours and no longer declared.
    pub leaving: Leaving,
    /// When undeclared ones are listed.
    pub listed: Listed,
    /// Whether it is read in the management account although nothing of it is wanted.
    pub always_read: bool,
    /// Whether it is a setting of the Organization itself: where that is yet to be made there is nothing to read.
    pub of_organization: bool,
    /// Of a document that several areas contribute statements to, how large it may be.
    pub document: Option<Limit>,
    /// The service through which its session reads and writes it on behalf of an account, by whose id the natural key begins (`management` for the
    /// management account itself). Where that service has no access yet, nobody can look; before the write somebody can.
    pub on_accounts: Option<&'static str>,
    /// Fields whose value is replaced as a whole. Others that are tables are compared entry by entry, and keep entries that the baseline does not name.
    pub whole: &'static [&'static str],
    /// Whether it is in the account that its address names as its part, in a session of that account. What `[[removed]]` names is looked for there.
    pub in_accounts: bool,
}

/// How things of a kind are read.
#[derive(Debug, Clone, Copy)]
pub struct Reads {
    /// The operation by which one is read again just before it is changed.
    pub by: &'static Op,
    /// How many things one answer of it has.
    pub page: usize,
    /// How many parts of the natural key say what one reading covers; 0 if it covers everything in the session, whatever is asked for.
    pub parts: usize,
}

/// What becomes of something of ours that the baseline no longer declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It is taken away.
    Delete,
    /// It stays, without the ownership tag.
    Release,
    /// Nothing: it is not known whether it was ever ours.
    Nothing,
}

/// When undeclared things of a kind are listed as somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Always.
    Always,
    /// Where the area's table is in the baseline.
    IfDeclared,
    /// Never: there is one in every account, or they are none of the baseline's business.
    Never,
}

impl KindInfo {
    /// A kind of thing that is made and deleted, in one reading a session, without a tag.
    #[must_use]
    pub const fn new(name: &'static str, title: &'static str, by: &'static Op) -> Self {
        Self {
            name,
            title,
            operations: &[],
            reads: Reads { by, page: 1, parts: 0 },
            verbs: (Action::Create, Action::Delete),
            made: Facet::Exists,
            phases: (Phase::Services, Phase::Remove),
            tagged: false,
            leaving: Leaving::Nothing,
            listed: Listed::Never,
            always_read: false,
            of_organization: false,
            document: None,
            on_accounts: None,
            whole: &[],
            in_accounts: false,
        }
    }

    /// The phase of an action.
    #[must_use]
    pub fn phase(&self, action: Action) -> Phase {
        if action.loses() { self.phases.1 } else { self.phases.0 }
    }
}
