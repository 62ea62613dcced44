//! No gap: whatever is denied before and after stays denied between, step by step.
//!
//! Each step that takes something away waits for the steps that bring the same thing another way. Where a policy gives a statement away
//! while another takes it, it first grows to hold both texts and shrinks later.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::areas::area::Draft;
use crate::areas::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Action, Change, Facet, Label, Phase, PlannedCall};
use crate::facts::policy_types::policy_type;
use crate::guardrails::{minify, union};
use crate::organization::Node;

use super::attachments::{address as attachment, policy_of};
use super::flow::{Class, Flow, Held, Token, denied};
use super::operations::UPDATE;
use super::plan::AREA;
use super::slots;

/// A moment in which something is allowed that is denied before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The place in the order of the change that opens it.
    pub opened_by: usize,
    /// What is not denied for the moment.
    pub tokens: Vec<String>,
    /// For which accounts.
    pub accounts: Vec<String>,
}

/// Makes the draft's changes wait for each other so that no gap opens, splitting changes of text where that is needed.
pub fn settle(world: &World, draft: &mut Draft) {
    if !draft
        .changes
        .iter()
        .any(|change| change.area == AREA || change.action == Action::Move)
    {
        return;
    }
    let flow = Flow::new(world);
    let split: Vec<Change> = std::mem::take(&mut draft.changes)
        .into_iter()
        .flat_map(|change| split(&flow, change))
        .collect();
    draft.changes = split;
    for change in &mut draft.changes {
        let needs = needs(&flow, change);
        change.needs.extend(needs);
    }
    slots::assign(world, &flow, draft);
}

/// How something that one step takes away stays in force.
enum Kept {
    /// It is there by other means all along.
    InPlace,
    /// Other steps bring it.
    Once(BTreeSet<Label>),
}

