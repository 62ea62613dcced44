//! What has to be done to the delegation policy.

use serde_json::{Value, json};

use crate::areas::area::Draft;
use crate::areas::kit::document::{Limit, Mark, MergeError, Merged};
use crate::areas::organizations::model::live::LiveDelegationPolicy;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::{addresses, planned, strangers};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Phase};
use crate::facts::partitions;
use crate::guardrails::Document;

use super::operations::{DELETE, PUT};
use super::wanted::{AREA, merged};

/// Adds the change of the delegation policy.
pub fn plan(world: &World, draft: &mut Draft) {
    let none = LiveDelegationPolicy::default();
    let live = match &world.delegation_policy {
        Some(live) => live,
        None if world.creates() => &none,
        None => return,
    };
    let address = Address::new(AREA, "organization");
    if let Some(document) = &world.baseline.delegation_policy {
        strangers::in_delegation(world, &address, document, draft);
    }
    let merged = match wanted(world, live) {
        Ok(merged) => merged,
        Err(error) => {
            draft.refuse(&address, error.to_string(), help(&error));
            return;
        }
    };
    if merged.is_same() {
        return;
    }
    let mark = Mark::of(&world.baseline.organization.baseline);
    let checked = merged
        .document
        .as_ref()
        .map(|document| Limit::DELEGATION_POLICY.check(&mark, document));
    if let Some(Err(error)) = checked {
        draft.refuse(&address, error.to_string(), "shorten the statements");
        return;
    }
    let says = merged.summary();
    let (action, op) = match (&live.document, &merged.document) {
        (None, _) => (Action::Create, &PUT),
        (_, Some(_)) => (Action::Update, &PUT),
        (_, None) => (Action::Delete, &DELETE),
    };
    let mut change = Change::new(AREA, Phase::Delegation, action, address);
    change.reason = match action {
        Action::Create => "the Organization has none".to_owned(),
        Action::Delete => format!("{says}; nothing else is left in it"),
        _ => says,
    };
    change.before = live.document.as_ref().map(|document| json!({ "document": document }));
    change.after = text_of(&merged).map(|text| json!({ "document": shown(&text) }));
    change.calls.push(planned::once(op));
    change.needs.extend(addresses::made_organization(world));
    draft.changes.push(change);
}

/// A document as plans show it.
fn shown(text: &str) -> Value {
    // The text was put together from two documents that were parsed.
    Document::parse(text).map_or_else(|_| Value::from(text), |document| document.value())
}

/// What a person can do about it.
fn help(error: &MergeError) -> &'static str {
    match error {
        MergeError::Misread { .. } => "write the statement without `${…}`",
        MergeError::SameSid { .. } => "name one of them otherwise",
        MergeError::Malformed(_) => "what is not understood is not written anew: mend the document by hand",
    }
}

/// The text that is to be written, where one is.
#[must_use]
pub fn text(world: &World) -> Option<String> {
    let none = LiveDelegationPolicy::default();
    let merged = wanted(world, world.delegation_policy.as_ref().unwrap_or(&none)).ok()?;
    text_of(&merged).filter(|_| !merged.is_same())
}

/// The merged document as it is sent: a file's statements wait for nothing.
fn text_of(merged: &Merged) -> Option<String> {
    merged.document.as_ref().and_then(|document| document.known().ok())
}

/// What should become of the live document.
///
/// # Errors
/// Where it cannot be.
fn wanted(world: &World, live: &LiveDelegationPolicy) -> Result<Merged, MergeError> {
    let partition = partitions::of_arn(&world.caller).unwrap_or(partitions::COMMERCIAL.id);
    merged(
        &world.baseline.organization.baseline,
        partition,
        live.text.as_deref(),
        world.baseline.delegation_policy.as_ref(),
    )
}
