//! What has to be attached and detached, before anything is ordered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::binding::leaving_address;
use crate::areas::organizations::model::live::LivePolicy;
use crate::areas::organizations::model::policy::{DeclaredPolicy, is_of_its_kind};
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::{addresses, planned, states};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::engine::owner::Owner;
use crate::facts::account_states::AccountAction;
use crate::organization::{Node, Place, PlaceId};

use super::lookup::can_loosen;
use super::operations::{AREA, ATTACH, DETACH};

/// The address of one attachment of a policy.
#[must_use]
pub fn address(policy: &Address, node: &Node) -> Address {
    Address::new(format!("{}-attachment", policy.kind), &policy.key).part(node.to_string())
}

/// The address of the policy that an attachment is of.
#[must_use]
pub fn policy_of(attachment: &Address) -> Address {
    let kind = attachment.kind.strip_suffix("-attachment").unwrap_or(&attachment.kind);
    Address::new(kind, &attachment.key)
}

/// The nodes that a live policy is attached to.
#[must_use]
pub fn nodes(world: &World, found: &LivePolicy) -> BTreeSet<Node> {
    found
        .targets
        .iter()
        .flatten()
        .map(|id| Node::of(id, &world.binding))
        .collect()
}

/// The nodes that the baseline attaches a policy to.
#[must_use]
pub fn wanted(declared: &DeclaredPolicy) -> BTreeSet<Node> {
    declared.attach.iter().cloned().map(Node::Declared).collect()
}

/// The nodes that a policy will be on: those that the baseline says, but for accounts whose state lets nothing be attached or taken off.
#[must_use]
pub fn coming(world: &World, declared: &DeclaredPolicy, live: &BTreeSet<Node>) -> BTreeSet<Node> {
    let (wanted, shut) = (wanted(declared), |node: &&Node| {
        states::shut(world, node, AccountAction::Attach).is_some()
    });
    let free = wanted.iter().filter(|node| !shut(node));
    free.chain(live.iter().filter(shut)).cloned().collect()
}

/// Attachments of a live policy that the baseline does not list. Those on a unit that is being replaced move with it, and what is on a place that
/// cannot be tied may be listed under another key.
#[must_use]
pub fn undeclared(world: &World, declared: &DeclaredPolicy, found: &LivePolicy) -> BTreeSet<Node> {
    let wanted = wanted(declared);
    let replaced = |node: &Node| match node {
        Node::Undeclared(id) if world.binding.disputed.contains(id) => true,
        Node::Undeclared(id) => world
            .binding
            .replaced_key(id)
            .is_some_and(|key| wanted.contains(&Node::Declared(Place::Unit(key.to_owned())))),
        Node::Declared(_) => false,
    };
    nodes(world, found)
        .into_iter()
        .filter(|node| {
            !wanted.contains(node) && !replaced(node) && states::shut(world, node, AccountAction::Detach).is_none()
        })
        .collect()
}

/// Attaches a new policy everywhere.
pub fn attach_new(world: &World, policy: &Address, declared: &DeclaredPolicy, draft: &mut Draft) {
    if !world.creates() && !all_targets_read(world, &declared.policy_type) {
        return;
    }
    leave_shut(world, policy, declared, &BTreeSet::new(), draft);
    for node in coming(world, declared, &BTreeSet::new()) {
        if is_tied(world, &node) {
            draft.changes.push(attach(
                policy,
                Some(&declared.policy_type),
                &node,
                None,
                "the policy is new",
            ));
        }
    }
}

/// The units that this plan deletes, each with the address under which it goes. What is attached to a unit goes with it: AWS asks only that it
/// holds no accounts and units (API Reference, `DeleteOrganizationalUnit`), and would not detach the last SCP.
#[must_use]
pub fn going_units(draft: &Draft) -> BTreeMap<PlaceId, Address> {
    let deleted = |change: &&Change| change.action == Action::Delete && change.address.kind == "unit";
    let units = draft.changes.iter().filter(deleted);
    let units = units.filter_map(|change| Some((PlaceId(change.id.clone()?), change.address.clone())));
    units.collect()
}

/// Attaches and detaches a live policy until it is where the baseline says.
pub fn plan(
    world: &World,
    (policy, declared): (&Address, &DeclaredPolicy),
    found: &LivePolicy,
    going: &BTreeMap<PlaceId, Address>,
    draft: &mut Draft,
) {
    if !all_targets_read(world, &declared.policy_type) || !world.knows_tree() {
        return;
    }
    let live = nodes(world, found);
    leave_shut(world, policy, declared, &live, draft);
    let wanted = coming(world, declared, &live);
    for node in wanted.difference(&live) {
        if is_tied(world, node) {
            let id = Some(found.id.clone());
            draft
                .changes
                .push(attach(policy, Some(&declared.policy_type), node, id, "not attached"));
        }
    }
    // One of those that the baseline does not know may be the place that could not be tied.
    let is_one_untied = wanted.iter().any(|node| !is_tied(world, node));
    let leaving = live
        .difference(&wanted)
        .filter(|node| going_with(node, going).is_none() && can_leave(world, declared, node));
    for node in leaving.filter(|node| !(is_one_untied && matches!(node, Node::Undeclared(_)))) {
        draft
            .changes
            .push(detach(policy, node, found, "not listed in `attach`"));
    }
}

