//! Sets for people.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::{Outcome, Packed, PolicySet};
use crate::facts::policy_types::policy_type;
use crate::guardrails::pack::{Packed as Policy, Packing, Part, Source};
use crate::views::safe;

/// The sets, one after the other.
pub(super) fn text(sets: &[&PolicySet], explain: bool) -> String {
    let sets = sets.iter().map(|set| one(set, explain));
    let text = sets.collect::<Vec<_>>().join("\n");
    safe::each_line(&text).into_owned()
}

fn one(set: &PolicySet, explain: bool) -> String {
    match &set.outcome {
        Outcome::Packed(packed) => packed_set(set, packed, explain),
        Outcome::NoRoom(no_room) => format!("{}: {no_room}\n  {}\n", set.address, no_room.help()),
        Outcome::Unknown => format!(
            "{}: what AWS has could not be read, so it was not packed\n",
            set.address
        ),
    }
}

fn packed_set(set: &PolicySet, packed: &Packed, explain: bool) -> String {
    let Packed { packing, targets } = packed;
    let most = policy_type(&set.policy_type).max_size;
    let places: Vec<String> = set.attach.iter().map(ToString::to_string).collect();
    let on = if places.is_empty() {
        "nothing".to_owned()
    } else {
        places.join(", ")
    };
    let mut text = format!(
        "{}: {} in {}, attached to {on}\n",
        set.address,
        counted(set.members.len(), "guardrail", "guardrails"),
        counted(packing.policies.len(), "policy", "policies"),
    );
    let width = packing
        .policies
        .iter()
        .map(|policy| set.policy(policy.number).to_string().len());
    let width = width.max().unwrap_or_default();
    for policy in &packing.policies {
        text.push_str(&format!(
            "  {:width$}  {:>6} of {most} characters, {:>6} left, {}\n",
            set.policy(policy.number).to_string(),
            policy.size,
            most.saturating_sub(policy.size),
            counted(policy.policy.statements.len(), "statement", "statements"),
        ));
    }
    let size: usize = packing.policies.iter().map(|policy| policy.size).sum();
    text.push_str(&format!(
        "  unpacked: {}, {} and {} characters; packed {size}\n",
        counted(set.members.len(), "policy", "policies"),
        counted(packing.statements, "statement", "statements"),
        packing.unpacked,
    ));
    for target in targets {
        let left = target.free().saturating_sub(packing.policies.len());
        text.push_str(&format!("  {target}; {left} left\n"));
    }
    if explain {
        text.push_str(&explained(set, packing));
    }
    text
}

/// `1 policy`, `2 policies`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What was merged and cut, and where each guardrail stands.
fn explained(set: &PolicySet, packing: &Packing) -> String {
    let mut text = String::new();
    for policy in &packing.policies {
        text.push_str(&format!("\n  {}\n", set.policy(policy.number)));
        for (name, part) in statements(policy) {
            text.push_str(&format!("    {name}: {}\n", whence(part)));
            if !part.elsewhere.is_empty() {
                let others = part.elsewhere.iter().map(|number| set.policy(*number).to_string());
                text.push_str(&format!(
                    "      cut: no policy had room for all of its actions; the others stand in {}\n",
                    others.collect::<Vec<_>>().join(", ")
                ));
            }
        }
    }
    text.push_str("\n  by guardrail\n");
    for (name, member) in &set.members {
        let stands = stands(packing, name).into_iter().map(|(number, statements)| {
            let statements: Vec<String> = statements.into_iter().collect();
            format!("{} in {}", statements.join(", "), set.policy(number))
        });
        text.push_str(&format!(
            "    {name} ({}): {}\n",
            member.guardrail.name,
            stands.collect::<Vec<_>>().join("; ")
        ));
    }
    text
}

/// The statements of a policy by name, with where they come from.
pub(super) fn statements(policy: &Policy) -> impl Iterator<Item = (String, &Part)> {
    let statements = policy.policy.statements.iter().enumerate();
    statements
        .map(|(index, statement)| statement.name(index))
        .zip(&policy.parts)
}

fn whence(part: &Part) -> String {
    let sources: Vec<String> = part
        .sources
        .iter()
        .map(|source| format!("{} ({})", source.guardrail, source.statement))
        .collect();
    if sources.len() > 1 {
        return format!(
            "merged, because they differ in nothing but their actions: {}",
            sources.join(", ")
        );
    }
    format!("from {}", sources.join(", "))
}

/// In which policies a guardrail's statements stand, by their own names.
fn stands(packing: &Packing, guardrail: &str) -> BTreeMap<usize, BTreeSet<String>> {
    let mut stands: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for policy in &packing.policies {
        let sources = policy.parts.iter().flat_map(|part| &part.sources);
        for Source { statement, .. } in sources.filter(|source| source.guardrail == guardrail) {
            stands.entry(policy.number).or_default().insert(statement.clone());
        }
    }
    stands
}
