//! `[[removed]]` against what is live: what it names and the plan does not take away is said by name, never passed over.

use crate::areas::kit::resource::Removed;
use crate::areas::lifecycle::Draft;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::engine::owner::Owner;
use crate::engine::plan::LeftOut;

use super::model::live::LivePolicy;
use super::model::policy::{ANY_KIND, KINDS, is_of_its_kind, is_policy_kind, kind_of};
use super::model::world::World;

/// Adds why something that `[[removed]]` names stays.
pub(super) fn explain(world: &World, draft: &mut Draft) {
    if world.creates() {
        return;
    }
    for removed in &world.baseline.removed {
        let found = match removed {
            Removed::Named { kind, name } if is_policy_kind(kind) => policies(world, kind, name, draft),
            Removed::Address(address) if is_of_core(&address.kind) => owned(world, address),
            // What is not of the core is explained where it is managed.
            Removed::Named { .. } | Removed::Address(_) => continue,
        };
        if found == Found::Nothing {
            draft.left_out.push(LeftOut {
                address: removed.address(),
                why: "`[[removed]]` names nothing that is live: correct it, or remove the entry".to_owned(),
                drift: false,
            });
        }
    }
}

/// Whether things of a kind are managed here.
fn is_of_core(kind: &str) -> bool {
    ["unit", "account"].contains(&kind) || is_policy_kind(kind)
}

/// What there is of what an entry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Something, of which the plan says what becomes of it.
    Something,
    Nothing,
    /// It could not be read.
    Unknown,
}

fn policies(world: &World, kind: &str, name: &str, draft: &mut Draft) -> Found {
    let types: Vec<&str> = match KINDS.iter().find(|(_, known, _)| *known == kind) {
        Some((.., policy_type)) => vec![*policy_type],
        None => world.policies.by_type.keys().map(String::as_str).collect(),
    };
    let is_known = types
        .iter()
        .all(|policy_type| world.policies.of_type(policy_type).is_some());
    let Some(enabled) = world.live.policy_types.as_ref().filter(|_| world.live.tags.is_some()) else {
        return Found::Unknown;
    };
    if let Some(off) = types.iter().find(|policy_type| !enabled.contains_key(**policy_type))
        && world.policies.of_type(off).is_none()
    {
        draft.left_out.push(LeftOut {
            address: Address::new(kind, name),
            why: format!("policies of the type {off} are not read while it is off: what `[[removed]]` names stays"),
            drift: false,
        });
        return Found::Unknown;
    }
    if !is_known {
        return Found::Unknown;
    }
    let fits = |policy: &&LivePolicy| policy.name == name && (kind == ANY_KIND || kind_of(&policy.policy_type) == kind);
    let mut found = Found::Nothing;
    for policy in world.policies.all().filter(fits) {
        found = Found::Something;
        let owner = world.policy_binding.owners.get(&policy.id);
        let bound = world.policy_binding.address(&policy.id);
        let whose = match (bound, owner) {
            (Some(address), _) => format!("is {address}, which the baseline declares"),
            (None, Some(Owner::Ours(address))) if goes(&draft.changes, |change| change.address == *address) => continue,
            (None, Some(Owner::Nobody) | None) => continue,
            (None, Some(owner)) => {
                let owner = owner.describe_where(|address| is_of_its_kind(address, &policy.policy_type));
                format!("is owned by {owner}")
            }
        };
        let address = Address::new(kind_of(&policy.policy_type), name);
        draft.leave_out(
            &address,
            format!(
                "policy {} {whose}: it is not removed; take its `[[removed]]` out",
                policy.id
            ),
        );
    }
    found
}

/// What carries our tag goes, or what is planned for it says why it stays.
fn owned(world: &World, address: &Address) -> Found {
    let ours = Owner::Ours(address.clone());
    let mut owners = world
        .binding
        .owners
        .values()
        .chain(world.policy_binding.owners.values());
    if owners.any(|owner| *owner == ours) {
        Found::Something
    } else if world.knows_tree() && world.live.policy_types.is_some() {
        Found::Nothing
    } else {
        Found::Unknown
    }
}

fn goes(changes: &[Change], names: impl Fn(&Change) -> bool) -> bool {
    let takes = |action: Action| matches!(action, Action::Delete | Action::Disable | Action::Deregister);
    changes.iter().any(|change| takes(change.action) && names(change))
}