impl Flow {
    /// How `token` stays in force for `class` when `without` (a policy, at one node or everywhere) no longer gives it.
    fn kept(&self, class: &Class, token: &Token, without: Option<(&Address, Option<&Node>)>) -> Option<Kept> {
        let mut best: Option<BTreeSet<Label>> = None;
        for (address, held) in &self.policies {
            if !held.after.contains(token) {
                continue;
            }
            for node in class.after.iter().filter(|node| held.on_after.contains(node)) {
                let is_the_one =
                    |(gone, at): (&Address, Option<&Node>)| gone == address && at.is_none_or(|at| at == node);
                if without.is_some_and(is_the_one) {
                    continue;
                }
                let labels = self.labels(class, token, address, held, node);
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

    /// What must be done before `held` gives `token` to `class` at `node`.
    fn labels(&self, class: &Class, token: &Token, address: &Address, held: &Held, node: &Node) -> BTreeSet<Label> {
        let mut labels = BTreeSet::new();
        if !held.on_before.contains(node) {
            labels.insert(Label::new(&attachment(address, node), Facet::Exists));
        }
        if !held.before.contains(token) {
            labels.insert(Label::new(address, Facet::Guarded));
        }
        if !class.before.contains(node) {
            labels.extend(class.moving.iter().map(|account| Label::new(account, Facet::Placed)));
        }
        labels
    }

    fn under<'a>(&'a self, nodes: &'a BTreeSet<Node>) -> impl Iterator<Item = &'a Class> {
        let touched = |class: &&Class| class.before.iter().any(|node| nodes.contains(node));
        self.classes.iter().filter(touched)
    }
}

/// A change of text that gives away what must stay in force becomes two: grow, then shrink.
fn split(flow: &Flow, mut change: Change) -> Vec<Change> {
    let Some(held) = text_change(flow, &change) else {
        return vec![change];
    };
    let lost: BTreeSet<&Token> = held.before.difference(&held.after).collect();
    let is_carried = flow
        .under(&held.on_before)
        .any(|class| class.carried.iter().any(|token| lost.contains(token)));
    if !is_carried {
        return vec![change];
    }
    if held.after.is_subset(&held.before) {
        change.phase = Phase::Loosen;
        return vec![change];
    }
    let text = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    let (Some(old), Some(new)) = (text(&change.before), text(&change.after)) else {
        return vec![change];
    };
    let both = union(&old, &new);
    if minify(&both).chars().count() > policy_type(&held.policy_type).max_size {
        return vec![change];
    }
    let mut shrink = Change::new(AREA, Phase::Loosen, Action::Update, change.address.clone());
    shrink.reason = "what other policies have taken over goes".to_owned();
    shrink.id.clone_from(&change.id);
    shrink.before = Some(json!({ "document": both }));
    shrink.after = Some(json!({ "document": new }));
    shrink.calls.push(PlannedCall::once(UPDATE.to_string()));
    shrink.needs.insert(Label::new(&change.address, Facet::Guarded));
    if let Some(after) = change.after.as_mut().and_then(Value::as_object_mut) {
        after.insert("document".to_owned(), both);
    }
    change.reason = format!("{}; holds both texts until the other changes are made", change.reason);
    vec![change, shrink]
}

/// The policy whose text a change changes.
fn text_change<'a>(flow: &'a Flow, change: &Change) -> Option<&'a Held> {
    let is_text = change.area == AREA && matches!(change.action, Action::Update | Action::Adopt);
    let document = |value: &Option<Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    if !is_text || document(&change.before) == document(&change.after) {
        return None;
    }
    flow.policies.get(&change.address)
}

/// What a change must wait for, because it takes something away.
fn needs(flow: &Flow, change: &Change) -> BTreeSet<Label> {
    match change.action {
        Action::Detach => detach_needs(flow, change),
        Action::Move => move_needs(flow, change),
        Action::Update | Action::Adopt => text_needs(flow, change),
        _ => BTreeSet::new(),
    }
}

fn detach_needs(flow: &Flow, change: &Change) -> BTreeSet<Label> {
    let address = policy_of(&change.address);
    let mut labels = BTreeSet::new();
    let Some((held, node)) = flow
        .policies
        .get(&address)
        .and_then(|held| Some((held, node_of(held, change)?)))
    else {
        return labels;
    };
    for class in flow.under(&BTreeSet::from([node.clone()])) {
        for token in held.before.intersection(&class.carried) {
            if let Some(Kept::Once(needed)) = flow.kept(class, token, Some((&address, Some(node)))) {
                labels.extend(needed);
            }
        }
    }
    if held.allows_before {
        labels.extend(allows(flow, &held.policy_type, node));
    }
    labels
}

/// A level must never be without an `Allow`: those that come must be there before one goes.
fn allows<'a>(flow: &'a Flow, policy_type: &'a str, node: &'a Node) -> impl Iterator<Item = Label> + 'a {
    let coming = flow.policies.iter().filter(move |(_, held)| {
        held.policy_type == policy_type
            && held.allows_after
            && held.on_after.contains(node)
            && !held.on_before.contains(node)
    });
    coming.map(move |(address, _)| Label::new(&attachment(address, node), Facet::Exists))
}

/// The node that an attachment's change is at.
fn node_of<'a>(held: &'a Held, change: &Change) -> Option<&'a Node> {
    let part = change.address.part.as_deref()?;
    held.on_before.iter().find(|node| node.to_string() == part)
}

fn move_needs(flow: &Flow, change: &Change) -> BTreeSet<Label> {
    let mut labels = BTreeSet::new();
    for class in flow
        .classes
        .iter()
        .filter(|class| class.moving.contains(&change.address))
    {
        for token in &class.carried {
            if let Some(Kept::Once(needed)) = flow.kept(class, token, None) {
                // It cannot wait for its own move, nor for others that move with it.
                labels.extend(needed.into_iter().filter(|label| label.facet != Facet::Placed));
            }
        }
    }
    labels
}

fn text_needs(flow: &Flow, change: &Change) -> BTreeSet<Label> {
    let mut labels = BTreeSet::new();
    let Some(held) = text_change(flow, change) else {
        return labels;
    };
    let written = change.after.as_ref().and_then(|after| after.get("document"));
    let kept = written
        .map(|document| denied(&held.policy_type, document))
        .unwrap_or_default();
    for class in flow.under(&held.on_before) {
        for token in held
            .before
            .difference(&kept)
            .filter(|token| class.carried.contains(token))
        {
            if let Some(Kept::Once(needed)) = flow.kept(class, token, Some((&change.address, None))) {
                labels.extend(needed);
            }
        }
    }
    labels
}

