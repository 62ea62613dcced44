//! What rules look at.

use super::super::actions::{ActionSet, ActionTable};
use super::super::document::{Document, Node, Place};
use super::super::policy::{Effect, Names, Statement};
use super::options::Options;
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
    pub(super) options: Options<'a>,
    /// What AWS knows; nothing where only the grammar is asked for.
    pub(super) table: Option<&'a ActionTable>,
    /// Its statements as far as they have a meaning.
    pub(super) statements: Vec<View>,
}

/// A statement and what follows from it.
pub(super) struct View {
    /// What it says.
    pub(super) statement: Statement,
    /// Its place among all statements, from 0.
    pub(super) index: usize,
    /// The actions that it matches, as far as they are known.
    pub(super) actions: ActionSet,
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        document: &'a Document,
        policy_type: &'a str,
        kind: Kind,
        options: Options<'a>,
        table: Option<&'a ActionTable>,
    ) -> Self {
        let views = written(document).iter().enumerate().filter_map(|(index, node)| {
            let statement = Statement::read(node).ok()?;
            let actions = table.map_or_else(ActionSet::new, |table| matched(&statement.actions, table));
            Some(View {
                statement,
                index,
                actions,
            })
        });
        let is_control = matches!(kind, Kind::Scp | Kind::Rcp);
        Self {
            document,
            kind,
            policy_type,
            options,
            table,
            statements: if is_control { views.collect() } else { Vec::new() },
        }
    }
}

impl View {
    /// Whether it denies.
    pub(super) fn denies(&self) -> bool {
        self.statement.effect == Effect::Deny
    }

    /// Whether it lists actions that it denies, so that a wrong name leaves something open.
    pub(super) fn protects(&self) -> bool {
        self.denies() && !self.statement.actions.negated
    }

    /// Where it is named: its `Sid`, or its first brace.
    pub(super) fn place(&self) -> Place {
        self.statement
            .sid
            .as_ref()
            .map_or(self.statement.place, |sid| sid.place)
    }
}

fn matched(names: &Names, table: &ActionTable) -> ActionSet {
    let named = table.matching_any(names.texts());
    if names.negated {
        table.all().difference(&named)
    } else {
        named
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
