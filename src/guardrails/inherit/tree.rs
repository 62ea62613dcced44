//! What is inherited so far, while policies are merged from the root down.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::canonical::plain;
use super::super::document::{Kind, Node, Place};
use super::operator::{Allowed, Operator};

/// Which policy: its layer from the root down and its number there, as given to [`effective`](super::effective()).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The layer, from 0 at the root.
    pub layer: usize,
    /// The policy in its layer, from 0.
    pub policy: usize,
}

/// A place in one of the policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which policy.
    pub source: Source,
    /// Where in its text.
    pub place: Place,
}

/// One value of a setting, and the policy that gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// As in the policy.
    pub value: Value,
    /// Where it was said.
    pub spot: Spot,
}

/// What a setting holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// Whether it is a list. Otherwise there is one item.
    pub(super) list: bool,
    pub(super) items: Vec<Item>,
    /// The items' texts: lists may be long.
    texts: BTreeSet<String>,
    /// Where it began to be held.
    pub(super) spot: Spot,
}

/// What one policy of the layer at hand does to a setting.
#[derive(Debug, Clone)]
pub(super) struct Touch<'a> {
    pub(super) operator: Operator,
    pub(super) node: &'a Node,
    pub(super) spot: Spot,
}

/// A control operator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) allowed: Allowed,
    pub(super) spot: Spot,
}

/// A key and what is below it.
#[derive(Debug)]
pub(super) struct Branch<'a> {
    /// As first written.
    pub(super) name: String,
    /// Where it was first written.
    pub(super) spot: Spot,
    pub(super) tree: Tree<'a>,
}

/// One place in the merged policy: a setting, or a map of settings.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    /// By key as it is compared.
    pub(super) branches: BTreeMap<String, Branch<'a>>,
    pub(super) held: Option<Held>,
    /// Controls from the layers before.
    pub(super) limits: Vec<Limit>,
    /// What the policies of the layer at hand do here, in their order.
    pub(super) touches: Vec<Touch<'a>>,
    /// Controls from the layer at hand: they do not bind their own layer.
    pub(super) new_limits: Vec<Limit>,
}

/// What the limits together leave.
pub(super) fn allowed(limits: &[Limit]) -> Allowed {
    limits.iter().fold(Allowed::ALL, |all, limit| all.and(limit.allowed))
}

impl Held {
    /// What an operator's value sets.
    pub(super) fn of(touch: &Touch<'_>) -> Self {
        let mut held = Self {
            list: matches!(touch.node.kind, Kind::List(_)),
            items: Vec::new(),
            texts: BTreeSet::new(),
            spot: touch.spot,
        };
        for value in values(touch) {
            held.add(value);
        }
        held
    }

    /// Adds a value, unless it is there.
    pub(super) fn add(&mut self, item: Item) {
        if self.texts.insert(item.value.to_string()) {
            self.items.push(item);
        }
    }

    /// Takes values out, where they are.
    pub(super) fn take(&mut self, removed: &BTreeSet<String>) {
        self.items.retain(|item| !removed.contains(&item.value.to_string()));
        self.texts.retain(|text| !removed.contains(text));
    }
}

/// The values that an operator names: those of its list, or its only one.
pub(super) fn values(touch: &Touch<'_>) -> Vec<Item> {
    touch
        .node
        .items()
        .iter()
        .map(|node| Item {
            value: plain(node),
            spot: touch.spot,
        })
        .collect()
}

/// The texts of the values that an operator names.
pub(super) fn texts(touch: &Touch<'_>) -> BTreeSet<String> {
    touch.node.items().iter().map(|node| plain(node).to_string()).collect()
}
