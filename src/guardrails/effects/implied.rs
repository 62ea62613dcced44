//! Whether one guard holds wherever another does. What cannot be proven is answered with no.

use std::collections::BTreeSet;

use crate::guardrails::evaluate::matching::{covers, resource_covers};
use crate::guardrails::policy::{Comparison, SetOperator};

use super::guard::{Guard, Resources, Test};

/// A guard that falls into more parts than this is taken as a whole.
const MOST_PARTS: usize = 256;

impl Guard {
    /// Whether `other` surely applies to every request that this one applies to.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        let resources = other.resources.iter();
        let mut resources = resources.map(|wider| self.resources.iter().any(|narrower| narrower.within(wider)));
        let mut tests = other
            .tests
            .iter()
            .map(|weaker| self.tests.iter().any(|test| test.implies(weaker)));
        resources.all(|holds| holds) && tests.all(|holds| holds)
    }

    /// Guards of which at least one applies exactly where this one does: one resource and one value each, where a list means "any of them".
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        let mut parts = vec![Self::default()];
        let mut grow = |alternatives: Vec<Self>| {
            if parts.len().saturating_mul(alternatives.len()) > MOST_PARTS {
                return false;
            }
            parts = parts
                .iter()
                .flat_map(|part| alternatives.iter().map(|one| part.and(one)))
                .collect();
            true
        };
        for resources in &self.resources {
            let one = |resources| Self {
                resources: BTreeSet::from([resources]),
                tests: BTreeSet::new(),
            };
            if !grow(resources.parts().into_iter().map(one).collect()) {
                return vec![self.clone()];
            }
        }
        for test in &self.tests {
            let one = |test| Self {
                resources: BTreeSet::new(),
                tests: BTreeSet::from([test]),
            };
            if !grow(test.parts().into_iter().map(one).collect()) {
                return vec![self.clone()];
            }
        }
        parts
    }
}

impl Resources {
    /// Whether every resource meant here is meant there.
    fn within(&self, wider: &Self) -> bool {
        let covers = |wide: &BTreeSet<String>, narrow: &BTreeSet<String>| {
            narrow
                .iter()
                .all(|narrow| wide.iter().any(|wide| reaches_as_far(wide, narrow, resource_covers)))
        };
        self.literal == wider.literal
            && match (self.negated, wider.negated) {
                (false, false) => covers(&wider.patterns, &self.patterns),
                // All but much lies within all but little.
                (true, true) => covers(&self.patterns, &wider.patterns),
                _ => false,
            }
    }

    fn parts(&self) -> Vec<Self> {
        if self.negated {
            return vec![self.clone()];
        }
        let one = |pattern: &String| Self {
            patterns: BTreeSet::from([pattern.clone()]),
            ..self.clone()
        };
        self.patterns.iter().map(one).collect()
    }
}

/// Whether a pattern matches all that another matches. What a variable stands for is not known: it is only covered by itself.
fn reaches_as_far(wide: &str, narrow: &str, covers: impl Fn(&str, &str) -> bool) -> bool {
    wide == narrow || (!wide.contains("${") && !narrow.contains("${") && covers(wide, narrow))
}

/// The comparison that stands for those that differ in nothing but patterns. `ArnEquals` and `ArnLike` behave alike (IAM User Guide, "ARN condition
/// operators").
fn way(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::StringLike => Comparison::StringEquals,
        Comparison::StringNotLike => Comparison::StringNotEquals,
        Comparison::ArnEquals => Comparison::ArnLike,
        Comparison::ArnNotEquals => Comparison::ArnNotLike,
        other => other,
    }
}

impl Test {
    /// Whether `weaker` holds wherever this holds.
    fn implies(&self, weaker: &Self) -> bool {
        let same_way = self.operator.set == weaker.operator.set
            && way(self.operator.comparison) == way(weaker.operator.comparison);
        // Without the key, only the weaker may hold.
        let missing = !self.operator.if_exists || weaker.operator.if_exists;
        if self.key != weaker.key || !same_way || !missing || self.literal != weaker.literal {
            return false;
        }
        if self.operator.comparison.is_negated() {
            self.covers(weaker)
        } else {
            weaker.covers(self)
        }
    }

    /// Whether each value of a test is among the values of this one, or matched by a pattern among them.
    fn covers(&self, narrow: &Self) -> bool {
        let reaches = |wide: &str, value: &str| match (self.is_like(), narrow.is_like()) {
            (true, _) => reaches_as_far(wide, value, covers),
            (false, false) => wide == value,
            // Only a pattern that stands for one text means that text.
            (false, true) => wide == value && !value.contains(['*', '?', '$']),
        };
        let mut values = narrow.values.iter();
        values.all(|value| self.values.iter().any(|wide| reaches(wide, value)))
    }

    fn is_like(&self) -> bool {
        matches!(
            self.operator.comparison,
            Comparison::StringLike | Comparison::StringNotLike
        )
    }

