//! What has to be done to the delegation policy.

use serde_json::{Value, json};

use crate::areas::area::Draft;
use crate::areas::organizations::model::live::LiveDelegationPolicy;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::{addresses, planned, strangers};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Phase};
use crate::facts::quotas;
use crate::guardrails::{Document, ParseError};

use super::merge::{Merged, merge};
use super::operations::{DELETE, PUT};

/// The area's name, and the kind in addresses.
pub const AREA: &str = "delegation-policy";

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
    let (text, says) = match wanted(world, live) {
        Ok(Merged::Same) => return,
        Ok(Merged::Text { text, says }) => (Some(text), says),
        Ok(Merged::Gone { says }) => (None, says),
        Ok(Merged::Refused { why }) => {
            draft.refuse(&address, why, "write the statement without `${…}`");
            return;
        }
        Err(error) => {
            let help = "what is not understood is not written anew: mend the live document by hand";
            draft.refuse(&address, format!("it is not a document: {}", error.message), help);
            return;
        }
    };
    if let Some(size) = text.as_ref().map(|text| text.chars().count())
        && size > quotas::DELEGATION_POLICY
    {
        let most = quotas::DELEGATION_POLICY;
        let why = format!("with the statements of others it has {size} characters, and AWS takes {most}");
        draft.refuse(&address, why, "shorten the statements");
        return;
    }
    let (action, op) = match (&live.document, &text) {
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
    change.after = text.map(|text| json!({ "document": shown(&text) }));
    change.calls.push(planned::once(op));
    change.needs.extend(addresses::made_organization(world));
    draft.changes.push(change);
}

/// A document as plans show it.
fn shown(text: &str) -> Value {
    // The text was put together from two documents that were parsed.
    Document::parse(text).map_or_else(|_| Value::from(text), |document| document.value())
}

/// The text that is to be written, where one is.
#[must_use]
pub fn text(world: &World) -> Option<String> {
    let none = LiveDelegationPolicy::default();
    match wanted(world, world.delegation_policy.as_ref().unwrap_or(&none)) {
        Ok(Merged::Text { text, .. }) => Some(text),
        _ => None,
    }
}

/// What should become of the live document.
///
/// # Errors
/// Where it is none.
fn wanted(world: &World, live: &LiveDelegationPolicy) -> Result<Merged, ParseError> {
    let baseline = &world.baseline.organization.baseline;
    merge(
        baseline,
        live.text.as_deref(),
        world.baseline.delegation_policy.as_ref(),
    )
}
