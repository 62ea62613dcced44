//! What rules look at.

use super::super::document::{Document, Node};
use super::super::policy::{Effect, Statement};
use super::lint::Options;
use super::rule::Kind;
use crate::facts::policy_types;

/// A document and what is known of it.
pub(super) struct Subject<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// What it is.
    pub(super) kind: Kind,
    /// Its type, as AWS names it.
    pub(super) policy_type: &'a str,
    /// What the caller wants.
    pub(super) options: &'a Options,
    /// Its statements as far as they have a meaning.
    pub(super) statements: Vec<View>,
}

/// A statement and what follows from it.
pub(super) struct View {
    /// What it says.
    pub(super) statement: Statement,
    /// Its place among all statements, from 0.
    pub(super) index: usize,
}

impl<'a> Subject<'a> {
    pub(super) fn new(document: &'a Document, policy_type: &'a str, kind: Kind, options: &'a Options) -> Self {
        let views = written(document).iter().enumerate().filter_map(|(index, node)| {
            let statement = Statement::read(node).ok()?;
            Some(View { statement, index })
        });
        let is_control = matches!(kind, Kind::Scp | Kind::Rcp);
        Self {
            document,
            kind,
            policy_type,
            options,
            statements: if is_control { views.collect() } else { Vec::new() },
        }
    }
}

impl View {
    /// Whether it denies.
    pub(super) fn denies(&self) -> bool {
        self.statement.effect == Effect::Deny
    }
}

/// The statements of a document, as they were written.
pub(super) fn written(document: &Document) -> &[Node] {
    let statements = document.root.member("Statement");
    statements.map_or(&[], |member| member.value.items())
}

/// What kind of document a policy of that type is.
pub(super) fn kind(policy_type: &str) -> Kind {
    match policy_type {
        policy_types::SCP => Kind::Scp,
        policy_types::RCP => Kind::Rcp,
        _ => Kind::Inheriting,
    }
}