    /// A list of values under an operator that asks for any of them falls into its values.
    fn parts(&self) -> Vec<Self> {
        let any = !self.operator.comparison.is_negated() && self.operator.set != Some(SetOperator::ForAllValues);
        if !any || self.values.len() < 2 {
            return vec![self.clone()];
        }
        let one = |value: &String| Self {
            values: BTreeSet::from([value.clone()]),
            ..self.clone()
        };
        self.values.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::policy::Policy;

    fn guard(resource: &str, condition: &str) -> Guard {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*",{resource},"Condition":{condition}}}}}"#
        );
        let policy = Policy::parse(&text).unwrap();
        Guard::of(&policy.statements[0], policy.version).unwrap()
    }

    fn when(condition: &str) -> Guard {
        guard(r#""Resource":"*""#, condition)
    }

    fn on(resource: &str) -> Guard {
        guard(resource, "{}")
    }

    #[track_caller]
    fn only_forward(narrow: &Guard, wide: &Guard) {
        assert!(narrow.implies(wide));
        assert!(!wide.implies(narrow));
    }

    #[test]
    fn fewer_conditions_are_weaker() {
        let both = when(r#"{"StringEquals":{"a:x":"1","a:y":"2"}}"#);
        only_forward(&both, &when(r#"{"StringEquals":{"a:x":"1"}}"#));
        only_forward(&both, &Guard::default());
    }

    #[test]
    fn lists_reach_further_or_less() {
        let equals = |values: &str| when(&format!(r#"{{"StringEquals":{{"a:x":{values}}}}}"#));
        let differs = |values: &str| when(&format!(r#"{{"StringNotEquals":{{"a:x":{values}}}}}"#));
        only_forward(&equals(r#"["1"]"#), &equals(r#"["1","2"]"#));
        only_forward(&differs(r#"["1","2"]"#), &differs(r#"["1"]"#));
        only_forward(&equals("\"1\""), &when(r#"{"StringEqualsIfExists":{"a:x":"1"}}"#));
        assert!(!equals("\"1\"").implies(&differs("\"2\"")), "true, and not proven");
        let like = |value: &str| when(&format!(r#"{{"StringLike":{{"a:x":"{value}"}}}}"#));
        only_forward(&like("ab*"), &like("a*"));
        let all = |values: &str| when(&format!(r#"{{"ForAllValues:StringEquals":{{"a:x":{values}}}}}"#));
        only_forward(&all(r#"["1"]"#), &all(r#"["1","2"]"#));
        assert_eq!(all(r#"["1","2"]"#).parts().len(), 1);
        assert_eq!(equals(r#"["1","2"]"#).parts(), [equals("\"1\""), equals("\"2\"")]);
        assert_eq!(differs(r#"["1","2"]"#).parts().len(), 1);
    }

    #[test]
    fn patterns_and_plain_texts_are_compared() {
        let both = |one: &Guard, other: &Guard| one.implies(other) && other.implies(one);
        let of = |operator: &str, value: &str| when(&format!(r#"{{"{operator}":{{"a:x":"{value}"}}}}"#));
        assert!(both(&of("StringLike", "ab"), &of("StringEquals", "ab")));
        assert!(both(&of("StringNotLike", "ab"), &of("StringNotEquals", "ab")));
        assert!(both(
            &of("ArnLike", "arn:aws:iam::*:role/x"),
            &of("ArnEquals", "arn:aws:iam::*:role/x")
        ));
        only_forward(&of("StringEquals", "ab"), &of("StringLike", "a*"));
        only_forward(&of("StringEquals", "a*"), &of("StringLike", "a*"));
        only_forward(&of("StringNotLike", "a*"), &of("StringNotEquals", "ab"));
        only_forward(&of("StringNotLike", "a*"), &of("StringNotEquals", "a*"));
        for (one, other) in [
            ("StringEquals", "StringNotLike"),
            ("StringEqualsIgnoreCase", "StringLike"),
        ] {
            assert!(!of(one, "ab").implies(&of(other, "ab")) && !of(other, "ab").implies(&of(one, "ab")));
        }
    }

    #[test]
    fn resources_reach_further_or_less() {
        only_forward(
            &on(r#""Resource":"arn:aws:s3:::a/b*""#),
            &on(r#""Resource":"arn:aws:s3:::a/*""#),
        );
        only_forward(&on(r#""NotResource":["a","b"]"#), &on(r#""NotResource":"a""#));
        only_forward(
            &on(r#""Resource":"arn:aws:s3:::a/b""#),
            &on(r#""Resource":"arn:*:s3:::a/*""#),
        );
        assert!(
            !on(r#""Resource":"a${aws:username}""#).implies(&on(r#""Resource":"a??*""#)),
            "it may be empty"
        );
        assert_eq!(on(r#""Resource":["a","b"]"#).parts().len(), 2);
    }

    #[test]
    fn parts_do_not_explode() {
        let many: Vec<String> = (0..40).map(|n| format!("\"v{n}\"")).collect();
        let many = many.join(",");
        let guard = when(&format!(r#"{{"StringEquals":{{"a:x":[{many}],"a:y":[{many}]}}}}"#));
        assert_eq!(guard.parts().len(), 1);
    }
}
