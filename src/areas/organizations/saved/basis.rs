//! What a plan rests on besides its own changes.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::policy_of;
use crate::engine::change::{Action, Change};
use crate::engine::owner::Owner;
use crate::facts::policy_types::is_full_access;
use crate::organization::Node;

/// The facts that a plan rests on besides its own changes: whom they touch, and who else is there.
pub fn basis(world: &World, changes: &[Change]) -> BTreeMap<String, String> {
    let mut basis = BTreeMap::new();
    // What the plan itself attaches and detaches is no fact beside it: a plan that was cut has done some of it.
    let own: BTreeSet<&String> = changes.iter().filter_map(|change| change.id.as_ref()).collect();
    for change in changes.iter().filter(|change| change.action == Action::Attach) {
        let target = change.address.part.clone().unwrap_or_default();
        let node = Node::parse(&target, &world.baseline.organization);
        let Some(policy) = world.baseline.policies.get(&policy_of(&change.address)) else {
            continue;
        };
        let of_type = world.policies.of_type(&policy.policy_type);
        let others: BTreeSet<&str> = of_type
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(|policy| world.policy_binding.address(&policy.id).is_none() && !is_full_access(&policy.id))
            .filter(|policy| !own.contains(&policy.id))
            .filter(|policy| {
                policy
                    .targets
                    .iter()
                    .flatten()
                    .any(|id| Node::of(id, &world.binding) == node)
            })
            .map(|policy| policy.id.as_str())
            .collect();
        let foreign: BTreeSet<&str> = others.into_iter().filter(|id| !is_ours(world, id)).collect();
        let fact = format!("what others attached to `{target}` ({})", policy.policy_type);
        basis.insert(fact, digest(&format!("{foreign:?}")));
    }
    for change in changes.iter().filter(|change| change.action == Action::Move) {
        let key = change.address.key.as_str();
        let state = world
            .binding
            .accounts
            .get(key)
            .and_then(|id| world.live.accounts.as_ref()?.get(id));
        if let Some(account) = state.filter(|_| change.id.is_some()) {
            basis.insert(
                format!("the state of account {}", account.id),
                digest(account.state.word()),
            );
        }
    }
    basis
}

fn is_ours(world: &World, id: &str) -> bool {
    matches!(world.policy_binding.owners.get(id), Some(Owner::Ours(_)))
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
