//! The form in which documents are compared: everything that AWS reads alike is written alike.
//!
//! Where this version does not know that two spellings mean the same, they stay different: the cost is a difference that is
//! shown and put right, never a drift that is missed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::document::{Kind, Member, Node};
use super::super::policy::{Family, Operator};
use crate::facts::policy_types;

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Statements that allow and deny: SCPs, RCPs, the delegation policy.
    Statements,
    /// Values that are inherited down the tree with `@@assign` and its like: tag, AI, backup, declarative and other policies.
    Inheriting,
}

/// The language of a policy type: an unknown type is an inheriting one, as all since 2019 but RCPs were.
#[must_use]
pub fn language_of(policy_type: &str) -> Language {
    match policy_type {
        policy_types::SCP | policy_types::RCP => Language::Statements,
        _ => Language::Inheriting,
    }
}

pub(in crate::guardrails) fn canonical(root: &Node, language: Language) -> Value {
    match language {
        Language::Statements => policy(root),
        Language::Inheriting => inheriting(root),
    }
}

fn policy(root: &Node) -> Value {
    let mut elements: BTreeMap<String, Value> = members(root)
        .iter()
        .map(|member| {
            let value = match member.key.as_str() {
                "Statement" => Value::Array(set_of(items(&member.value).iter().map(statement))),
                _ => plain(&member.value),
            };
            (member.key.clone(), value)
        })
        .collect();
    // IAM User Guide, "Version": without the element the version is 2008-10-17, in which `${…}` is literal text.
    elements
        .entry("Version".to_owned())
        .or_insert_with(|| Value::String("2008-10-17".to_owned()));
    object(elements)
}

fn statement(node: &Node) -> Value {
    let Kind::Object(members) = &node.kind else {
        return plain(node);
    };
    let elements = members.iter().filter_map(|member| {
        let value = match member.key.as_str() {
            // Actions are compared without regard to case (IAM User Guide, "Action").
            "Action" | "NotAction" => texts(&member.value, |action| action.to_ascii_lowercase()),
            "Resource" | "NotResource" => texts(&member.value, str::to_owned),
            "Principal" | "NotPrincipal" => principal(&member.value),
            "Condition" => condition(&member.value)?,
            _ => plain(&member.value),
        };
        Some((member.key.clone(), value))
    });
    object(elements)
}

/// `"*"` stays apart from `{"AWS": "*"}`: they differ for anonymous callers in some services.
fn principal(node: &Node) -> Value {
    let Kind::Object(members) = &node.kind else {
        return plain(node);
    };
    object(members.iter().map(|member| {
        let value = match member.key.as_str() {
            "AWS" => texts(&member.value, |text| account_of(text).unwrap_or(text).to_owned()),
            _ => texts(&member.value, str::to_owned),
        };
        (member.key.clone(), value)
    }))
}

