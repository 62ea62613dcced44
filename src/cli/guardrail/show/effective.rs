//! The effective policy of a type that accounts inherit.

use serde_json::{Value, json};

use super::chain::{closing, finish, head, of_level, of_policy, put};
use super::kinds::word;
use super::levels::{Attached, Chain, Text};
use crate::facts::policy_types::policy_type;
use crate::guardrails::Document;
use crate::guardrails::inherit::{Allowed, Difference, Effective, Operator, Setting, Source, differences, effective};
use crate::views::{json as document, safe};

/// The merged policy and the policies that it is merged of, by their numbers in it.
struct Merged<'a> {
    chain: &'a Chain,
    /// By layer, those whose text is known.
    policies: Vec<Vec<&'a Attached>>,
    effective: Effective,
}

impl<'a> Merged<'a> {
    fn of(chain: &'a Chain, kind: &str) -> Self {
        let mut policies = Vec::new();
        let mut layers: Vec<Vec<&Document>> = Vec::new();
        for level in &chain.levels {
            let known = level.policies.iter().filter(|policy| policy.policy_type == kind);
            let known: Vec<(&Attached, &Document)> = known
                .filter_map(|policy| match &policy.text {
                    Text::Document(document, _) => Some((policy, document)),
                    Text::FullAccess | Text::Unknown(_) => None,
                })
                .collect();
            policies.push(known.iter().map(|(policy, _)| *policy).collect());
            layers.push(known.iter().map(|(_, document)| *document).collect());
        }
        let effective = effective(&layers, kind);
        Self {
            chain,
            policies,
            effective,
        }
    }

    fn policy(&self, source: Source) -> Option<&'a Attached> {
        self.policies.get(source.layer)?.get(source.policy).copied()
    }

    /// `` `cost-allocation` at the root ``.
    fn words(&self, source: Source) -> String {
        let name = self
            .policy(source)
            .map(|policy| policy.name.as_str())
            .unwrap_or_default();
        let level = self
            .chain
            .levels
            .get(source.layer)
            .map(|level| level.short())
            .unwrap_or_default();
        format!("`{}` at {level}", safe::text(name))
    }

    fn to_json(&self, source: Source) -> Value {
        json!({
            "policy": self.policy(source).map(|policy| of_policy(policy, false)),
            "level": self.chain.levels.get(source.layer).map(of_level),
        })
    }
}

/// For people.
pub(super) fn text(chain: &Chain, kind: &str) -> String {
    let merged = Merged::of(chain, kind);
    let from = if chain.live { "live" } else { "as the baseline has it" };
    let mut lines = vec![
        format!("effective {} of {}, {from}", word(kind), chain.place()),
        String::new(),
    ];
    for level in &chain.levels {
        for policy in level.of_type(kind) {
            let name = safe::text(&policy.name);
            let size = match &policy.text {
                Text::Document(_, size) => format!("{size} of {} characters", policy_type(kind).max_size),
                Text::Unknown(why) => format!("not known: {}", safe::text(why)),
                Text::FullAccess => String::new(),
            };
            lines.push(format!("{}: {name}, {}: {size}", level.title(), policy.holder.words()));
        }
    }
    if merged.effective.settings.is_empty() {
        lines.push("nothing is set".to_owned());
    }
    for setting in &merged.effective.settings {
        lines.push(String::new());
        settings(&merged, setting, &mut lines);
    }
    if !merged.effective.notes.is_empty() {
        lines.push(String::new());
    }
    for note in &merged.effective.notes {
        let message = note.message(|source| merged.words(source));
        lines.push(format!("warning[{}]: {}", note.reason.code(), safe::text(&message)));
    }
    if let Some(answer) = &chain.answer {
        lines.push(String::new());
        compared(&differences(merged.effective.document(), answer, kind), &mut lines);
    }
    closing(chain, &mut lines);
    finish(&lines)
}

fn settings(merged: &Merged<'_>, setting: &Setting, lines: &mut Vec<String>) {
    lines.push(safe::text(&setting.path.join(".")).into_owned());
    if setting.given.items().is_empty() {
        lines.push("  []".to_owned());
    }
    for item in setting.given.items() {
        let value = item.value.to_string();
        lines.push(format!(
            "  {} from {}",
            safe::text(&value),
            merged.words(item.spot.source)
        ));
    }
    if setting.allowed != Allowed::ALL {
        let mut by: Vec<String> = setting.limited_by.iter().map(|source| merged.words(*source)).collect();
        by.dedup();
        lines.push(format!(
            "  below it, {} may be used: by {}",
            allowed(setting.allowed),
            by.join(" and ")
        ));
    }
}

/// AWS's own answer beside this one.
fn compared(differences: &[Difference], lines: &mut Vec<String>) {
    if differences.is_empty() {
        lines.push("AWS's own answer is the same".to_owned());
        return;
    }
    lines.push("warning: AWS's own answer differs, and is what holds".to_owned());
    for difference in differences {
        let words = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        let path = difference.path.join(".");
        let line = format!(
            "  {path}: AWS has {}, merged here is {}",
            words(&difference.other),
            words(&difference.one)
        );
        lines.push(safe::text(&line).into_owned());
    }
}

fn allowed(allowed: Allowed) -> String {
    if allowed == Allowed::NONE {
        "no operator".to_owned()
    } else {
        format!("only {allowed}")
    }
}

/// For machines.
pub(super) fn json(chain: &Chain, kind: &str) -> String {
    let merged = Merged::of(chain, kind);
    let settings = merged.effective.settings.iter().map(|setting| {
        let from = setting.given.items().iter().map(|item| {
            let mut from = merged.to_json(item.spot.source);
            put(&mut from, "value", item.value.clone());
            from
        });
        let operators = Operator::EVERY
            .into_iter()
            .filter(|operator| setting.allowed.has(*operator));
        json!({
            "path": setting.path,
            "value": setting.given.value(),
            "from": from.collect::<Vec<_>>(),
            "allowed_below": operators.map(Operator::name).collect::<Vec<_>>(),
            "limited_by": setting.limited_by.iter().map(|source| merged.to_json(*source)).collect::<Vec<_>>(),
        })
    });
    let settings: Vec<Value> = settings.collect();
    let notes = merged.effective.notes.iter().map(|note| {
        json!({
            "code": note.reason.code(),
            "path": note.path,
            "message": note.message(|source| merged.words(source)),
            "policy": merged.to_json(note.spot.source),
            "other": note.other.map(|other| merged.to_json(other.source)),
        })
    });
    let notes: Vec<Value> = notes.collect();
    let levels = chain.levels.iter().map(|level| {
        let mut value = of_level(level);
        let policies = level.of_type(kind).map(|policy| of_policy(policy, false)).collect();
        put(&mut value, "policies", Value::Array(policies));
        value
    });
    let mut value = head(chain);
    put(&mut value, "type", json!(kind));
    put(&mut value, "levels", Value::Array(levels.collect()));
    put(&mut value, "effective", merged.effective.document().clone());
    put(&mut value, "settings", Value::Array(settings));
    put(&mut value, "notes", Value::Array(notes));
    if let Some(answer) = &chain.answer {
        let differences = differences(merged.effective.document(), answer, kind);
        let differences = differences
            .into_iter()
            .map(|found| json!({ "path": found.path, "merged": found.one, "aws": found.other }));
        let differences: Vec<Value> = differences.collect();
        put(
            &mut value,
            "aws",
            json!({ "effective": answer, "differences": differences }),
        );
    }
    document::document(&value)
}
