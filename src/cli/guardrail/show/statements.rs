//! Statements in short.

use serde_json::{Value, json};

use crate::guardrails::policy::{Effect, Names, Policy, Statement};
use crate::views::safe;

/// Names of one list that are written out; the rest is counted.
const SHOWN: usize = 4;

/// One line per statement: effect, name, actions, resources, condition keys.
pub(super) fn lines(policy: &Policy) -> Vec<String> {
    policy
        .statements
        .iter()
        .enumerate()
        .map(|(index, statement)| line(index, statement))
        .collect()
}

fn line(index: usize, statement: &Statement) -> String {
    let effect = match statement.effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    };
    let mut words = format!(
        "{effect:<5} {}: {}",
        safe::text(&statement.name(index)),
        names(&statement.actions)
    );
    if statement.resources.negated || statement.resources.texts().any(|text| text != "*") {
        words.push_str(&format!("; on {}", names(&statement.resources)));
    }
    let keys = keys(statement);
    if !keys.is_empty() {
        words.push_str(&format!("; depends on {}", some(&keys)));
    }
    words
}

fn names(names: &Names) -> String {
    let texts: Vec<String> = names.texts().map(str::to_owned).collect();
    match (names.negated, texts.as_slice()) {
        (false, [one]) if one == "*" => "everything".to_owned(),
        (false, texts) => some(texts),
        (true, texts) => format!("all but {}", some(texts)),
    }
}

/// The keys of the conditions, each once, as written.
fn keys(statement: &Statement) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for condition in &statement.conditions {
        if !keys.iter().any(|key| condition.is_on(key)) {
            keys.push(condition.key.text.clone());
        }
    }
    keys
}

fn some(texts: &[String]) -> String {
    let shown: Vec<String> = texts
        .iter()
        .take(SHOWN)
        .map(|text| safe::text(text).into_owned())
        .collect();
    match texts.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Every statement with all of its names.
pub(super) fn to_json(policy: &Policy) -> Value {
    let statements = policy.statements.iter().map(|statement| {
        let texts = |names: &Names| names.texts().map(str::to_owned).collect::<Vec<_>>();
        json!({
            "sid": statement.sid.as_ref().map(|sid| &sid.text),
            "effect": match statement.effect { Effect::Allow => "allow", Effect::Deny => "deny" },
            "actions": texts(&statement.actions),
            "not_actions": statement.actions.negated,
            "resources": texts(&statement.resources),
            "not_resources": statement.resources.negated,
            "condition_keys": keys(statement),
        })
    });
    Value::Array(statements.collect())
}
