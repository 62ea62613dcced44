//! One condition: an operator, a key and values.

use super::context::{Context, Given};
use super::operators::Test;
use super::texts::Unknowns;
use super::truth::Truth;
use crate::guardrails::policy::{Condition, SetOperator, Version};

/// A condition, ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedCondition {
    /// The key, as written.
    key: String,
    /// The key in lower case.
    lower: String,
    set: Option<SetOperator>,
    if_exists: bool,
    negated: bool,
    test: Test,
}

impl PreparedCondition {
    /// Prepares a condition of a policy of this version.
    #[must_use]
    pub fn new(condition: &Condition, version: Version) -> Self {
        let operator = condition.operator;
        Self {
            key: condition.key.text.clone(),
            lower: condition.key.text.to_ascii_lowercase(),
            set: operator.set,
            if_exists: operator.if_exists,
            negated: operator.comparison.is_negated(),
            test: Test::new(operator.comparison, condition.texts(), version),
        }
    }

    /// The key, as the policy writes it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it holds.
    #[must_use]
    pub fn truth(&self, context: &Context) -> Truth {
        self.holds(context, &mut Unknowns::default())
    }

    /// Whether it holds. Keys that it depends on are added to `unknowns`.
    pub(super) fn holds<'a>(&'a self, context: &'a Context, unknowns: &mut Unknowns<'a>) -> Truth {
        let given = context.get(&self.lower);
        if let Test::Null { absent, present } = self.test {
            return self.presence(given, absent, present, unknowns);
        }
        match given {
            Given::Absent => self.without_value().into(),
            Given::Unknown => {
                unknowns.push(&self.key);
                Truth::Unknown
            }
            Given::One(value) => self.one(value, context, unknowns),
            Given::Many(values) => self.many(values, context, unknowns),
        }
    }

    /// About how many steps it takes to find whether it holds, where no value of the context is longer than `longest`.
    pub(super) fn steps(&self, context: &Context, longest: usize) -> usize {
        match context.get(&self.lower) {
            Given::Absent | Given::Unknown => 1,
            Given::One(value) => self.test.steps(value.len(), longest),
            Given::Many(values) => values.iter().map(|value| self.test.steps(value.len(), longest)).sum(),
        }
    }

    /// `Null` asks for the key and not for its values, so that a set operator before it changes nothing.
    fn presence<'a>(&'a self, given: Given<'_>, absent: bool, present: bool, unknowns: &mut Unknowns<'a>) -> Truth {
        match given {
            Given::Absent => absent.into(),
            Given::One(_) | Given::Many(_) => present.into(),
            Given::Unknown if absent == present => absent.into(),
            Given::Unknown => {
                unknowns.push(&self.key);
                Truth::Unknown
            }
        }
    }

    /// Without the key a test fails; a negated one holds, and so does one with `IfExists`. A set operator is asked first, also before
    /// `IfExists`: no value matches, all none of them do.
    ///
    /// Source: IAM User Guide, "Condition operators" and "Multivalued context keys"; for `ForAnyValue` with `IfExists` AWS re:Post
    /// QU9HFmDzP0QGuU-fd7rS6B7w.
    fn without_value(&self) -> bool {
        match self.set {
            None => self.negated || self.if_exists,
            Some(SetOperator::ForAnyValue) => false,
            Some(SetOperator::ForAllValues) => true,
        }
    }

    fn one<'a>(&'a self, value: &str, context: &'a Context, unknowns: &mut Unknowns<'a>) -> Truth {
        self.test.fits(value, context, unknowns).negated(self.negated)
    }

    /// An operator without a set operator compares no key of many values: neither the test nor its negation holds.
    ///
    /// AWS does not document it; `@cloud-copilot/iam-simulate` 0.1.173 says so, after what AWS said at re:Inforce.
    fn many<'a>(&'a self, values: &[String], context: &'a Context, unknowns: &mut Unknowns<'a>) -> Truth {
        let before = unknowns.len();
        let (start, end) = match self.set {
            None => return Truth::False,
            Some(SetOperator::ForAnyValue) => (Truth::False, Truth::True),
            Some(SetOperator::ForAllValues) => (Truth::True, Truth::False),
        };
        let mut found = start;
        for value in values {
            let one = self.one(value, context, unknowns);
            if one == end {
                unknowns.truncate(before);
                return end;
            }
            if one == Truth::Unknown {
                found = one;
            }
        }
        found
    }
}
