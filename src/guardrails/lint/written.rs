//! Parts of statements as they were written, before it is known whether they mean anything.

use super::super::document::{Kind, Member, Node};
use super::super::policy::operator::closest_of;

/// The texts in those elements of a statement, with their nodes.
pub(super) fn texts<'a>(statement: &'a Node, elements: &[&str]) -> impl Iterator<Item = (&'a Node, &'a str)> {
    let members = statement.members().iter();
    members
        .filter(|member| elements.contains(&member.key.as_str()))
        .flat_map(|member| member.value.items())
        .filter_map(|node| Some((node, text(node)?)))
}

/// The text that a node holds.
pub(super) fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// Every operator of a statement's condition.
pub(super) fn operators(statement: &Node) -> &[Member] {
    statement
        .member("Condition")
        .map_or(&[], |member| member.value.members())
}

/// Says that a name is wrong, with the one that was probably meant.
pub(super) fn with_hint<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match closest_of(name, known) {
        Some(hint) => format!("`{}` {what}: did you mean `{hint}`?", name.escape_debug()),
        None => format!("`{}` {what}", name.escape_debug()),
    }
}

/// How an action is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelled<'a> {
    /// `*`.
    Everything,
    /// Its service has wildcards or is no name.
    BadService,
    /// It has no colon, or its name has characters that no action has.
    BadShape,
    /// `service:Name*`.
    Good {
        /// What stands before the colon.
        service: &'a str,
    },
}

/// Reads the spelling of an action.
pub(super) fn action(text: &str) -> Spelled<'_> {
    if text == "*" {
        return Spelled::Everything;
    }
    let Some((service, name)) = text.split_once(':') else {
        return Spelled::BadShape;
    };
    let plain = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    if !plain(service, "-") {
        Spelled::BadService
    } else if !plain(name, "*?-_.") {
        Spelled::BadShape
    } else {
        Spelled::Good { service }
    }
}
