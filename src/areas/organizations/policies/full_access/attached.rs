//! The last look before AWS's policy that allows everything goes: what is to allow something instead is attached by then.

use std::collections::BTreeSet;

use crate::areas::area::Failure;
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::policies::attached::listed;
use crate::areas::organizations::policies::lookup::document;
use crate::engine::change::Change;
use crate::facts::policy_types::{SCP, is_full_access, policy_type};
use crate::organization::{Node, PlaceId};

use super::asked::allows;

/// Reads again what is attached to a place. Every policy of the baseline that allows something there must be, and at least one other SCP.
///
/// # Errors
/// Says what is missing, or why it could not be read.
pub async fn before_it_goes(applying: &Applying<'_>, change: &Change, target: &PlaceId) -> Result<(), Failure> {
    let on: BTreeSet<String> = listed(&applying.reader(), target, SCP)
        .await?
        .into_iter()
        .map(|(policy, _)| policy.id)
        .filter(|id| !is_full_access(id))
        .collect();
    let part = change.address.part.as_deref().unwrap_or_default();
    let node = Node::parse(part, &applying.world.baseline.organization);
    let is_full = on.len() + 1 >= policy_type(SCP).max_attached;
    let made = applying.made.borrow();
    for (address, declared) in &applying.world.baseline.policies {
        let is_there = declared
            .attach
            .iter()
            .any(|place| Node::Declared(place.clone()) == node);
        if declared.policy_type != SCP || !is_there || !allows(&document(declared)) {
            continue;
        }
        let id = applying
            .world
            .policy_binding
            .ids
            .get(address)
            .or_else(|| made.get(address));
        // Where all slots are taken the last one can only come once this one goes.
        if !is_full && id.is_none_or(|id| !on.contains(id)) {
            let message =
                format!("{address} is not attached to it, so that it would allow too little without FullAWSAccess");
            return Err(Failure::new(message).help("run again"));
        }
    }
    if on.is_empty() {
        return Err(Failure::new("no other SCP is attached to it, so that nothing would be allowed").help("run again"));
    }
    Ok(())
}
