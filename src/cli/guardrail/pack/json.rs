//! Sets for programs.

use serde_json::{Value, json};

use super::text::statements;
use crate::areas::organizations::{Outcome, PolicySet, Target};
use crate::engine::plan::FORMAT_VERSION;
use crate::facts::policy_types::policy_type;
use crate::guardrails::pack::{Overfull, Packed, Packing, Part};
use crate::views::json::document;

/// The sets as one document.
pub(super) fn json(sets: &[&PolicySet]) -> String {
    let sets: Vec<Value> = sets.iter().map(|set| one(set)).collect();
    document(&json!({ "format_version": FORMAT_VERSION, "sets": sets }))
}

fn one(set: &PolicySet) -> Value {
    let mut value = json!({
        "address": set.address.to_string(),
        "type": set.policy_type,
        "attach": set.attach.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "reserve_slots": set.reserve_slots,
        "guardrails": set.members.iter().map(|(name, member)| {
            json!({ "name": name, "guardrail": member.guardrail.name })
        }).collect::<Vec<_>>(),
    });
    let (outcome, more) = match &set.outcome {
        Outcome::Packed(packed) => ("packed", packing(set, &packed.packing, &packed.targets)),
        Outcome::NoRoom(no_room) => ("no-room", needs(&no_room.overfull, &no_room.targets)),
        Outcome::Unknown => ("unknown", json!({})),
    };
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.insert("outcome".to_owned(), json!(outcome));
        value.extend(more);
    }
    value
}

fn packing(set: &PolicySet, packing: &Packing, targets: &[Target]) -> Value {
    let most = policy_type(&set.policy_type).max_size;
    let policy = |packed: &Packed| {
        json!({
            "address": set.policy(packed.number).to_string(),
            "characters": packed.size,
            "most_characters": most,
            "characters_left": most.saturating_sub(packed.size),
            "statements": statements(packed).map(|(name, part)| statement(set, &name, part)).collect::<Vec<_>>(),
        })
    };
    json!({
        "policies": packing.policies.iter().map(policy).collect::<Vec<_>>(),
        "unpacked": {
            "policies": set.members.len(),
            "statements": packing.statements,
            "characters": packing.unpacked,
        },
        "targets": targets.iter().map(|target| place(target, packing.policies.len())).collect::<Vec<_>>(),
    })
}

fn statement(set: &PolicySet, name: &str, part: &Part) -> Value {
    let from = part
        .sources
        .iter()
        .map(|source| json!({ "guardrail": source.guardrail, "statement": source.statement }));
    json!({
        "name": name,
        "from": from.collect::<Vec<_>>(),
        "rest_in": part.elsewhere.iter().map(|number| set.policy(*number).to_string()).collect::<Vec<_>>(),
    })
}

fn needs(overfull: &Overfull, targets: &[Target]) -> Value {
    json!({
        "needed_policies": overfull.needed,
        "needed_characters": overfull.characters,
        "too_large": overfull.too_large,
        "targets": targets.iter().map(|target| place(target, 0)).collect::<Vec<_>>(),
    })
}

/// `taken`: slots that the set has there.
fn place(target: &Target, taken: usize) -> Value {
    json!({
        "target": target.place.to_string(),
        "most_slots": target.most,
        "held": target.held.iter().map(|(name, slots)| json!({ "name": name, "slots": slots })).collect::<Vec<_>>(),
        "reserved_slots": target.reserved,
        "slots_left": target.free().saturating_sub(taken),
    })
}
