//! When a statement applies, apart from the action: its resources and conditions in a form in which equal meaning is equal.

use std::collections::BTreeSet;

use crate::guardrails::policy::{Comparison, Condition, Family, Names, Operator, Statement, Version};

/// When a statement applies to a request whose action it names. All parts must hold; without any it always applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Guard {
    /// Each must match the resource. A statement has at most one; the meeting of two guards may have two.
    pub resources: BTreeSet<Resources>,
    /// Each must hold.
    pub tests: BTreeSet<Test>,
}

/// Which resources are meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resources {
    /// Whether all but these are meant.
    pub negated: bool,
    /// The patterns, as written.
    pub patterns: BTreeSet<String>,
    /// Whether `${…}` is literal text, as in policies of 2008.
    pub literal: bool,
}

/// One operator with one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The key in lower case.
    pub key: String,
    /// How it is compared, with spellings of one meaning made one.
    pub operator: Operator,
    /// The values.
    pub values: BTreeSet<String>,
    /// Whether `${…}` is literal text, as in policies of 2008.
    pub literal: bool,
}

impl Guard {
    /// The guard of a statement for actions that are about a resource. `None` where it never applies.
    #[must_use]
    pub fn of(statement: &Statement, version: Version) -> Option<Self> {
        let resources = match Resources::of(&statement.resources, version) {
            Reach::Never => return None,
            Reach::Any => BTreeSet::new(),
            Reach::Some(resources) => BTreeSet::from([resources]),
        };
        Some(Self {
            resources,
            tests: tests(statement, version),
        })
    }

    /// The guard of a statement for actions that are about no resource: they are asked for with the resource `*`, which an ARN does
    /// not match (IAM User Guide, "Resource").
    #[must_use]
    pub fn without_resource(statement: &Statement, version: Version) -> Option<Self> {
        let named = statement.resources.texts().any(matches_star);
        (named != statement.resources.negated).then(|| Self {
            resources: BTreeSet::new(),
            tests: tests(statement, version),
        })
    }

    /// Whether it applies to every request.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.resources.is_empty() && self.tests.is_empty()
    }

    /// The guard that applies where both do.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            resources: self.resources.union(&other.resources).cloned().collect(),
            tests: self.tests.union(&other.tests).cloned().collect(),
        }
    }

    /// What it depends on: keys in lower case, and [`RESOURCE`].
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let resource = (!self.resources.is_empty()).then_some(RESOURCE);
        resource
            .into_iter()
            .chain(self.tests.iter().map(|test| test.key.as_str()))
    }
}

/// The word for the resource among the keys that a decision depends on.
pub const RESOURCE: &str = "resource";

/// How far the resources of a statement reach.
enum Reach {
    Never,
    Any,
    Some(Resources),
}

impl Resources {
    fn of(names: &Names, version: Version) -> Reach {
        let is_any = names
            .texts()
            .any(|text| !text.is_empty() && text.bytes().all(|byte| byte == b'*'));
        if is_any {
            return if names.negated { Reach::Never } else { Reach::Any };
        }
        Reach::Some(Self {
            negated: names.negated,
            patterns: names.texts().map(str::to_owned).collect(),
            literal: is_literal(names.texts(), version),
        })
    }
}

/// Whether a pattern matches the text `*`.
fn matches_star(pattern: &str) -> bool {
    let questions = pattern.bytes().filter(|byte| *byte == b'?').count();
    let only_wild = pattern.bytes().all(|byte| matches!(byte, b'*' | b'?'));
    only_wild && !pattern.is_empty() && questions <= 1
}

fn is_literal<'a>(mut texts: impl Iterator<Item = &'a str>, version: Version) -> bool {
    version == Version::V2008 && texts.any(|text| text.contains("${"))
}

fn tests(statement: &Statement, version: Version) -> BTreeSet<Test> {
    statement
        .conditions
        .iter()
        .map(|condition| test(condition, version))
        .collect()
}

fn test(condition: &Condition, version: Version) -> Test {
    let folds = matches!(condition.operator.comparison.family(), Family::Bool | Family::Null);
    let value = |text: &str| {
        if folds {
            text.to_ascii_lowercase()
        } else {
            text.to_owned()
        }
    };
    Test {
        key: condition.key.text.to_ascii_lowercase(),
        operator: plain(condition.operator),
        values: condition.texts().map(value).collect(),
        literal: is_literal(condition.texts(), version),
    }
}

/// One operator for those that mean the same (IAM User Guide, "Condition operators").
fn plain(mut operator: Operator) -> Operator {
    operator.comparison = match operator.comparison {
        Comparison::ArnEquals => Comparison::ArnLike,
        Comparison::ArnNotEquals => Comparison::ArnNotLike,
        other => other,
    };
    if operator.comparison == Comparison::Null {
        operator.set = None;
    }
    // A negated comparison holds without the key anyway, and a set operator decides by itself what no value means.
    if operator.set.is_some() || operator.comparison.is_negated() {
        operator.if_exists = false;
    }
    operator
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrails::policy::Policy;

    fn guards(text: &str) -> Vec<(Option<Guard>, Option<Guard>)> {
        let policy = Policy::parse(text).unwrap();
        let both = |statement| {
            let guard = Guard::of(statement, policy.version);
            (guard, Guard::without_resource(statement, policy.version))
        };
        policy.statements.iter().map(both).collect()
    }

    #[test]
    fn spellings_of_one_meaning_are_one_guard() {
        let both = guards(
            r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Deny","Action":"a:b","Resource":["x","*"],"Condition":{"ArnNotEqualsIfExists":{"aws:PrincipalArn":["b","a"]},"Bool":{"aws:SecureTransport":"FALSE"}}},
            {"Effect":"Deny","Action":"c:d","Resource":"**","Condition":{"Bool":{"AWS:securetransport":false},"arnnotlike":{"aws:principalarn":["a","b","a"]}}}]}"#,
        );
        assert_eq!(both[0], both[1]);
        assert_eq!(
            both[0].0.as_ref().unwrap().keys().collect::<Vec<_>>(),
            ["aws:principalarn", "aws:securetransport"]
        );
    }

    #[test]
    fn what_differs_stays_apart() {
        let each = guards(
            r#"{"Version":"2008-10-17","Statement":[
            {"Effect":"Deny","Action":"a:b","Resource":"arn:${x}"},
            {"Effect":"Deny","Action":"a:b","NotResource":"*"},
            {"Effect":"Deny","Action":"a:b","NotResource":"arn:aws:s3:::x"}]}"#,
        );
        let new =
            guards(r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"a:b","Resource":"arn:${x}"}}"#);
        assert_ne!(each[0].0, new[0].0, "a variable, and a text that looks like one");
        assert_eq!(each[0].1, None, "an ARN does not match `*`");
        assert_eq!(each[1], (None, None));
        assert!(each[2].1.as_ref().unwrap().is_always());
    }
}