/// Goes through an order of changes and finds every gap. What [`settle`] arranged leaves none; where AWS allows no such order, some remain.
#[must_use]
pub fn gaps(world: &World, order: &[Change]) -> Vec<Gap> {
    let takes = |change: &Change| {
        matches!(
            change.action,
            Action::Detach | Action::Move | Action::Update | Action::Adopt
        )
    };
    if !order.iter().any(takes) {
        return Vec::new();
    }
    let flow = Flow::new(world);
    let mut now: BTreeMap<&Address, (BTreeSet<Token>, BTreeSet<Node>)> = flow
        .policies
        .iter()
        .map(|(address, held)| (address, (held.before.clone(), held.on_before.clone())))
        .collect();
    let mut open: BTreeSet<(usize, Token)> = BTreeSet::new();
    let mut moved: BTreeSet<&Address> = BTreeSet::new();
    let mut gaps = Vec::new();
    for (place, change) in order.iter().enumerate() {
        step(&flow, change, &mut now, &mut moved);
        if !takes(change) {
            continue;
        }
        for (index, class) in flow
            .classes
            .iter()
            .enumerate()
            .filter(|(_, class)| !class.carried.is_empty())
        {
            let is_here = class.moving.iter().any(|account| !moved.contains(account)) || class.moving.is_empty();
            let is_there = class.moving.iter().any(|account| moved.contains(account));
            let chains = [(is_here, &class.before), (is_there, &class.after)];
            let missing = chains.into_iter().filter(|(used, _)| *used).flat_map(|(_, chain)| {
                let given: BTreeSet<&Token> = now
                    .values()
                    .filter(|(_, on)| chain.iter().any(|node| on.contains(node)))
                    .flat_map(|(tokens, _)| tokens)
                    .collect();
                class.carried.iter().filter(move |token| !given.contains(token))
            });
            let new: BTreeSet<&Token> = missing.filter(|token| open.insert((index, (*token).clone()))).collect();
            if !new.is_empty() {
                gaps.push(Gap {
                    opened_by: place,
                    tokens: new.into_iter().map(ToString::to_string).collect(),
                    accounts: class.accounts.clone(),
                });
            }
        }
    }
    gaps
}

/// What one change does to what is in force.
fn step<'a>(
    flow: &'a Flow,
    change: &'a Change,
    now: &mut BTreeMap<&'a Address, (BTreeSet<Token>, BTreeSet<Node>)>,
    moved: &mut BTreeSet<&'a Address>,
) {
    if change.action == Action::Move {
        moved.insert(&change.address);
        return;
    }
    if change.area != AREA {
        return;
    }
    if matches!(change.action, Action::Attach | Action::Detach) {
        let policy = policy_of(&change.address);
        let Some((held, (_, on))) = flow.policies.get(&policy).zip(now.get_mut(&policy)) else {
            return;
        };
        let part = change.address.part.as_deref().unwrap_or_default();
        let node = held
            .on_before
            .iter()
            .chain(&held.on_after)
            .find(|node| node.to_string() == part);
        if let Some(node) = node {
            if change.action == Action::Attach {
                on.insert(node.clone())
            } else {
                on.remove(node)
            };
        }
        return;
    }
    let written = change.after.as_ref().and_then(|after| after.get("document"));
    if let Some(((tokens, _), held)) = now.get_mut(&change.address).zip(flow.policies.get(&change.address))
        && let Some(document) = written
    {
        *tokens = denied(&held.policy_type, document);
    }
}

/// Accounts that are no longer under a policy afterwards and lose something it denies.
#[must_use]
pub fn losing(world: &World, changes: &[Change]) -> BTreeSet<String> {
    if !changes
        .iter()
        .any(|change| matches!(change.action, Action::Detach | Action::Move))
    {
        return BTreeSet::new();
    }
    let flow = Flow::new(world);
    let mut losing = BTreeSet::new();
    for class in &flow.classes {
        let is_under = |chain: &[Node], on: &BTreeSet<Node>| chain.iter().any(|node| on.contains(node));
        let after: BTreeSet<&Token> = flow
            .policies
            .values()
            .filter(|held| is_under(&class.after, &held.on_after))
            .flat_map(|held| &held.after)
            .collect();
        let loses = flow.policies.values().any(|held| {
            is_under(&class.before, &held.on_before)
                && !is_under(&class.after, &held.on_after)
                && held.before.iter().any(|token| !after.contains(token))
        });
        if loses {
            losing.extend(class.accounts.iter().cloned());
        }
    }
    losing
}
