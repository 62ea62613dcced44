//! A policy with places to fill in.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::bind::Bound;
use super::super::file::FileError;
use super::super::guardrail::Parameter;
use super::rule::{EACH, Each, rule};
use super::values::Values;
use super::{check, fill, pieces};
use crate::guardrails::document::{Document, Kind, Node};

/// A policy with places to fill in.
#[derive(Debug, Clone)]
pub(in super::super) struct Template {
    root: Arc<Node>,
}

impl Template {
    /// Reads the JSON of a template.
    pub(in super::super) fn parse(text: &str) -> Result<Self, FileError> {
        let document = Document::parse(text).map_err(|error| FileError(format!("policy: {error}")))?;
        Ok(Self { root: document.root })
    }

    /// Whether a place is filled with this value as `<name>`.
    pub(in super::super) fn uses(&self, name: &str) -> bool {
        uses(&self.root, name)
    }

    /// Whether every place can be filled, and every parameter has one.
    pub(in super::super) fn check(&self, parameters: &[Parameter]) -> Result<(), FileError> {
        check::check(&self.root, parameters)
    }

    /// The parameters over whose items an object is repeated.
    pub(in super::super) fn repeats(&self) -> Vec<&str> {
        let mut repeats = Vec::new();
        add_repeats(&self.root, &mut repeats);
        repeats
    }

    /// The policy as JSON; nothing where no statement is left.
    pub(in super::super) fn fill(&self, values: &BTreeMap<String, Bound>) -> Option<String> {
        fill::document(&self.root, &Values::new(values)).map(|root| root.to_json())
    }
}

fn uses(node: &Node, name: &str) -> bool {
    match &node.kind {
        Kind::Text(text) => pieces::names(text).any(|found| found == name),
        Kind::List(items) => items.iter().any(|item| uses(item, name)),
        Kind::Object(members) => members
            .iter()
            .any(|member| pieces::names(&member.key).any(|found| found == name) || uses(&member.value, name)),
        _ => false,
    }
}

fn add_repeats<'t>(node: &'t Node, repeats: &mut Vec<&'t str>) {
    match &node.kind {
        Kind::List(items) => items.iter().for_each(|item| add_repeats(item, repeats)),
        Kind::Object(members) => {
            repeats.extend(rule(node, EACH).and_then(Each::parse).map(|each| each.parameter));
            members.iter().for_each(|member| add_repeats(&member.value, repeats));
        }
        _ => {}
    }
}
