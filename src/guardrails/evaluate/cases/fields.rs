//! Members of objects, with errors that name what is missing, wrong or misspelt.

use super::error::CaseError;
use crate::guardrails::document::{Kind, Member, Node};
use crate::guardrails::policy::operator::closest_of;

/// An object of a case file, called `name` in messages.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    node: &'a Node,
    name: &'a str,
}

impl<'a> Fields<'a> {
    /// The object in `node`, with members as in `known`. Others may be there for people, unless one is nearly a known one.
    pub(super) fn of(node: &'a Node, name: &'a str, known: &[&str]) -> Result<Self, CaseError> {
        let Kind::Object(members) = &node.kind else {
            return Err(CaseError::new(format!("{name} is a JSON object"), node.place()));
        };
        for member in members.iter().filter(|member| !known.contains(&member.key.as_str())) {
            if let Some(meant) = closest_of(&member.key, known.iter().copied()) {
                let key = member.key.escape_debug();
                let message = format!("{name} has no member `{key}`: did you mean `{meant}`?");
                return Err(CaseError::new(message, member.key_place()));
            }
        }
        Ok(Self { node, name })
    }

    pub(super) fn get(self, key: &str) -> Option<&'a Member> {
        self.node.member(key)
    }

    /// The value of a member that has to be there.
    pub(super) fn need(self, key: &str) -> Result<&'a Node, CaseError> {
        match self.get(key) {
            Some(member) => Ok(&member.value),
            None => Err(CaseError::new(
                format!("{} has no `{key}`", self.name),
                self.node.place(),
            )),
        }
    }

    /// The text of a member that has to be there.
    pub(super) fn text(self, key: &str) -> Result<&'a str, CaseError> {
        let node = self.need(key)?;
        text(node, key)
    }

    /// The account id of a member, if it is there.
    pub(super) fn account(self, key: &str) -> Result<Option<String>, CaseError> {
        self.get(key).map(|member| account(&member.value, key)).transpose()
    }
}

/// A text.
pub(super) fn text<'a>(node: &'a Node, name: &str) -> Result<&'a str, CaseError> {
    match &node.kind {
        Kind::Text(text) => Ok(text),
        _ => Err(CaseError::new(format!("`{name}` is a text"), node.place())),
    }
}

/// A list.
pub(super) fn list<'a>(node: &'a Node, name: &str) -> Result<&'a [Node], CaseError> {
    match &node.kind {
        Kind::List(items) => Ok(items),
        _ => Err(CaseError::new(format!("`{name}` is a list"), node.place())),
    }
}

fn account(node: &Node, name: &str) -> Result<String, CaseError> {
    let text = text(node, name)?;
    if super::super::request::is_account(text) {
        return Ok(text.to_owned());
    }
    let message = format!("`{name}` is an account id of 12 digits, not `{}`", text.escape_debug());
    Err(CaseError::new(message, node.place()))
}
