//! What a condition asks of one value of a key.

use super::address::Network;
use super::date::Instant;
use super::decimal::Decimal;
use super::{binary, boolean, string};
use crate::guardrails::evaluate::context::Context;
use crate::guardrails::evaluate::matching::{ArnPattern, Glob, matches};
use crate::guardrails::evaluate::texts::{Texts, Unknowns};
use crate::guardrails::evaluate::truth::Truth;
use crate::guardrails::evaluate::variables::Reading;
use crate::guardrails::policy::{Comparison, Version};
use std::cmp::Ordering;

/// The values of a condition, compiled. A text that its family cannot read matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) enum Test {
    Equals(Texts<String>),
    EqualsIgnoreCase(Texts<String>),
    Like(Texts<Glob>),
    Arn(Texts<ArnPattern>),
    Bool(Texts<Option<bool>>),
    Number(Order, Readings<Decimal>),
    Date(Order, Readings<Instant>),
    Binary(Vec<Vec<u8>>),
    Address(Readings<Network>),
    /// Whether the key is asked to be absent, and whether it is asked to be there.
    Null {
        absent: bool,
        present: bool,
    },
}

/// How a number or date of the request stands to that of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// What a family reads in the values of a condition.
///
/// A comparison with what cannot be read fails, be it negated or not. AWS takes no such policy and sends no such value, so that nothing is
/// documented; `@cloud-copilot/iam-simulate` 0.1.173 says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) struct Readings<T> {
    values: Vec<T>,
    /// What a comparison with an unreadable text gives before it is negated: true where it is, so that the condition fails.
    doubtful: bool,
    /// Whether one of the policy's values is unreadable.
    unreadable: bool,
}

impl<T> Readings<T> {
    fn new<'t>(values: impl Iterator<Item = &'t str>, negated: bool, read: impl Fn(&str) -> Option<T>) -> Self {
        let read: Vec<Option<T>> = values.map(read).collect();
        Self {
            doubtful: negated,
            unreadable: read.iter().any(Option::is_none),
            values: read.into_iter().flatten().collect(),
        }
    }

    /// Whether a value of the request fits one of them.
    fn any<V>(&self, value: Option<V>, fits: impl Fn(&V, &T) -> bool) -> Truth {
        let found = match value {
            None => self.doubtful,
            Some(value) => {
                (self.unreadable && self.doubtful) || self.values.iter().any(|of_policy| fits(&value, of_policy))
            }
        };
        found.into()
    }
}

/// So many steps it takes to fold a letter.
const FOLDING: usize = 16;

