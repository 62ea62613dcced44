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

/// The values of a condition, compiled. A value that its family cannot read is none: it matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails::evaluate) enum Test {
    Equals(Texts<String>),
    EqualsIgnoreCase(Texts<String>),
    Like(Texts<Glob>),
    Arn(Texts<ArnPattern>),
    Bool(Texts<Option<bool>>),
    Number(Order, Vec<Decimal>),
    Date(Order, Vec<Instant>),
    Binary(Vec<Vec<u8>>),
    Address(Vec<Network>),
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

    /// Whether a value stands so to one of `values`.
    fn any<T: Ord>(self, value: Option<&T>, values: &[T]) -> bool {
        value.is_some_and(|value| values.iter().any(|of_policy| self.holds(value.cmp(of_policy))))
    }
}

impl Test {
    /// The test of `comparison` without its negation.
    pub(in crate::guardrails::evaluate) fn new<'t>(
        comparison: Comparison,
        values: impl Iterator<Item = &'t str>,
        version: Version,
    ) -> Self {
        use Comparison as C;
        let literal = Reading::literal(version);
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
            | C::NumericGreaterThanEquals => Self::Number(order, values.filter_map(Decimal::parse).collect()),
            C::DateEquals
            | C::DateNotEquals
            | C::DateLessThan
            | C::DateLessThanEquals
            | C::DateGreaterThan
            | C::DateGreaterThanEquals => Self::Date(order, values.filter_map(Instant::parse).collect()),
            C::BinaryEquals => Self::Binary(values.filter_map(binary::decode).collect()),
            C::IpAddress | C::NotIpAddress => Self::Address(values.filter_map(Network::parse).collect()),
            C::Null => {
                let asked: Vec<Option<bool>> = values.map(boolean::read).collect();
                Self::Null {
                    absent: asked.contains(&Some(true)),
                    present: asked.contains(&Some(false)),
                }
            }
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
                |text| string::same(text.chars(), value).into(),
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
            Self::Number(order, values) => order.any(Decimal::parse(value).as_ref(), values).into(),
            Self::Date(order, values) => order.any(Instant::parse(value).as_ref(), values).into(),
            Self::Binary(values) => binary::decode(value)
                .is_some_and(|bytes| values.contains(&bytes))
                .into(),
            Self::Address(networks) => Network::address(value)
                .is_some_and(|address| networks.iter().any(|network| network.contains(address)))
                .into(),
            // The key is there, since it has a value.
            Self::Null { present, .. } => (*present).into(),
        }
    }
}
