//! SCPs and RCPs level by level.

use serde_json::{Value, json};

use super::kinds::word;
use super::levels::{Attached, Chain, Holder, Kind, Level, Text};
use super::statements;
use crate::engine::plan::FORMAT_VERSION;
use crate::facts::policy_types::policy_type;
use crate::guardrails::policy::Policy;
use crate::views::{json as document, safe};

/// For people.
pub(super) fn text(chain: &Chain, types: &[String]) -> String {
    let from = if chain.live { "live" } else { "as the baseline has it" };
    let mut lines = vec![format!("what binds {}, {from}", chain.place())];
    if chain.management {
        lines.push("nothing of this binds the management account: SCPs and RCPs never do".to_owned());
    }
    for level in &chain.levels {
        lines.push(String::new());
        lines.push(level.title());
        for name in types {
            kind(level, name, &mut lines);
        }
    }
    closing(chain, &mut lines);
    finish(&lines)
}

/// What one has to know of all of it, and what could not be read.
pub(super) fn closing(chain: &Chain, lines: &mut Vec<String>) {
    if !chain.remarks.is_empty() || !chain.unread.is_empty() {
        lines.push(String::new());
    }
    lines.extend(chain.remarks.iter().map(|remark| safe::text(remark).into_owned()));
    lines.extend(
        chain
            .unread
            .iter()
            .map(|unread| format!("not read: {}", safe::text(unread))),
    );
}

pub(super) fn finish(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn kind(level: &Level, name: &str, lines: &mut Vec<String>) {
    let facts = policy_type(name);
    let policies: Vec<&Attached> = level.of_type(name).collect();
    lines.push(format!("  {} {} of {}", word(name), policies.len(), facts.max_attached));
    for policy in policies {
        let name = safe::text(&policy.name);
        let holder = policy.holder.words();
        match &policy.text {
            Text::FullAccess => lines.push(format!("    {name}, {holder}: allows everything")),
            Text::Unknown(why) => lines.push(format!("    {name}, {holder}: not known: {}", safe::text(why))),
            Text::Document(document, size) => {
                lines.push(format!("    {name}, {holder}: {size} of {} characters", facts.max_size));
                match Policy::read(document) {
                    Ok(policy) => lines.extend(
                        statements::lines(&policy)
                            .into_iter()
                            .map(|line| format!("      {line}")),
                    ),
                    Err(error) => lines.push(format!("      not understood: {}", safe::text(&error.message))),
                }
            }
        }
    }
}

/// For machines.
pub(super) fn json(chain: &Chain, types: &[String]) -> String {
    let levels = chain.levels.iter().map(|level| {
        let of_types = types.iter().map(|name| {
            let facts = policy_type(name);
            let policies: Vec<Value> = level.of_type(name).map(|policy| of_policy(policy, true)).collect();
            json!({
                "type": name,
                "used": policies.len(),
                "slots": facts.max_attached,
                "max_size": facts.max_size,
                "policies": policies,
            })
        });
        let mut value = of_level(level);
        put(&mut value, "types", Value::Array(of_types.collect()));
        value
    });
    let levels: Vec<Value> = levels.collect();
    let mut value = head(chain);
    put(&mut value, "binds", Value::Bool(!chain.management));
    put(&mut value, "levels", Value::Array(levels));
    document::document(&value)
}

/// What every document of this command begins with.
pub(super) fn head(chain: &Chain) -> Value {
    json!({
        "format_version": FORMAT_VERSION,
        "place": chain.levels.last().map(of_level),
        "source": chain.source(),
        "remarks": chain.remarks,
        "unread": chain.unread,
    })
}

/// A level without its policies.
pub(super) fn of_level(level: &Level) -> Value {
    let name = level.name.as_ref().filter(|_| level.kind != Kind::Root);
    json!({ "kind": level.kind.word(), "key": level.key, "name": name, "id": level.id })
}

/// A policy; its statements on demand.
pub(super) fn of_policy(policy: &Attached, with_statements: bool) -> Value {
    let (owner, address) = match &policy.holder {
        Holder::Ours(address) => ("baseline".to_owned(), Some(address.to_string())),
        Holder::Aws => ("aws".to_owned(), None),
        Holder::Other(words) => (words.clone(), None),
    };
    let mut value = json!({ "name": policy.name, "id": policy.id, "owner": owner, "address": address });
    match &policy.text {
        Text::FullAccess => {}
        Text::Unknown(why) => put(&mut value, "unknown", json!(why)),
        Text::Document(document, size) => {
            put(&mut value, "size", json!(size));
            if with_statements {
                let statements = Policy::read(document).map(|policy| statements::to_json(&policy));
                put(&mut value, "statements", statements.unwrap_or(Value::Null));
            }
        }
    }
    value
}

pub(super) fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}
