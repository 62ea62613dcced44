//! Documents of a finished plan in the spelling that people wrote.

use serde_json::Value;

use crate::areas::organizations::model::world::World;
use crate::engine::change::Change;
use crate::guardrails::{Document, Spelling, language_of, minify};

use super::operations::AREA;

/// Gives every document its spelling back. Last, because everything before compares canonical forms. Where case matters (a tag's key, an ARN) and
/// the two sides differ in nothing else, a document stays canonical: a difference must never be spelt away.
pub fn restore_spelling(world: &World, changes: &mut [Change]) {
    for change in changes.iter_mut().filter(|change| change.area == AREA) {
        let mut spelling = Spelling::default();
        if let Some(declared) = world.baseline.policies.get(&change.address) {
            spelling.learn(&declared.document.minified());
        }
        let live = world
            .policies
            .all()
            .find(|policy| Some(&policy.id) == change.id.as_ref());
        if let Some(live) = live {
            spelling.learn(&live.text);
        }
        let declared_type = world
            .baseline
            .policies
            .get(&change.address)
            .map(|declared| &declared.policy_type);
        let Some(policy_type) = declared_type.or(live.map(|live| &live.policy_type)) else {
            continue;
        };
        let language = language_of(policy_type);
        for side in [&mut change.before, &mut change.after] {
            let document = side.as_mut().and_then(|value| value.get_mut("document"));
            if let Some(document) = document.filter(|document| document.is_object()) {
                let spelt: Value = spelling.apply(document);
                let again = Document::parse(&minify(&spelt)).map(|spelt| spelt.canonical(language));
                if again.is_ok_and(|again| again == *document) {
                    *document = spelt;
                }
            }
        }
    }
}