/// The account id of `arn:aws:iam::ID:root`, which is the same principal as `ID` (IAM User Guide, "Principal").
fn account_of(principal: &str) -> Option<&str> {
    let (arn, rest) = principal.split_once(':')?;
    let (_partition, rest) = rest.split_once(':')?;
    let id = rest.strip_prefix("iam::")?.strip_suffix(":root")?;
    (arn == "arn" && id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

/// Nothing for an empty condition, which is no condition.
fn condition(node: &Node) -> Option<Value> {
    let Kind::Object(operators) = &node.kind else {
        return Some(plain(node));
    };
    if operators.is_empty() {
        return None;
    }
    let spell = |name: &str| Operator::parse(name).map_or_else(|| name.to_ascii_lowercase(), |known| known.to_string());
    Some(folded(operators, spell, |operator| {
        let boolean = Operator::parse(&operator.key)
            .is_some_and(|known| matches!(known.comparison.family(), Family::Bool | Family::Null));
        match &operator.value.kind {
            Kind::Object(keys) => folded(keys, condition_key, |key| {
                texts(&key.value, |text| condition_value(text, boolean))
            }),
            _ => plain(&operator.value),
        }
    }))
}

/// Condition keys are compared without regard to case, the tag key behind the `/` of `aws:PrincipalTag/X` included: "key names
/// are not case-sensitive: `aws:ResourceTag/TagKey1` matches a tag named either `TagKey1` or `tagkey1`" (IAM User Guide, "AWS
/// global condition context keys"). Names of `${…}` variables inside values are also case-insensitive, but defaults and literal
/// text around them are not: they stay as written.
fn condition_key(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn condition_value(text: &str, boolean: bool) -> String {
    let folds = boolean && (text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"));
    if folds {
        text.to_ascii_lowercase()
    } else {
        text.to_owned()
    }
}

/// Operators whose lists are sets: in which order values are added, removed or permitted has no effect.
const SETS: &[&str] = &["@@append", "@@remove", "@@operators_allowed_for_child_policies"];

/// Everything but the order of keys and of those lists stays as written: names and values are case-sensitive, and a list of one
/// is not a single value. `@@assign`ed lists keep their order, since some (Regions, schedules) may be read in it.
fn inheriting(node: &Node) -> Value {
    match &node.kind {
        Kind::Object(members) => object(members.iter().map(|member| {
            let value = match &member.value.kind {
                Kind::List(items) if SETS.contains(&member.key.as_str()) => {
                    Value::Array(set_of(items.iter().map(inheriting)))
                }
                _ => inheriting(&member.value),
            };
            (member.key.clone(), value)
        })),
        Kind::List(items) => Value::Array(items.iter().map(inheriting).collect()),
        _ => plain(node),
    }
}

/// A value as it is, with sorted keys.
pub(in crate::guardrails) fn plain(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        // The parser took it, so that it is a number here; the fallback keeps the text rather than lose it.
        Kind::Number(raw) => serde_json::from_str(raw).unwrap_or_else(|_| Value::String(raw.clone())),
        Kind::Text(text) => Value::String(text.clone()),
        Kind::List(items) => Value::Array(items.iter().map(plain).collect()),
        Kind::Object(members) => object(members.iter().map(|member| (member.key.clone(), plain(&member.value)))),
    }
}

/// A value or list of values as a sorted list of texts, each once. What is not such a list is compared as written.
fn texts(node: &Node, spell: impl Fn(&str) -> String) -> Value {
    let texts: Option<BTreeSet<String>> = items(node).iter().map(|item| Some(spell(scalar(item)?))).collect();
    match texts {
        Some(texts) => Value::Array(texts.into_iter().map(Value::String).collect()),
        None => plain(node),
    }
}

/// Booleans and numbers equal their text.
fn scalar(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Text(text) | Kind::Number(text) => Some(text),
        Kind::Bool(true) => Some("true"),
        Kind::Bool(false) => Some("false"),
        Kind::Null | Kind::List(_) | Kind::Object(_) => None,
    }
}

/// An object whose keys are folded, unless two of them would become one: then all stay as written, so that neither is lost.
fn folded(members: &[Member], fold: impl Fn(&str) -> String, value: impl Fn(&Member) -> Value) -> Value {
    let names: BTreeSet<String> = members.iter().map(|member| fold(&member.key)).collect();
    let ambiguous = names.len() < members.len();
    object(members.iter().map(|member| {
        let name = if ambiguous {
            member.key.clone()
        } else {
            fold(&member.key)
        };
        (name, value(member))
    }))
}

/// Values in the order of their text, each once.
fn set_of(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let unique: BTreeMap<String, Value> = values.map(|value| (value.to_string(), value)).collect();
    unique.into_values().collect()
}

/// An object with sorted keys, whether or not the map keeps the order of insertion.
fn object(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    let sorted: BTreeMap<String, Value> = members.into_iter().collect();
    Value::Object(sorted.into_iter().collect())
}

fn members(node: &Node) -> &[Member] {
    match &node.kind {
        Kind::Object(members) => members,
        _ => &[],
    }
}

/// The items of a list; a single value is a list of one.
fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}
