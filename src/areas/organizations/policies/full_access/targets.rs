//! Where AWS's policy that allows everything is now, and where it will be.

use std::collections::BTreeSet;

use crate::areas::organizations::model::live::LivePolicies;
use crate::areas::organizations::model::policy::kind_of;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::policies::policy_of;
use crate::areas::organizations::shared::states;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::facts::account_states::AccountAction;
use crate::facts::policy_types::{FULL_ACCESS, SCP};
use crate::organization::{Binding, Declared, Node, Place};

/// The places where it matters. Everywhere else it is attached, before and after.
#[derive(Debug, Clone, Default)]
pub struct FullAccessTargets {
    /// All of them.
    pub known: BTreeSet<Node>,
    /// Those that it is attached to now, or will be as soon as they are there.
    pub before: BTreeSet<Node>,
    /// Those that it will be attached to.
    pub after: BTreeSet<Node>,
}

/// Its address, by AWS's id as of every policy that is not ours: no key of a baseline has capital letters.
#[must_use]
pub fn address() -> Address {
    Address::new(kind_of(SCP), FULL_ACCESS)
}

/// Whether a change attaches or detaches it.
#[must_use]
pub fn concerns(change: &Change) -> bool {
    matches!(change.action, Action::Attach | Action::Detach) && policy_of(&change.address) == address()
}

/// Whether it will be attached to a declared place: as the baseline says, else as on the unit that this one replaces, else as it is.
#[must_use]
pub fn will_be_on(declared: &Declared, policies: &LivePolicies, binding: &Binding, place: &Place) -> bool {
    let lacks = |node: &Node| policies.lacks_full_access(node, binding);
    let is_off_old = || match place {
        Place::Unit(key) => {
            let old = binding.replaced.get(key).into_iter().flatten();
            old.cloned().map(Node::Undeclared).any(|old| lacks(&old))
        }
        Place::Root | Place::Account(_) => false,
    };
    declared
        .full_access(place)
        .unwrap_or_else(|| !is_off_old() && !lacks(&Node::Declared(place.clone())))
}

/// Where it is and will be, as far as that is known.
#[must_use]
pub fn targets(world: &World) -> FullAccessTargets {
    let organization = &world.baseline.organization;
    let (policies, binding) = (&world.policies, &world.binding);
    let said = organization
        .with_full_access_said()
        .map(|(place, _)| Node::Declared(place));
    let asked = policies.full_access.keys().map(|id| Node::of(id, binding));
    let new = binding.replaced.keys().cloned();
    let new = new.map(|key| Node::Declared(Place::Unit(key)));
    let mut targets = FullAccessTargets::default();
    for node in said.chain(asked).chain(new) {
        let is_on = !policies.lacks_full_access(&node, binding);
        let will_be = match &node {
            Node::Declared(place)
                if !is_unread(world, &node) && states::shut(world, &node, AccountAction::Attach).is_none() =>
            {
                will_be_on(organization, policies, binding, place)
            }
            _ => is_on,
        };
        if is_on {
            targets.before.insert(node.clone());
        }
        if will_be {
            targets.after.insert(node.clone());
        }
        targets.known.insert(node);
    }
    targets
}

/// Whether it was asked for at a live place and could not be read.
pub(super) fn is_unread(world: &World, node: &Node) -> bool {
    let id = node.id(&world.binding);
    id.is_some_and(|id| world.policies.full_access_unread.contains(id))
}

/// Whether what a change does has been done, or is no longer asked for: a place of which the baseline says nothing is not asked about.
#[must_use]
pub fn has_been(world: &World, change: &Change) -> bool {
    let part = change.address.part.as_deref().unwrap_or_default();
    let node = Node::parse(part, &world.baseline.organization);
    let is_on = node
        .id(&world.binding)
        .and_then(|id| world.policies.full_access.get(id));
    match is_on {
        Some(is_on) => *is_on == (change.action == Action::Attach),
        None => change.action == Action::Detach && matches!(node, Node::Declared(Place::Unit(_))),
    }
}
