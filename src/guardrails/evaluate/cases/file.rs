//! A file of cases.

use std::sync::Arc;

use serde_json::Value;

use super::answer::Answer;
use super::case::{Case, Named, prepare};
use super::error::{CaseError, Lines, Position};
use super::fields::{self, Fields};
use crate::guardrails::document::{Document, Kind, Node};

/// A file of cases. A bad case or policy does not hide the others.
#[derive(Debug, Clone)]
pub struct Cases<'t> {
    text: &'t str,
    lines: Lines,
    management_account: Option<String>,
    policies: Named,
    cases: Vec<Node>,
}

/// A policy of the file that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedError<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is wrong.
    pub error: &'a CaseError,
}

impl<'t> Cases<'t> {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is no JSON, or without cases: what is wrong and where.
    pub fn parse(text: &'t str) -> Result<Self, CaseError> {
        let root = Document::parse(text)?.root;
        let file = Fields::of(&root, "the file", &["management_account", "policies", "cases"])?;
        let policies = match file.get("policies") {
            Some(member) => named(&member.value)?,
            None => Named::new(),
        };
        Ok(Self {
            text,
            lines: Lines::new(text),
            management_account: file.account("management_account")?,
            policies,
            cases: fields::list(file.need("cases")?, "cases")?.to_vec(),
        })
    }

    /// The policies that are wrong. Cases that name them are wrong too.
    pub fn wrong_policies(&self) -> impl Iterator<Item = NamedError<'_>> {
        self.policies.iter().filter_map(|(name, policy)| match policy {
            Ok(_) => None,
            Err(error) => Some(NamedError { name, error }),
        })
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Where a place of the file is.
    #[must_use]
    pub fn position(&self, error: &CaseError) -> Position {
        self.lines.position(self.text, error.place.offset)
    }

    /// Every case's id, or null, and what it asks.
    pub fn read(&self) -> impl Iterator<Item = (Value, Result<Case, CaseError>)> {
        self.cases.iter().map(|node| (id(node), self.case(node)))
    }

    /// Evaluates every case, in the order of the file.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        self.read().map(|(id, case)| match case {
            Ok(case) => Answer::of(id, &case),
            Err(error) => Answer::wrong(id, &error, self.position(&error)),
        })
    }

    fn case(&self, node: &Node) -> Result<Case, CaseError> {
        if id(node).is_null() {
            return Err(CaseError::new("a case has an `id`: a text or a number", node.place()));
        }
        Case::read(node, &self.policies, self.management_account.as_deref())
    }
}

fn named(node: &Node) -> Result<Named, CaseError> {
    match &node.kind {
        Kind::Object(members) => Ok(members
            .iter()
            .map(|member| (member.key.clone(), prepare(&member.value).map(Arc::new)))
            .collect()),
        _ => Err(CaseError::new(
            "`policies` is a JSON object of policies by name",
            node.place(),
        )),
    }
}

/// The `id` of a case as it is written; null where there is none.
fn id(node: &Node) -> Value {
    match node.member("id").map(|member| &member.value.kind) {
        Some(Kind::Text(text)) => Value::from(text.as_str()),
        Some(Kind::Number(number)) => serde_json::from_str(number).unwrap_or_default(),
        _ => Value::Null,
    }
}