/// Says what is not attached to accounts, and not taken off them, because their state does not let it.
fn leave_shut(world: &World, policy: &Address, declared: &DeclaredPolicy, live: &BTreeSet<Node>, draft: &mut Draft) {
    let wanted = wanted(declared);
    for node in wanted.symmetric_difference(live) {
        if let Some(account) = states::shut(world, node, AccountAction::Attach) {
            let (what, leaves) = match wanted.contains(node) {
                true => ("cannot be attached", false),
                false => ("not listed in `attach`, and cannot be taken off", true),
            };
            states::leave_out(&address(policy, node), account, what, leaves, draft);
        }
    }
}

/// Detaches a policy from these places and gives the labels that say it is done.
pub fn detach_all(
    policy: &Address,
    found: &LivePolicy,
    nodes: &BTreeSet<Node>,
    going: &BTreeMap<PlaceId, Address>,
    draft: &mut Draft,
) -> BTreeSet<Label> {
    let mut freed = BTreeSet::new();
    for node in nodes {
        if let Some(unit) = going_with(node, going) {
            freed.insert(Label::new(unit, Facet::Freed));
            continue;
        }
        let change = detach(policy, node, found, "the policy is deleted");
        freed.insert(Label::new(&change.address, Facet::Freed));
        draft.changes.push(change);
    }
    freed
}

/// The address of the unit that takes along what is attached to it.
fn going_with<'a>(node: &Node, going: &'a BTreeMap<PlaceId, Address>) -> Option<&'a Address> {
    match node {
        Node::Undeclared(id) => going.get(id),
        Node::Declared(_) => None,
    }
}

/// Policies that are not ours and sit on a unit that is being replaced go onto the new one too.
pub fn copy_to_replacements(world: &World, draft: &mut Draft) {
    for found in world.policies.all() {
        let owner = world.policy_binding.owners.get(&found.id);
        if world.policy_binding.address(&found.id).is_some() || is_ours(found, owner) {
            continue;
        }
        for id in found.targets.iter().flatten() {
            let Some(key) = world.binding.replaced_key(id) else {
                continue;
            };
            let node = Node::Declared(Place::Unit(key.to_owned()));
            let there = node
                .id(&world.binding)
                .is_some_and(|id| found.targets.iter().flatten().any(|target| target == id));
            if !there {
                let policy = leaving_address(found, owner);
                let reason = "it is on the unit that this one replaces";
                let id = Some(found.id.clone());
                draft
                    .changes
                    .push(attach(&policy, Some(&found.policy_type), &node, id, reason));
            }
        }
    }
}

fn is_ours(found: &LivePolicy, owner: Option<&Owner>) -> bool {
    matches!(owner, Some(Owner::Ours(address)) if is_of_its_kind(address, &found.policy_type))
}

/// A place that could not be tied gets no attachments: it may not be the one that is meant.
#[must_use]
pub fn is_tied(world: &World, node: &Node) -> bool {
    let Node::Declared(place) = node else { return true };
    if let Some(address) = place.address()
        && world.binding.is_mismatched(&address)
    {
        return false;
    }
    match place {
        Place::Root => true,
        Place::Unit(_) => world.creates() || world.live.units.is_some(),
        // An account that is not there yet exists once it is made; one that cannot be read may be anything.
        Place::Account(_) => world.creates() || world.live.accounts.is_some(),
    }
}

/// Whether a policy may be taken off a place: not off a unit whose successor is not made yet for want of knowledge.
fn can_leave(world: &World, declared: &DeclaredPolicy, node: &Node) -> bool {
    let is_replaced = matches!(node, Node::Undeclared(id) if world.binding.replaced_key(id).is_some());
    let is_disputed = matches!(node, Node::Undeclared(id) if world.binding.disputed.contains(id));
    can_loosen(world, &declared.policy_type) && !is_disputed && (!is_replaced || world.knows_all_attached())
}

/// Free slots are only known if the targets of every policy of the type are.
#[must_use]
pub fn all_targets_read(world: &World, policy_type: &str) -> bool {
    let of_type = world.policies.of_type(policy_type);
    of_type.is_some_and(|policies| policies.values().all(|policy| policy.targets.is_some()))
}

fn attach(policy: &Address, policy_type: Option<&str>, node: &Node, id: Option<String>, reason: &str) -> Change {
    let address = address(policy, node);
    let mut change = Change::new(AREA, Phase::Guard, Action::Attach, address.clone());
    change.reason = reason.to_owned();
    change.id = id;
    change.after = Some(json!({ "policy": policy.to_string(), "target": target_text(node) }));
    change.calls.push(planned::once(&ATTACH));
    change.needs.insert(Label::new(policy, Facet::Exists));
    if let Some(policy_type) = policy_type {
        change
            .needs
            .insert(Label::new(&addresses::policy_type(policy_type), Facet::Enabled));
    }
    if let Node::Declared(place) = node
        && let Some(target) = place.address()
    {
        change.needs.insert(Label::new(&target, Facet::Exists));
        change.provides.insert(Label::new(&target, Facet::Guarded));
    }
    change.provides.insert(Label::new(&address, Facet::Exists));
    change
}

fn detach(policy: &Address, node: &Node, found: &LivePolicy, reason: &str) -> Change {
    let address = address(policy, node);
    let mut change = Change::new(AREA, Phase::Loosen, Action::Detach, address.clone());
    change.reason = reason.to_owned();
    change.id = Some(found.id.clone());
    change.before = Some(json!({ "policy": policy.to_string(), "target": target_text(node) }));
    change.calls.push(planned::once(&DETACH));
    change.provides.insert(Label::new(&address, Facet::Freed));
    change
}

/// How a target is shown.
#[must_use]
pub fn target_text(node: &Node) -> String {
    match node {
        Node::Declared(place) => place
            .address()
            .map_or_else(|| place.to_string(), |address| address.to_string()),
        Node::Undeclared(id) => id.to_string(),
    }
}
