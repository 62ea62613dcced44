//! What could not be read may be what keeps a statement in force: until it is read nothing is loosened.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::live::Content;
use crate::areas::organizations::model::policy::ANY_KIND;
use crate::areas::organizations::model::world::World;
use crate::engine::change::{Action, Change, Label};
use crate::guardrails::{Language, language_of};

use super::attachments::policy_of;
use super::full_access;
use super::operations::AREA;

/// Leaves every change that may take something away, and what waits for it, while something that matters for it is not known.
pub fn leave(world: &World, draft: &mut Draft) {
    if world.live.id.is_none() || is_known(world) {
        return;
    }
    let mut left: Vec<bool> = draft.changes.iter().map(takes).collect();
    let mut providers: BTreeMap<Label, BTreeSet<usize>> = BTreeMap::new();
    for (index, change) in draft.changes.iter().enumerate() {
        for label in &change.provides {
            providers.entry(label.clone()).or_default().insert(index);
        }
    }
    let mut open: Vec<usize> = (0..left.len())
        .filter(|index| left.get(*index) == Some(&true))
        .collect();
    let mut waiting: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (index, change) in draft.changes.iter().enumerate() {
        for provider in change.needs.iter().filter_map(|label| providers.get(label)).flatten() {
            waiting.entry(*provider).or_default().insert(index);
        }
    }
    while let Some(index) = open.pop() {
        for waits in waiting.get(&index).into_iter().flatten() {
            if let Some(left @ false) = left.get_mut(*waits) {
                *left = true;
                open.push(*waits);
            }
        }
    }
    let changes = std::mem::take(&mut draft.changes);
    for (change, left) in changes.into_iter().zip(left) {
        if left {
            let why = "left: what could not be read may be what else keeps its guard in force".to_owned();
            draft.leave_out(&change.address, why);
        } else {
            draft.changes.push(change);
        }
    }
}

/// Whether everything that binds accounts is known.
fn is_known(world: &World) -> bool {
    let types = world.live.policy_types.iter().flat_map(BTreeMap::keys);
    let declared = world.baseline.policies.values().map(|policy| &policy.policy_type);
    let mut types = types
        .chain(declared)
        .filter(|policy_type| language_of(policy_type) == Language::Statements);
    let is_read = |policy_type: &String| {
        let policies = world.policies.of_type(policy_type);
        policies.is_some_and(|policies| {
            let mut policies = policies.values();
            policies.all(|policy| policy.targets.is_some() && policy.content != Content::Unread)
        })
    };
    let tree = world.policies.full_access_unread.is_empty()
        && world.live.units.is_some()
        && world.live.accounts.is_some()
        && world.live.policy_types.is_some();
    tree && types.all(is_read)
}

/// Whether a change may take away what is denied today.
fn takes(change: &Change) -> bool {
    let text = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    let denies = change.area == AREA && matches!(policy_of(&change.address).kind.as_str(), "scp" | "rcp" | ANY_KIND);
    match change.action {
        // An account that is not there yet has nothing to lose.
        Action::Move => change.id.is_some(),
        Action::Attach => full_access::concerns(change),
        Action::Detach | Action::Delete => denies,
        Action::Update | Action::Adopt => denies && text(&change.before) != text(&change.after),
        _ => false,
    }
}
