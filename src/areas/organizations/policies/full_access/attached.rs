//! The last look before AWS's policy that allows everything goes: what is to allow something instead is attached by then.

use std::collections::BTreeSet;

use crate::areas::lifecycle::Failure;
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Instead;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::attached::listed;
use crate::areas::organizations::policies::lookup::document;
use crate::engine::address::Address;
use crate::facts::policy_types::{SCP, is_full_access, policy_type};
use crate::organization::{Node, PlaceId};

use super::relevant_targets::allows;

/// The SCPs of the baseline that allow something at a place.
pub fn allowing<'a>(world: &'a World, node: &'a Node) -> impl Iterator<Item = &'a Address> {
    let declared = world.baseline.policies.iter().filter(move |(_, declared)| {
        let attached = declared.attach.iter();
        let mut attached = attached.map(|place| Node::Declared(place.clone()));
        declared.policy_type == SCP && attached.any(|at| at == *node) && allows(&document(declared))
    });
    declared.map(|(address, _)| address)
}

/// Reads again what is attached to a place. Every policy that is to allow something there `instead` must be, and at least one other SCP.
///
/// # Errors
/// Says what is missing, or why it could not be read.
pub async fn check_replacement(sending: &Sending<'_>, instead: &[Instead], target: &PlaceId) -> Result<(), Failure> {
    let on: BTreeSet<String> = listed(&sending.reader(), target, SCP)
        .await?
        .into_iter()
        .map(|(policy, _)| policy.id)
        .filter(|id| !is_full_access(id))
        .collect();
    let is_full = on.len() + 1 >= policy_type(SCP).max_attached;
    for Instead { address, policy } in instead {
        let id = sending.text(policy).ok();
        // Where all slots are taken the last one can only come once this one goes.
        if !is_full && id.is_none_or(|id| !on.contains(&id)) {
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
