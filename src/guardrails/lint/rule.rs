//! What a rule is.

use super::super::actions::ActionTable;
use super::super::document::Node;
use super::finding::Severity;
use super::report::Report;
use super::subject::{Subject, View};

/// What kind of document a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The Organization's resource policy, which delegates the management of policies.
    Delegation,
    /// A policy of any other type, which accounts inherit.
    Inheriting,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What AWS takes at all.
    Grammar,
    /// Actions and resources.
    Actions,
    /// Conditions: keys, operators, values, variables.
    Conditions,
    /// Who is spared.
    Exemptions,
    /// Statements beside each other.
    Policy,
    /// Policies that accounts inherit.
    Inheriting,
}

/// A rule of the linter.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which never changes: `action-unknown`.
    pub code: &'static str,
    /// How bad it is as a rule; a finding may be less or more.
    pub severity: Severity,
    /// What it is about.
    pub group: Group,
    /// What it looks at.
    pub kinds: &'static [Kind],
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// Why it hurts.
    pub why: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// A statement, a list of statements or a document with the defect, of the first of `kinds`.
    pub bad: &'static str,
    /// The same without it.
    pub good: &'static str,
    /// How it is found.
    pub(super) check: Check,
}

/// How a rule finds what is wrong.
#[derive(Debug)]
pub(super) enum Check {
    /// In the document as a whole.
    Document(fn(&Subject<'_>, &mut Report<'_>)),
    /// In every statement, as it was written.
    Written(fn(&Node, &Subject<'_>, &mut Report<'_>)),
    /// In every statement that has a meaning.
    Statement(fn(&View, &Subject<'_>, &mut Report<'_>)),
    /// In every statement that has a meaning, by what AWS knows.
    Known(fn(&View, &Subject<'_>, &ActionTable, &mut Report<'_>)),
    /// By whoever reads the text, or compares several policies.
    Elsewhere,
}

/// Policies that are made of statements and bind by them.
pub(super) const CONTROL: &[Kind] = &[Kind::Scp, Kind::Rcp];
/// Documents that are made of statements.
pub(super) const STATEMENTS: &[Kind] = &[Kind::Scp, Kind::Rcp, Kind::Delegation];
/// Every document.
pub(super) const EVERY: &[Kind] = &[Kind::Scp, Kind::Rcp, Kind::Delegation, Kind::Inheriting];

impl Rule {
    /// Whether its findings can be accepted. What AWS refuses is no matter of taste.
    #[must_use]
    pub fn can_be_accepted(&self) -> bool {
        self.group != Group::Grammar || self.severity != Severity::Error
    }
}

impl Group {
    /// Every one, in the order in which they are explained.
    pub const ALL: &[Self] = &[
        Self::Grammar,
        Self::Actions,
        Self::Conditions,
        Self::Exemptions,
        Self::Policy,
        Self::Inheriting,
    ];

    /// A heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Grammar => "Grammar and size",
            Self::Actions => "Actions and resources",
            Self::Conditions => "Conditions",
            Self::Exemptions => "Exemptions",
            Self::Policy => "Statements together",
            Self::Inheriting => "Inheriting policies",
        }
    }
}
