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

/// The values of a statement's conditions that are written as texts, each with its key. What `Null` is compared with is no value of a key.
pub(super) fn compared(statement: &Node) -> impl Iterator<Item = (&str, &Node, &str)> {
    let operators = operators(statement).iter();
    operators
        .filter(|operator| !operator.key.eq_ignore_ascii_case("Null"))
        .flat_map(|operator| operator.value.members())
        .flat_map(|key| {
            let values = key.value.items().iter();
            values.filter_map(|node| Some((key.key.as_str(), node, text(node)?)))
        })
}

/// The principals of one kind that a statement names.
pub(super) fn principals<'a>(statement: &'a Node, kind: &'a str) -> impl Iterator<Item = (&'a Node, &'a str)> {
    let elements = statement.members().iter();
    elements
        .filter(|member| ["Principal", "NotPrincipal"].contains(&member.key.as_str()))
        .flat_map(|member| member.value.members())
        .filter(move |member| member.key == kind)
        .flat_map(|member| member.value.items())
        .filter_map(|node| Some((node, text(node)?)))
}

/// The ARNs, and patterns of ARNs, that a statement names anywhere.
pub(super) fn arns(statement: &Node) -> impl Iterator<Item = (&Node, &str)> {
    let values = compared(statement).map(|(_, node, text)| (node, text));
    texts(statement, &["Resource", "NotResource"])
        .chain(principals(statement, "AWS"))
        .chain(values)
        .filter(|(_, text)| text.starts_with("arn:"))
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
