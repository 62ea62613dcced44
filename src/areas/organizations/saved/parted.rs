//! A kept plan as one of today would have it: with the ids that were made since, and with names and texts together that were parted.

use serde_json::Value;

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::late;
use crate::areas::organizations::shared::names::only_renames;
use crate::engine::change::{Action, Change};
use crate::engine::plan::Plan;
use crate::guardrails::minify;

/// Changes of a plan that were parted from their renames, with the name again: once the name is free, nothing is parted any more. A name may be
/// given in two steps, so that each beginning goes with each end.
pub fn with_their_names(changes: &[Change]) -> Vec<Change> {
    let name = |side: &Option<Value>| side.as_ref().and_then(|side| side.get("name")).cloned();
    let is_parted = |change: &&Change| {
        let is_text = matches!(change.action, Action::Update | Action::Adopt) && !only_renames(change);
        is_text && name(&change.after).is_none()
    };
    let mut whole = Vec::new();
    for change in changes.iter().filter(is_parted) {
        let renames = changes
            .iter()
            .filter(|rename| rename.address == change.address && only_renames(rename));
        let renames: Vec<&Change> = renames.collect();
        for (first, last) in renames
            .iter()
            .flat_map(|first| renames.iter().map(move |last| (first, last)))
        {
            let mut both = change.clone();
            for (side, name) in [
                (&mut both.before, name(&first.before)),
                (&mut both.after, name(&last.after)),
            ] {
                if let Some((side, name)) = side.as_mut().and_then(Value::as_object_mut).zip(name) {
                    side.insert("name".to_owned(), name);
                }
            }
            whole.push(both);
        }
    }
    whole
}

/// Puts the ids that were made since into the documents of a plan.
pub fn fill(plan: &mut Plan, world: &World) {
    let policies = &world.baseline.policies;
    let is_late = |change: &&mut Change| {
        policies
            .get(&change.address)
            .is_some_and(|policy| policy.late.is_some())
    };
    for change in plan.changes.iter_mut().filter(is_late) {
        for side in [&mut change.before, &mut change.after] {
            let document = side.as_mut().and_then(|side| side.get_mut("document"));
            if let Some(document) = document
                && let Ok(filled) = serde_json::from_str(&late::fill(&minify(document), world))
            {
                *document = filled;
            }
        }
    }
}
