//! The context of a request: condition keys and their values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::guardrails::actions::{ActionTable, KeyFacts};

/// The value of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Of a key of one value.
    One(String),
    /// Of a key of many values.
    Many(Vec<String>),
}

/// What is known of a condition key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given<'a> {
    /// The request has it not. A list without values is no key either.
    Absent,
    /// Whether the request has it, and its value, are not known.
    Unknown,
    /// Its one value.
    One(&'a str),
    /// Its values, at least one.
    Many(&'a [String]),
}

/// The keys of a request, in any case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    values: BTreeMap<String, Value>,
    absent: BTreeSet<String>,
    open: bool,
}

impl Context {
    /// All that there is: a key that is not here is missing in the request.
    #[must_use]
    pub fn complete() -> Self {
        Self::default()
    }

    /// What is known: a key that is not here may be in the request, with any value.
    #[must_use]
    pub fn open() -> Self {
        Self {
            open: true,
            ..Self::default()
        }
    }

    /// The same with a key's value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// The same with a key that the request surely has not.
    #[must_use]
    pub fn without(mut self, key: &str) -> Self {
        let key = key.to_ascii_lowercase();
        self.values.remove(&key);
        self.absent.insert(key);
        self
    }

    /// Sets a key's value. A key that AWS says has many values gets a list of one text, and the other way round.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        let key = key.to_ascii_lowercase();
        let value = value.into().shaped(&key);
        self.absent.remove(&key);
        self.values.insert(key, value);
    }

    /// Whether the key, in any case, was given a value or declared absent.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.get(&key.to_ascii_lowercase()) != Given::Unknown
    }

    /// The bytes of its longest value.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.values.values().map(|value| match value {
            Value::One(value) => value.len(),
            Value::Many(values) => values.iter().map(String::len).max().unwrap_or_default(),
        });
        lengths.max().unwrap_or_default()
    }

    /// What is known of a key. `key` is in lower case.
    #[must_use]
    pub fn get(&self, key: &str) -> Given<'_> {
        match self.values.get(key) {
            Some(Value::One(value)) => Given::One(value),
            Some(Value::Many(values)) if values.is_empty() => Given::Absent,
            Some(Value::Many(values)) => Given::Many(values),
            None if self.open && !self.absent.contains(key) => Given::Unknown,
            None => Given::Absent,
        }
    }
}

impl Value {
    /// The value as the key holds it. `key` is in lower case.
    fn shaped(self, key: &str) -> Self {
        match self {
            Self::One(value) if has_many(key) => Self::Many(vec![value]),
            Self::Many(mut values) if values.len() == 1 && has_one(key) => match values.pop() {
                Some(value) => Self::One(value),
                None => Self::Many(values),
            },
            value => value,
        }
    }
}

/// The few keys of many values: their names in lower case, and those that vary.
static MANY: LazyLock<(BTreeSet<String>, Vec<&'static KeyFacts>)> = LazyLock::new(|| {
    let many = ActionTable::embedded().keys().filter(|key| key.many);
    let (varying, named): (Vec<_>, Vec<_>) = many.partition(|key| key.is_template());
    let names = named.iter().map(|key| key.name.to_ascii_lowercase());
    (names.collect(), varying)
});

fn has_many(key: &str) -> bool {
    let (names, varying) = &*MANY;
    names.contains(key) || varying.iter().any(|facts| facts.is(key))
}

fn has_one(key: &str) -> bool {
    let facts = ActionTable::embedded().condition_key(key);
    facts.is_some_and(|facts| !facts.many)
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::One(value)
    }
}

impl From<Vec<String>> for Value {
    fn from(values: Vec<String>) -> Self {
        Self::Many(values)
    }
}

impl From<Vec<&str>> for Value {
    fn from(values: Vec<&str>) -> Self {
        Self::Many(values.into_iter().map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_any_case() {
        let context = Context::complete()
            .with("aws:PrincipalARN", "a")
            .with("x", Vec::<String>::new());
        assert_eq!(context.get("aws:principalarn"), Given::One("a"));
        assert_eq!(context.get("x"), Given::Absent);
        assert_eq!(context.get("y"), Given::Absent);
    }

    #[test]
    fn a_key_holds_what_aws_says_it_holds() {
        let context = Context::complete()
            .with("aws:TAGKEYS", "a")
            .with("aws:RequestedRegion", vec!["eu-west-1"])
            .with("aws:SourceVpc", vec!["vpc-1", "vpc-2"])
            .with("my:key", "a")
            .with("my:keys", vec!["a"]);
        assert_eq!(context.get("aws:tagkeys"), Given::Many(&["a".to_owned()]));
        assert_eq!(context.get("aws:requestedregion"), Given::One("eu-west-1"));
        assert!(matches!(context.get("aws:sourcevpc"), Given::Many(_)));
        assert_eq!(context.get("my:key"), Given::One("a"));
        assert!(matches!(context.get("my:keys"), Given::Many(_)));
    }

    #[test]
    fn an_open_context_knows_what_is_absent_only_where_it_is_said() {
        let context = Context::open().without("aws:SourceVpc").with("a", "b");
        assert_eq!(context.get("aws:sourcevpc"), Given::Absent);
        assert_eq!(context.get("aws:sourceip"), Given::Unknown);
        assert_eq!(context.with("AWS:sourceVPC", "v").get("aws:sourcevpc"), Given::One("v"));
    }
}
