//! What has to be done to the delegation policy.

use serde_json::{Value, json};

use crate::areas::area::Draft;
use crate::areas::shared::{addresses, strangers};
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::facts::quotas;
use crate::guardrails::minify;

use super::document;
use super::operations::{DELETE, PUT};
use super::read::LiveDelegationPolicy;

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
    if let Some(statements) = &world.baseline.delegation_policy {
        strangers::in_delegation(world, &address, statements, draft);
    }
    let wanted = wanted(world, live.document.as_ref());
    if wanted == live.document {
        return;
    }
    let (action, op) = match (&live.document, &wanted) {
        (None, _) => (Action::Create, &PUT),
        (_, Some(_)) => (Action::Update, &PUT),
        (_, None) => (Action::Delete, &DELETE),
    };
    if let Some(size) = wanted.as_ref().map(|value| minify(value).chars().count())
        && size > quotas::DELEGATION_POLICY
    {
        let most = quotas::DELEGATION_POLICY;
        let why = format!("with the statements of others it has {size} characters, and AWS takes {most}");
        draft.refuse(&address, why, "shorten the statements");
        return;
    }
    let mut change = Change::new(AREA, Phase::Delegation, action, address);
    change.reason = match action {
        Action::Create => "the Organization has none".to_owned(),
        Action::Delete => "none of its statements is left".to_owned(),
        _ => "statements differ; those of others are kept".to_owned(),
    };
    change.before = live.document.as_ref().map(|document| json!({ "document": document }));
    change.after = wanted.map(|document| json!({ "document": document }));
    change.calls.push(PlannedCall::once(op.to_string()));
    if world.live.id.is_none() {
        change
            .needs
            .insert(Label::new(&addresses::organization(world), Facet::Exists));
    }
    draft.changes.push(change);
}

/// The whole document that should be there: the statements of others stay.
pub fn wanted(world: &World, live: Option<&Value>) -> Option<Value> {
    let baseline = &world.baseline.organization.baseline;
    let statements = world.baseline.delegation_policy.as_deref().unwrap_or_default();
    document::merged(baseline, live, statements)
}
