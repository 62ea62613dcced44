//! Who asks, as far as that is known, and what is left of a guard for them.

use std::rc::Rc;

use crate::guardrails::document::Place;
use crate::guardrails::evaluate::matching::ResourcePattern;
use crate::guardrails::evaluate::{Context, PreparedCondition, Truth};
use crate::guardrails::policy::{Condition, Text, Version};

use super::compiled::{Effects, GuardId};
use super::guard::{Guard, Resources, Test};

/// Who asks, and for what resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// What is known of the request: open, so that what is not here is not known.
    pub context: Context,
    /// The resource, where it is known.
    pub resource: Option<String>,
}

impl Subject {
    /// Somebody of whom this is known.
    #[must_use]
    pub fn new(context: Context) -> Self {
        Self {
            context,
            resource: None,
        }
    }

    /// The same with a resource.
    #[must_use]
    pub fn on(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }
}

/// A guard's tests, ready to be evaluated.
pub(super) type Prepared = Rc<[(Test, PreparedCondition)]>;

pub(super) fn prepared(guard: &Guard) -> Prepared {
    guard.tests.iter().map(|test| (test.clone(), prepare(test))).collect()
}

fn prepare(test: &Test) -> PreparedCondition {
    let text = |text: &str| Text {
        text: text.to_owned(),
        place: Place::default(),
    };
    let condition = Condition {
        operator: test.operator,
        operator_place: Place::default(),
        key: text(&test.key),
        values: test.values.iter().map(|value| text(value)).collect(),
    };
    PreparedCondition::new(&condition, version(test.literal))
}

fn version(literal: bool) -> Version {
    if literal { Version::V2008 } else { Version::V2012 }
}

impl Effects<'_> {
    /// What is left of a guard for somebody: the parts that are not known. `None` where it never applies to them.
    pub fn resolve(&mut self, id: GuardId, subject: &Subject) -> Option<GuardId> {
        let guard = self.guard(id);
        let mut left = Guard::default();
        for (test, condition) in self.prepared(id).iter() {
            match condition.truth(&subject.context) {
                Truth::False => return None,
                Truth::True => {}
                Truth::Unknown => {
                    left.tests.insert(test.clone());
                }
            }
        }
        for resources in &guard.resources {
            match reaches(resources, subject) {
                Truth::False => return None,
                Truth::True => {}
                Truth::Unknown => {
                    left.resources.insert(resources.clone());
                }
            }
        }
        Some(if left == *guard { id } else { self.id(left) })
    }
}

fn reaches(resources: &Resources, subject: &Subject) -> Truth {
    let Some(resource) = &subject.resource else {
        return Truth::Unknown;
    };
    let matches = |pattern: &String| ResourcePattern::new(pattern).matches(resource);
    let has_variable = |pattern: &String| !resources.literal && pattern.contains("${");
    if resources.patterns.iter().any(has_variable) {
        return Truth::Unknown;
    }
    Truth::from(resources.patterns.iter().any(matches)).negated(resources.negated)
}
