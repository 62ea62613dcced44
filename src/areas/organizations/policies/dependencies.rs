//! Dependencies that leave no gap: whatever is denied before and after stays denied between, step by step.
//!
//! Each step that takes something away waits for the steps that bring the same thing another way. Where a policy gives a statement away
//! while another takes it, it first grows to hold both texts and shrinks later.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::areas::lifecycle::Draft;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::planned;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase};
use crate::facts::policy_types::{SCP, policy_type};
use crate::guardrails::{minify, union};
use crate::organization::Node;

use super::attachments::{address as attachment, policy_of};
use super::effective_policies::{Class, EffectivePolicies, PolicyEffect, Token};
use super::full_access;
use super::operations::{AREA, UPDATE};
use super::schedule::{self, Waits};
use super::unread;

/// Whether anything here can take away what must stay in force.
#[must_use]
pub fn concerns(changes: &[Change]) -> bool {
    changes
        .iter()
        .any(|change| change.area == AREA || change.action == Action::Move)
}

/// Makes the draft's changes wait for each other so that no gap opens, splitting changes of text where that is needed.
pub fn order(world: &World, effective: &EffectivePolicies, draft: &mut Draft) {
    unread::leave(world, draft);
    let changes = std::mem::take(&mut draft.changes);
    draft.changes = changes
        .into_iter()
        .flat_map(|change| split(effective, change))
        .collect();
    let waits = draft
        .changes
        .iter_mut()
        .map(|change| waits(effective, change))
        .collect();
    schedule::schedule(world, effective, waits, draft);
}

/// How something that one step takes away stays in force.
enum Kept {
    /// It is there by other means all along.
    InPlace,
    /// Other steps bring it.
    Once(BTreeSet<Label>),
}

impl EffectivePolicies {
    /// How `token` stays in force for `class` when `without` (a policy, at one node or everywhere) no longer gives it.
    fn kept(&self, class: &Class, token: &Token, without: Option<(&Address, Option<&Node>)>) -> Option<Kept> {
        let mut best: Option<BTreeSet<Label>> = None;
        for node in &class.after {
            let is_the_one = |(gone, at): (&Address, Option<&Node>), address: &Address| {
                gone == address && at.is_none_or(|at| at == node)
            };
            let coming = self.coming_to(node).filter(|(address, policy_effect)| {
                policy_effect.after.contains(token) && !without.is_some_and(|gone| is_the_one(gone, address))
            });
            let coming = coming.map(|(address, policy_effect)| {
                ready(address, policy_effect, node, policy_effect.before.contains(token))
            });
            for mut labels in self.ready_to_leave_out(node, token).into_iter().chain(coming) {
                if !class.before.contains(node) {
                    labels.extend(class.moving.iter().map(|account| Label::new(account, Facet::Placed)));
                }
                if labels.is_empty() {
                    return Some(Kept::InPlace);
                }
                if best.as_ref().is_none_or(|best| labels.len() < best.len()) {
                    best = Some(labels);
                }
            }
        }
        best.map(Kept::Once)
    }
}

/// What must be done before a policy is on a node with what it will say there.
fn ready(address: &Address, policy_effect: &PolicyEffect, node: &Node, says_it_now: bool) -> BTreeSet<Label> {
    let mut labels = BTreeSet::new();
    if !policy_effect.on_before.contains(node) {
        labels.insert(Label::new(&attachment(address, node), Facet::Exists));
    }
    if !says_it_now {
        labels.insert(Label::new(address, Facet::Guarded));
    }
    labels
}