impl Test {
    /// The test of `comparison` without its negation.
    pub(in crate::guardrails::evaluate) fn new<'t>(
        comparison: Comparison,
        values: impl Iterator<Item = &'t str>,
        version: Version,
    ) -> Self {
        use Comparison as C;
        let literal = Reading::literal(version);
        let negated = comparison.is_negated();
        let order = match comparison {
            C::NumericLessThan | C::DateLessThan => Order::Less,
            C::NumericLessThanEquals | C::DateLessThanEquals => Order::LessOrEqual,
            C::NumericGreaterThan | C::DateGreaterThan => Order::Greater,
            C::NumericGreaterThanEquals | C::DateGreaterThanEquals => Order::GreaterOrEqual,
            _ => Order::Equal,
        };
        match comparison {
            C::StringEquals | C::StringNotEquals => {
                Self::Equals(Texts::new(values, literal, |pieces| string::joined(&pieces)))
            }
            C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => {
                Self::EqualsIgnoreCase(Texts::new(values, literal, |pieces| string::joined(&pieces)))
            }
            C::StringLike | C::StringNotLike => Self::Like(Texts::new(values, Reading::pattern(version), Glob::of)),
            C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => {
                let fixed = |pieces: Vec<_>| ArnPattern::of(&pieces);
                Self::Arn(Texts::new(values, Reading::pattern(version), fixed))
            }
            C::Bool => {
                let fixed = |pieces: Vec<_>| boolean::read(&string::joined(&pieces));
                Self::Bool(Texts::new(values, literal, fixed))
            }
            C::NumericEquals
            | C::NumericNotEquals
            | C::NumericLessThan
            | C::NumericLessThanEquals
            | C::NumericGreaterThan
            | C::NumericGreaterThanEquals => Self::Number(order, Readings::new(values, negated, Decimal::parse)),
            C::DateEquals
            | C::DateNotEquals
            | C::DateLessThan
            | C::DateLessThanEquals
            | C::DateGreaterThan
            | C::DateGreaterThanEquals => Self::Date(order, Readings::new(values, negated, Instant::parse)),
            C::BinaryEquals => Self::Binary(values.filter_map(binary::decode).collect()),
            C::IpAddress | C::NotIpAddress => Self::Address(Readings::new(values, negated, Network::parse)),
            C::Null => {
                let asked: Vec<Option<bool>> = values.map(boolean::read).collect();
                Self::Null {
                    absent: asked.contains(&Some(true)),
                    present: asked.contains(&Some(false)),
                }
            }
        }
    }

    /// About how many steps it takes to compare a value of so many bytes, where no variable has a longer value than `longest`.
    pub(in crate::guardrails::evaluate) fn steps(&self, bytes: usize, longest: usize) -> usize {
        match self {
            Self::Equals(texts) => texts.steps(bytes, longest),
            Self::EqualsIgnoreCase(texts) => {
                texts.steps(bytes, longest) + texts.count().saturating_mul(bytes).saturating_mul(FOLDING)
            }
            Self::Like(texts) => texts.steps(bytes, longest),
            Self::Arn(texts) => texts.steps(bytes, longest),
            Self::Bool(texts) => texts.steps(bytes, longest),
            Self::Number(_, values) => values.values.len().saturating_mul(bytes),
            Self::Date(_, values) => values.values.len() + bytes,
            Self::Binary(values) => values.len() + bytes,
            Self::Address(values) => values.values.len() + bytes,
            Self::Null { .. } => 1,
        }
    }

    /// Whether a value of the key fits one of the policy's.
    pub(in crate::guardrails::evaluate) fn fits<'a>(
        &'a self,
        value: &str,
        context: &'a Context,
        unknowns: &mut Unknowns<'a>,
    ) -> Truth {
        match self {
            Self::Equals(texts) => texts.any(
                context,
                unknowns,
                |text| Truth::from(text == value),
                |pieces| matches(pieces, value).into(),
            ),
            Self::EqualsIgnoreCase(texts) => texts.any(
                context,
                unknowns,
                |text| string::same_text(text, value).into(),
                |pieces| string::same(string::letters(pieces), value).into(),
            ),
            Self::Like(texts) => texts.any(
                context,
                unknowns,
                |glob| glob.matches(value).into(),
                |pieces| matches(pieces, value).into(),
            ),
            Self::Arn(texts) => texts.any(
                context,
                unknowns,
                |pattern| pattern.matches(value).into(),
                |pieces| ArnPattern::of(pieces).matches(value).into(),
            ),
            Self::Bool(texts) => {
                let wanted = boolean::read(value);
                let same = |truth: Option<bool>| Truth::from(truth.is_some() && truth == wanted);
                texts.any(
                    context,
                    unknowns,
                    |truth| same(*truth),
                    |pieces| same(boolean::read(&string::joined(pieces))),
                )
            }
            Self::Number(order, values) => values.any(Decimal::parse(value), |value, of_policy| {
                order.holds(value.cmp(of_policy))
            }),
            Self::Date(order, values) => values.any(Instant::parse(value), |value, of_policy| {
                order.holds(value.cmp(of_policy))
            }),
            Self::Binary(values) => binary::decode(value)
                .is_some_and(|bytes| values.contains(&bytes))
                .into(),
            Self::Address(networks) => {
                networks.any(Network::address(value), |address, network| network.contains(*address))
            }
            // The key is there, since it has a value.
            Self::Null { present, .. } => (*present).into(),
        }
    }
}
