//! The rules of an object in a template: `<if>` keeps or drops it, `<each>` repeats it.

use super::pieces::is_name;
use super::values::Values;
use crate::guardrails::document::{Kind, Node};

/// The member that keeps or drops its object.
pub(super) const IF: &str = "<if>";
/// The member that repeats its object.
pub(super) const EACH: &str = "<each>";
/// What a rule of an object says.
pub(super) fn rule<'t>(object: &'t Node, rule: &str) -> Option<&'t str> {
    match &object.member(rule)?.value.kind {
        Kind::Text(text) => Some(text),
        // Not a text: checked where the template is read.
        _ => Some(""),
    }
}

/// The number of a repetition, from 1.
pub(super) const NUMBER: &str = "n";

/// `VALUE in PARAM`, `VALUE not in PARAM`, `PARAM`, `not PARAM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Condition<'t> {
    value: Option<&'t str>,
    pub(super) parameter: &'t str,
    negated: bool,
}

impl<'t> Condition<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        let (value, parameter, negated) = match words.as_slice() {
            [value, "not", "in", parameter] => (Some(*value), *parameter, true),
            [value, "in", parameter] => (Some(*value), *parameter, false),
            ["not", parameter] => (None, *parameter, true),
            [parameter] => (None, *parameter, false),
            _ => return None,
        };
        is_name(parameter).then_some(Self {
            value,
            parameter,
            negated,
        })
    }

    /// Whether the object is kept.
    pub(super) fn holds(self, values: &Values<'_>) -> bool {
        let found = values.get(self.parameter).is_some_and(|bound| match self.value {
            Some(value) => bound.holds(value),
            None => bound.is_set(),
        });
        found != self.negated
    }
}

/// `NAME in PARAM`: one object for every item, in which `<NAME>` is the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Each<'t> {
    pub(super) variable: &'t str,
    pub(super) parameter: &'t str,
}

impl<'t> Each<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (variable, parameter) = text.split_once(" in ")?;
        (is_name(variable) && is_name(parameter)).then_some(Self { variable, parameter })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::bind::Bound;
    use super::*;

    fn holds(text: &str) -> bool {
        let values = BTreeMap::from([
            ("regions".to_owned(), Bound::Many(vec!["us-east-1".to_owned()])),
            ("none".to_owned(), Bound::Many(Vec::new())),
            ("on".to_owned(), Bound::Boolean(true)),
            ("off".to_owned(), Bound::Boolean(false)),
        ]);
        Condition::parse(text).unwrap().holds(&Values::new(&values))
    }

    #[test]
    fn a_condition_asks_for_a_value_or_for_anything() {
        assert!(holds("us-east-1 in regions") && !holds("us-west-2 in regions"));
        assert!(!holds("us-east-1 not in regions") && holds("us-west-2 not in regions"));
        assert!(holds("regions") && !holds("none") && holds("not none"));
        assert!(holds("on") && !holds("off") && holds("not off") && holds("true in on"));
        for wrong in ["", "a in", "a b", "x is regions", "not in regions x y", "Regions"] {
            assert_eq!(Condition::parse(wrong), None, "{wrong}");
        }
    }
}