/// A change of text that gives away what must stay in force becomes two: grow, then shrink.
fn split(effective: &EffectivePolicies, mut change: Change) -> Vec<Change> {
    let Some(policy_effect) = text_change(effective, &change) else {
        return vec![change];
    };
    let lost: BTreeSet<&Token> = policy_effect.before.difference(&policy_effect.after).collect();
    let is_carried = effective
        .pick(effective.under_before(&policy_effect.on_before))
        .any(|class| class.carried.iter().any(|token| lost.contains(token)));
    if !is_carried {
        return vec![change];
    }
    if policy_effect.after.is_subset(&policy_effect.before) {
        change.phase = Phase::Loosen;
        return vec![change];
    }
    let text = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    let (Some(old), Some(new)) = (text(&change.before), text(&change.after)) else {
        return vec![change];
    };
    let both = union(&old, &new);
    if minify(&both).chars().count() > policy_type(&policy_effect.policy_type).max_size {
        return vec![change];
    }
    let mut shrink = Change::new(AREA, Phase::Loosen, Action::Update, change.address.clone());
    shrink.reason = "what other policies have taken over goes".to_owned();
    shrink.id.clone_from(&change.id);
    shrink.before = Some(json!({ "document": both }));
    shrink.after = Some(json!({ "document": new }));
    shrink.calls.push(planned::once(&UPDATE));
    shrink.needs.insert(Label::new(&change.address, Facet::Guarded));
    shrink.provides.insert(Label::new(&change.address, Facet::Empty));
    if let Some(after) = change.after.as_mut().and_then(Value::as_object_mut) {
        after.insert("document".to_owned(), both);
    }
    change.reason = format!("{}; holds both texts until the other changes are made", change.reason);
    vec![change, shrink]
}

/// The policy whose text a change changes.
fn text_change<'a>(effective: &'a EffectivePolicies, change: &Change) -> Option<&'a PolicyEffect> {
    let is_text = change.area == AREA && matches!(change.action, Action::Update | Action::Adopt);
    let document = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    if !is_text || document(&change.before) == document(&change.after) {
        return None;
    }
    effective.policies.get(&change.address)
}

/// What a change must wait for, because it takes something away.
fn waits(effective: &EffectivePolicies, change: &mut Change) -> Waits {
    match change.action {
        Action::Attach => attach_waits(effective, change),
        Action::Detach => detach_waits(effective, change),
        Action::Move => move_waits(effective, change),
        Action::Update | Action::Adopt => text_waits(effective, change),
        _ => Waits::default(),
    }
}

/// Where AWS's policy that allows everything is off, whatever allows something takes a denial away.
fn attach_waits(effective: &EffectivePolicies, change: &Change) -> Waits {
    let mut waits = Waits::default();
    let policy_effect = effective.policies.get(&policy_of(&change.address));
    let Some((node, allows)) = policy_effect
        .and_then(|policy_effect| Some((node_of(policy_effect, change)?, policy_effect.unlisted_after.as_ref()?)))
    else {
        return waits;
    };
    if let Some(left_out) = effective.left_out_before.get(node) {
        waits.keep(effective, node, left_out.difference(allows));
    }
    waits
}

fn detach_waits(effective: &EffectivePolicies, change: &Change) -> Waits {
    let mut waits = Waits::default();
    let address = policy_of(&change.address);
    let Some(policy_effect) = effective.policies.get(&address) else {
        return waits;
    };
    let Some(node) = node_of(policy_effect, change) else {
        return waits;
    };
    if full_access::concerns(change) {
        // It goes last: what allows something comes before, and whatever else comes too if there is room.
        for (address, policy_effect) in effective
            .coming_to(node)
            .filter(|(_, policy_effect)| policy_effect.policy_type == SCP)
        {
            let ready = ready(
                address,
                policy_effect,
                node,
                policy_effect.after.is_subset(&policy_effect.before),
            );
            let allows = policy_effect.unlisted_after.is_some();
            (if allows { &mut waits.gap } else { &mut waits.wish }).extend(ready);
        }
    }
    for class in effective.pick(effective.under_before([node])) {
        for token in policy_effect.before.intersection(&class.carried) {
            if let Some(Kept::Once(needed)) = effective.kept(class, token, Some((&address, Some(node)))) {
                waits.gap.extend(needed);
            }
        }
        waits.leave_first(effective, class);
    }
    waits
}

