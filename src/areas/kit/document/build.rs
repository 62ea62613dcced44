//! Statements put together in an area's code.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::guardrails::Effect;
use crate::guardrails::policy::{Comparison, Operator};

use super::contributor::pascal;
use super::json::{member, object};
use super::statement::Statement;
use super::text::Text;

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// Everybody, also who is not signed in: `"*"`.
    Everyone,
    /// An identity by its ARN.
    Aws(Text),
    /// A service by its name: `cloudtrail.amazonaws.com`.
    Service(Text),
    /// An identity provider.
    Federated(Text),
}

impl Principal {
    /// An account of a partition, as AWS echoes it.
    pub fn account(partition: &str, id: impl Into<Text>) -> Self {
        let start = Text::from(format!("arn:{partition}:iam::"));
        Self::Aws(Text::join([start, id.into(), Text::from(":root")]))
    }

    /// A service.
    pub fn service(name: impl Into<Text>) -> Self {
        Self::Service(name.into())
    }
}

/// A statement in the making.
#[derive(Debug, Clone)]
#[must_use]
pub struct StatementBuilder {
    name: String,
    effect: Effect,
    principals: Vec<Principal>,
    not_principals: Vec<Principal>,
    lists: BTreeMap<List, Vec<Text>>,
    conditions: BTreeMap<Operator, BTreeMap<String, Vec<Text>>>,
}

/// The elements that are lists of texts, in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Action,
    NotAction,
    Resource,
    NotResource,
}

impl Statement {
    /// A statement that allows, by its name among the contributor's: `write`.
    pub fn allow(name: &str) -> StatementBuilder {
        StatementBuilder::new(name, Effect::Allow)
    }

    /// A statement that denies, by its name among the contributor's: `tls-only`.
    pub fn deny(name: &str) -> StatementBuilder {
        StatementBuilder::new(name, Effect::Deny)
    }
}

impl StatementBuilder {
    fn new(name: &str, effect: Effect) -> Self {
        Self {
            name: pascal(name),
            effect,
            principals: Vec::new(),
            not_principals: Vec::new(),
            lists: BTreeMap::new(),
            conditions: BTreeMap::new(),
        }
    }

    /// Adds somebody whom it is about.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principals.push(principal);
        self
    }

    /// Adds somebody whom it is not about; it is about all others.
    pub fn not_principal(mut self, principal: Principal) -> Self {
        self.not_principals.push(principal);
        self
    }

    /// Adds actions: `s3:PutObject`.
    pub fn actions<T: Into<Text>>(self, actions: impl IntoIterator<Item = T>) -> Self {
        self.texts(List::Action, actions)
    }

    /// Adds actions that it is not about; it is about all others.
    pub fn not_actions<T: Into<Text>>(self, actions: impl IntoIterator<Item = T>) -> Self {
        self.texts(List::NotAction, actions)
    }

    /// Adds ARNs of resources.
    pub fn resources<T: Into<Text>>(self, resources: impl IntoIterator<Item = T>) -> Self {
        self.texts(List::Resource, resources)
    }

    /// Adds ARNs of resources that it is not about; it is about all others.
    pub fn not_resources<T: Into<Text>>(self, resources: impl IntoIterator<Item = T>) -> Self {
        self.texts(List::NotResource, resources)
    }

    fn texts<T: Into<Text>>(mut self, list: List, texts: impl IntoIterator<Item = T>) -> Self {
        self.lists
            .entry(list)
            .or_default()
            .extend(texts.into_iter().map(Into::into));
        self
    }

    /// Adds a condition on a key of the request: one of the values must fit, or with a negated comparison none.
    pub fn when<T: Into<Text>>(self, comparison: Comparison, key: &str, values: impl IntoIterator<Item = T>) -> Self {
        let operator = Operator {
            set: None,
            comparison,
            if_exists: false,
        };
        self.when_operator(operator, key, values)
    }

    /// Adds a condition with an operator that has more to it than a comparison: `ForAnyValue:…`, `…IfExists`.
    pub fn when_operator<T: Into<Text>>(
        mut self,
        operator: Operator,
        key: &str,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        let keys = self.conditions.entry(operator).or_default();
        let all = keys.entry(key.to_owned()).or_default();
        all.extend(values.into_iter().map(Into::into));
        self
    }

    /// The statement.
    #[must_use]
    pub fn build(self) -> Statement {
        let effect = match self.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        let mut members = vec![("Sid", json!(self.name)), ("Effect", json!(effect))];
        members.extend(principals(&self.principals).map(|all| ("Principal", all)));
        members.extend(principals(&self.not_principals).map(|all| ("NotPrincipal", all)));
        members.extend(self.lists.iter().map(|(list, texts)| (list.key(), one_or_list(texts))));
        if !self.conditions.is_empty() {
            let operators = self.conditions.iter().map(|(operator, keys)| {
                let keys = keys.iter().map(|(key, values)| (key.clone(), one_or_list(values)));
                (operator.to_string(), Value::Object(keys.collect()))
            });
            members.push(("Condition", Value::Object(operators.collect())));
        }
        let members: Vec<_> = members
            .into_iter()
            .map(|(key, value)| member(key, value.to_string()))
            .collect();
        Statement::new(self.name, object(&members))
    }
}

impl From<StatementBuilder> for Statement {
    fn from(builder: StatementBuilder) -> Self {
        builder.build()
    }
}

impl List {
    fn key(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::NotAction => "NotAction",
            Self::Resource => "Resource",
            Self::NotResource => "NotResource",
        }
    }
}

fn one_or_list(texts: &[Text]) -> Value {
    match texts {
        [one] => one.to_json(),
        several => several.iter().map(Text::to_json).collect(),
    }
}

/// Nothing where there is none. Everybody is everybody, whoever else is named.
fn principals(all: &[Principal]) -> Option<Value> {
    if all.contains(&Principal::Everyone) {
        return Some(json!("*"));
    }
    let mut kinds: BTreeMap<&str, Vec<Text>> = BTreeMap::new();
    for principal in all {
        let (kind, text) = match principal {
            Principal::Everyone => continue,
            Principal::Aws(text) => ("AWS", text),
            Principal::Service(text) => ("Service", text),
            Principal::Federated(text) => ("Federated", text),
        };
        kinds.entry(kind).or_default().push(text.clone());
    }
    let kinds: Map<String, Value> = kinds
        .into_iter()
        .map(|(kind, texts)| (kind.to_owned(), one_or_list(&texts)))
        .collect();
    (!kinds.is_empty()).then_some(Value::Object(kinds))
}
