//! What an SCP or RCP says, with the place of every part in its text. Order and spelling are as written.

use super::Operator;
use crate::guardrails::document::Place;

/// An SCP or RCP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which version of the language it is written in.
    pub version: Version,
    /// Its statements, at least one.
    pub statements: Vec<Statement>,
}

/// A version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `2008-10-17`, which is also meant where there is none: `${…}` is literal text.
    V2008,
    /// `2012-10-17`: `${…}` is a variable.
    V2012,
}

/// What a statement does to a request that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Lets it pass at this level.
    Allow,
    /// Stops it at every level.
    Deny,
}

/// One statement. It matches a request where actions, resources and all conditions match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name, if it has one.
    pub sid: Option<Text>,
    /// What it does.
    pub effect: Effect,
    /// Where the effect stands.
    pub effect_place: Place,
    /// `Action` or `NotAction`.
    pub actions: Names,
    /// `Resource` or `NotResource`.
    pub resources: Names,
    /// Whether it has `"Principal": "*"`, as every statement of an RCP does.
    pub principal: bool,
    /// Every operator and key, in the order written. All must match.
    pub conditions: Vec<Condition>,
    /// Its first brace.
    pub place: Place,
}

/// Patterns of actions or resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Whether what is *not* listed is meant: `NotAction`, `NotResource`.
    pub negated: bool,
    /// The patterns, at least one.
    pub patterns: Vec<Text>,
    /// Where the element's key stands.
    pub place: Place,
}

/// One operator with one key: the key's values must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How the key is compared.
    pub operator: Operator,
    /// Where the operator stands.
    pub operator_place: Place,
    /// The key, as written: `aws:PrincipalArn`. Compared without regard to case.
    pub key: Text,
    /// The values. One must match; of a negated operator none may. An empty list matches nothing.
    pub values: Vec<Text>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// The text, decoded.
    pub text: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

impl Names {
    /// The patterns as texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| pattern.text.as_str())
    }
}

impl Condition {
    /// The values as texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.text.as_str())
    }

    /// Whether the key is this one, in any case.
    #[must_use]
    pub fn is_on(&self, key: &str) -> bool {
        self.key.text.eq_ignore_ascii_case(key)
    }
}

impl Statement {
    /// The statement's name; its number among the others where it has none.
    #[must_use]
    pub fn name(&self, index: usize) -> String {
        match &self.sid {
            Some(sid) => sid.text.clone(),
            None => format!("#{}", index + 1),
        }
    }
}
