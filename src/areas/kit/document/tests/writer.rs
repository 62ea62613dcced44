//! A policy as it is meant, and the many ways to write it.

use proptest::prelude::*;
use serde_json::{Value, json};

/// One statement, or what differs of it.
#[derive(Debug, Clone)]
pub struct Meaning {
    pub sid: Option<String>,
    pub effect: &'static str,
    pub principal: (&'static str, Whom),
    pub action: (&'static str, Vec<String>),
    pub resource: (&'static str, Vec<String>),
    pub conditions: Vec<(String, Vec<String>)>,
}

/// Whom it is about.
#[derive(Debug, Clone)]
pub enum Whom {
    Everyone,
    Kinds(Vec<(&'static str, Vec<String>)>),
}

/// The value of one JSON element, written in a way that the dice choose.
pub struct Writer {
    pub dice: Vec<u8>,
}

pub fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..120)
}

fn unique(strategy: impl Strategy<Value = String>, most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(strategy, 1..=most).prop_map(|all| all.into_iter().collect())
}

fn whom() -> impl Strategy<Value = Whom> {
    let aws = unique(
        prop_oneof![
            "arn:aws:iam::[1-3]{12}:root",
            "arn:aws-cn:iam::[1-3]{12}:root",
            "arn:aws:iam::[1-3]{12}:role/[a-c]",
            "AROA[A-C]{4}",
            Just("*".to_owned()),
        ],
        3,
    );
    let service = unique(
        "(cloudtrail|config|guardduty)[.]amazonaws[.]com".prop_map(String::from),
        2,
    );
    let kinds = (prop::option::of(aws), prop::option::of(service)).prop_map(|(aws, service)| {
        let aws = aws.map(|all| ("AWS", all));
        aws.into_iter().chain(service.map(|all| ("Service", all))).collect()
    });
    prop_oneof![1 => Just(Whom::Everyone), 4 => kinds.prop_map(Whom::Kinds)]
}

pub fn meaning() -> impl Strategy<Value = Meaning> {
    let conditions = prop::collection::btree_map(
        "[a-d]{1,3}",
        unique(prop_oneof!["[a-zA-Z\"\\\\ é\u{202e}]{0,5}", "true|7|1.50"], 3),
        0..3,
    );
    (
        prop::option::of("[A-C]"),
        prop::sample::select(vec!["Allow", "Deny"]),
        (prop::sample::select(vec!["Principal", "NotPrincipal"]), whom()),
        (
            prop::sample::select(vec!["Action", "NotAction"]),
            unique("(s3|kms):(get|put)[a-c]{0,2}[*]?".prop_map(String::from), 3),
        ),
        (
            prop::sample::select(vec!["Resource", "NotResource"]),
            unique(prop_oneof![Just("*".to_owned()), "arn:aws:s3:::[a-bA-B]{1,2}/[*]"], 3),
        ),
        conditions,
    )
        .prop_map(|(sid, effect, principal, action, resource, conditions)| Meaning {
            sid,
            effect,
            principal,
            action,
            resource,
            conditions: conditions.into_iter().collect(),
        })
}

pub fn policy() -> impl Strategy<Value = Vec<Meaning>> {
    prop::collection::vec(meaning(), 0..4)
}

impl Writer {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.dice.pop().unwrap_or(0)) % sides.max(1)
    }

    fn cased(&mut self, name: &str) -> String {
        match self.roll(3) {
            0 => name.to_owned(),
            1 => name.to_ascii_uppercase(),
            _ => name.to_ascii_lowercase(),
        }
    }

    fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for last in (1..items.len()).rev() {
            let other = self.roll(last + 1);
            items.swap(last, other);
        }
        items
    }

    fn scalar(&mut self, value: &str) -> Value {
        match value {
            "true" if self.roll(2) == 1 => json!(true),
            "7" if self.roll(2) == 1 => json!(7),
            text => json!(text),
        }
    }

    /// One value alone or in a list, several in any order, some twice.
    fn set(&mut self, values: Vec<Value>) -> Value {
        match values.as_slice() {
            [only] if self.roll(2) == 0 => only.clone(),
            _ => {
                let mut all = values.clone();
                let again = self.roll(values.len() * 2);
                all.extend(values.get(again).cloned());
                Value::Array(self.shuffled(all))
            }
        }
    }

    fn identity(&mut self, kind: &str, id: &str) -> Value {
        let account = id
            .strip_prefix("arn:aws:iam::")
            .and_then(|rest| rest.strip_suffix(":root"));
        match account {
            Some(account) if kind == "AWS" && self.roll(2) == 1 => json!(account),
            _ => json!(id),
        }
    }

    fn statement(&mut self, meaning: &Meaning) -> Value {
        let mut statement = json!({ "Effect": meaning.effect });
        let (element, whom) = &meaning.principal;
        statement[*element] = match whom {
            Whom::Everyone => json!("*"),
            Whom::Kinds(kinds) => {
                let mut all = json!({});
                for (kind, ids) in kinds {
                    let ids = ids.iter().map(|id| self.identity(kind, id)).collect();
                    all[*kind] = self.set(ids);
                }
                all
            }
        };
        let actions = meaning
            .action
            .1
            .iter()
            .map(|action| json!(self.cased(action)))
            .collect();
        statement[meaning.action.0] = self.set(actions);
        let resources = meaning.resource.1.iter().map(|arn| json!(arn)).collect();
        statement[meaning.resource.0] = self.set(resources);
        match &meaning.sid {
            Some(sid) => statement["Sid"] = json!(sid),
            None if self.roll(2) == 1 => statement["Sid"] = json!(""),
            None => {}
        }
        let mut keys = json!({});
        for (key, values) in &meaning.conditions {
            let values = values.iter().map(|value| self.scalar(value)).collect();
            let values = self.set(values);
            keys[self.cased(&format!("aws:{key}"))] = values;
        }
        if keys != json!({}) {
            statement["Condition"] = json!({ self.cased("StringNotLikeIfExists"): keys });
        } else if self.roll(2) == 1 {
            statement["Condition"] = json!({});
        }
        statement
    }

    pub fn policy(&mut self, policy: &[Meaning]) -> Value {
        let statements = policy.iter().map(|meaning| self.statement(meaning)).collect();
        json!({ "Version": "2012-10-17", "Id": "x", "Statement": self.set(statements) })
    }
}