/// The node that an attachment's change is at.
pub fn node_of<'a>(policy_effect: &'a PolicyEffect, change: &Change) -> Option<&'a Node> {
    let part = change.address.part.as_deref()?;
    let mut nodes = policy_effect.on_before.iter().chain(&policy_effect.on_after);
    nodes.find(|node| node.to_string() == part)
}

fn move_waits(effective: &EffectivePolicies, change: &mut Change) -> Waits {
    let mut waits = Waits::default();
    waits.wish.extend(
        change
            .needs
            .iter()
            .filter(|label| label.facet == Facet::Guarded)
            .cloned(),
    );
    change.needs.retain(|label| label.facet != Facet::Guarded);
    let Some(class) = effective.pick(effective.moving(&change.address)).next() else {
        return waits;
    };
    // It cannot wait for its own move.
    let placed = Label::new(&change.address, Facet::Placed);
    for token in &class.carried {
        if let Some(Kept::Once(mut needed)) = effective.kept(class, token, None) {
            needed.remove(&placed);
            waits.gap.extend(needed);
        }
    }
    // Whatever comes to where it goes comes first, and what allows too much there goes. What comes to the root binds an account that is made
    // from its birth on.
    let full = full_access::address();
    let is_new = class.ids.iter().any(|id| effective.new_accounts.contains_key(id));
    let awaited = |node: &&Node| !is_new || !class.before.contains(*node);
    for node in class.after.iter().filter(awaited) {
        let has_full_access = effective
            .policies
            .get(&full)
            .is_some_and(|policy_effect| policy_effect.on_before.contains(node));
        if has_full_access && effective.left_out_after.contains_key(node) {
            waits.wish.insert(Label::new(&attachment(&full, node), Facet::Freed));
        }
        for (address, policy_effect) in effective.coming_to(node) {
            let ready = ready(
                address,
                policy_effect,
                node,
                policy_effect.after.is_subset(&policy_effect.before),
            );
            waits.wish.extend(ready);
        }
    }
    waits
}

fn text_waits(effective: &EffectivePolicies, change: &Change) -> Waits {
    let mut waits = Waits::default();
    let Some(policy_effect) = text_change(effective, change) else {
        return waits;
    };
    let written = change.after.as_ref().and_then(|after| after.get("document"));
    let kept = written
        .map(|document| effective.meaning.tokens(&policy_effect.policy_type, document))
        .unwrap_or_default();
    if let Some(allows) = written.and_then(|document| effective.meaning.unlisted(&policy_effect.policy_type, document))
    {
        for node in &policy_effect.on_before {
            if let Some(left_out) = effective.left_out_before.get(node) {
                waits.keep(effective, node, left_out.difference(&allows));
            }
        }
    }
    let lost: BTreeSet<&Token> = policy_effect.before.difference(&kept).collect();
    if lost.is_empty() {
        return waits;
    }
    for class in effective.pick(effective.under_before(&policy_effect.on_before)) {
        for token in lost.iter().filter(|token| class.carried.contains(**token)) {
            if let Some(Kept::Once(needed)) = effective.kept(class, token, Some((&change.address, None))) {
                waits.gap.extend(needed);
            }
        }
        waits.leave_first(effective, class);
    }
    waits
}

impl Waits {
    /// Waits for what keeps these tokens in force otherwise, which a place no longer leaves out.
    fn keep<'t>(&mut self, effective: &EffectivePolicies, node: &Node, lost: impl Iterator<Item = &'t Token>) {
        let lost: BTreeSet<&Token> = lost.collect();
        for class in effective.pick(effective.under_before([node])) {
            for token in lost.iter().filter(|token| class.carried.contains(**token)) {
                if let Some(Kept::Once(needed)) = effective.kept(class, token, None) {
                    self.gap.extend(needed);
                }
            }
            self.leave_first(effective, class);
        }
    }

    /// An account that goes where a text is not known may find there what is lost here: it goes first.
    fn leave_first(&mut self, effective: &EffectivePolicies, class: &Class) {
        if let Some(account) = &class.moving
            && effective.comes_under_unknown(class)
        {
            self.wish.insert(Label::new(account, Facet::Placed));
        }
    }
}
