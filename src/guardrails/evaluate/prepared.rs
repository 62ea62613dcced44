//! A policy compiled for evaluation.

use super::condition::PreparedCondition;
use super::context::Context;
use super::matching::{ActionPatterns, ResourcePattern};
use super::request::{Action, Request, Resource};
use super::texts::{Texts, Unknowns};
use super::truth::Truth;
use super::variables::Reading;
use crate::guardrails::policy::{Effect, Policy, Statement, Version};

use super::matching::{RESOURCES, matches, pieces_cover, pieces_overlap};

/// What an unknown resource is called among the keys that a decision depends on.
pub(super) const RESOURCE: &str = "resource";

/// An SCP or RCP compiled for evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    statements: Vec<PreparedStatement>,
}

/// A statement compiled for evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedStatement {
    sid: Option<String>,
    effect: Effect,
    actions: ActionPatterns,
    all_resources: bool,
    negated_resources: bool,
    resources: Texts<ResourcePattern>,
    conditions: Vec<PreparedCondition>,
}

impl Prepared {
    /// Compiles a policy.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let prepare = |statement| PreparedStatement::new(statement, policy.version);
        Self {
            statements: policy.statements.iter().map(prepare).collect(),
        }
    }

    /// Its statements, in the order written.
    #[must_use]
    pub fn statements(&self) -> &[PreparedStatement] {
        &self.statements
    }
}

impl PreparedStatement {
    fn new(statement: &Statement, version: Version) -> Self {
        let resources = &statement.resources;
        let reading = Reading {
            variables: version == Version::V2012,
            ..RESOURCES
        };
        Self {
            sid: statement.sid.as_ref().map(|sid| sid.text.clone()),
            effect: statement.effect,
            actions: ActionPatterns::new(&statement.actions),
            all_resources: resources.texts().any(|text| text == "*"),
            negated_resources: resources.negated,
            resources: Texts::new(resources.texts(), reading, ResourcePattern::of),
            conditions: statement
                .conditions
                .iter()
                .map(|condition| PreparedCondition::new(condition, version))
                .collect(),
        }
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// What it does to a request that it matches.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Its `Action` or `NotAction`.
    #[must_use]
    pub fn actions(&self) -> &ActionPatterns {
        &self.actions
    }

    /// Its conditions, in the order written.
    #[must_use]
    pub fn conditions(&self) -> &[PreparedCondition] {
        &self.conditions
    }

    /// Whether it matches a request: its actions, its resources and every condition. Keys that this depends on are added to `unknowns`.
    #[must_use]
    pub fn matches<'a>(&'a self, request: &'a Request, unknowns: &mut Vec<&'a str>) -> Truth {
        if !self.takes_action(&request.action) {
            return Truth::False;
        }
        let before = unknowns.len();
        let found = self.applies(&request.resource, &request.context, unknowns);
        if found.is_false() {
            unknowns.truncate(before);
        }
        found
    }

    /// Whether its `Action` or `NotAction` takes an action.
    pub(super) fn takes_action(&self, action: &Action) -> bool {
        self.actions.takes(action.name(), action.prefix(), action.rest())
    }

    /// About how many steps [`Self::applies`] takes, where no value of the context is longer than `longest`.
    pub(super) fn steps(&self, resource: &Resource, context: &Context, longest: usize) -> usize {
        let resources = match resource {
            _ if self.all_resources => 1,
            Resource::Known(text) => self.resources.steps(text.len(), longest),
            Resource::Like(_) | Resource::Any => self.resources.count(),
        };
        let conditions = self
            .conditions
            .iter()
            .map(|condition| condition.steps(context, longest));
        resources + conditions.sum::<usize>()
    }

    /// Whether resource and context match, whatever the action.
    #[must_use]
    pub fn applies<'a>(&'a self, resource: &'a Resource, context: &'a Context, unknowns: &mut Vec<&'a str>) -> Truth {
        let mut found = self.takes_resource(resource, context, unknowns);
        for condition in &self.conditions {
            if found.is_false() {
                return found;
            }
            found = found.and(condition.holds(context, unknowns));
        }
        found
    }

    /// Whether the resource matches `Resource` or `NotResource`.
    fn takes_resource<'a>(
        &'a self,
        resource: &'a Resource,
        context: &'a Context,
        unknowns: &mut Unknowns<'a>,
    ) -> Truth {
        let found = if self.all_resources {
            Truth::True
        } else {
            match resource {
                Resource::Known(text) => self.resources.any(
                    context,
                    unknowns,
                    |pattern| pattern.matches(text).into(),
                    |pieces| matches(pieces, text).into(),
                ),
                Resource::Like(some) => self.resources.any(
                    context,
                    unknowns,
                    |pattern| relation(pattern.covers(some), pattern.overlaps(some)),
                    |pieces| {
                        relation(
                            pieces_cover(pieces, some.pieces()),
                            pieces_overlap(pieces, some.pieces()),
                        )
                    },
                ),
                Resource::Any => Truth::Unknown,
            }
        };
        if found == Truth::Unknown && !matches!(resource, Resource::Known(_)) {
            unknowns.push(RESOURCE);
        }
        found.negated(self.negated_resources)
    }
}

/// Whether a pattern matches some resource that is only known to match another pattern.
fn relation(covers: bool, overlaps: bool) -> Truth {
    match (covers, overlaps) {
        (true, _) => Truth::True,
        (false, true) => Truth::Unknown,
        (false, false) => Truth::False,
    }
}
