//! Finds the gaps of an order of changes. What `settle` arranged leaves none; where AWS allows no such order, some remain, and are named.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::organization::Node;

use super::attachments::policy_of;
use super::flow::{Class, Flow, Token};
use super::guard::node_of;
use super::plan::AREA;

/// A moment in which something is allowed that is denied before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The place in the order of the change that opens it.
    pub opened_by: usize,
    /// What is not in force for the moment.
    pub tokens: Vec<String>,
    /// For which accounts.
    pub accounts: Vec<String>,
}

/// What is in force after some of the changes.
struct Now<'a> {
    flow: &'a Flow,
    /// What each policy does.
    says: BTreeMap<&'a Address, BTreeSet<Token>>,
    /// Which policies are on each place.
    on: BTreeMap<&'a Node, BTreeSet<&'a Address>>,
    /// The accounts that have moved.
    moved: BTreeSet<&'a Address>,
}

/// Goes through an order of changes and finds every gap.
#[must_use]
pub fn gaps(flow: &Flow, order: &[Change]) -> Vec<Gap> {
    let mut now = Now::new(flow);
    let mut open: BTreeSet<(usize, Token)> = BTreeSet::new();
    let mut gaps = Vec::new();
    for (opened_by, change) in order.iter().enumerate() {
        let (lost, touched) = now.step(change);
        for number in touched {
            let Some(class) = flow.classes.get(number) else {
                continue;
            };
            let missing = match &lost {
                Some(lost) => now.missing(class, class.carried.intersection(lost)),
                None => now.missing(class, class.carried.iter()),
            };
            let new: BTreeSet<String> = missing
                .into_iter()
                .filter(|token| open.insert((number, (*token).clone())))
                .map(ToString::to_string)
                .collect();
            if !new.is_empty() {
                gaps.push(Gap {
                    opened_by,
                    tokens: new.into_iter().collect(),
                    accounts: class.accounts.clone(),
                });
            }
        }
    }
    gaps
}

impl<'a> Now<'a> {
    fn new(flow: &'a Flow) -> Self {
        let mut now = Self {
            flow,
            says: BTreeMap::new(),
            on: BTreeMap::new(),
            moved: BTreeSet::new(),
        };
        for (address, held) in &flow.policies {
            now.says.insert(address, held.before.clone());
            for node in &held.on_before {
                now.on.entry(node).or_default().insert(address);
            }
        }
        now
    }

    /// Makes one change. Gives what it takes away (`None`: it may be anything) and the classes that may miss it.
    fn step(&mut self, change: &'a Change) -> (Option<BTreeSet<Token>>, BTreeSet<usize>) {
        let nothing = (None, BTreeSet::new());
        if change.action == Action::Move {
            self.moved.insert(&change.address);
            return (None, self.flow.moving(&change.address).into_iter().collect());
        }
        if change.area != AREA {
            return nothing;
        }
        if matches!(change.action, Action::Attach | Action::Detach) {
            let policy = policy_of(&change.address);
            let Some((address, held)) = self.flow.policies.get_key_value(&policy) else {
                return nothing;
            };
            let Some(node) = node_of(held, change) else {
                return nothing;
            };
            if change.action == Action::Attach {
                self.on.entry(node).or_default().insert(address);
                return nothing;
            }
            self.on.entry(node).or_default().remove(address);
            let lost = self.says.get(address).cloned();
            return (lost, self.under(&BTreeSet::from([node])));
        }
        let written = change.after.as_ref().and_then(|after| after.get("document"));
        let Some((document, (address, held))) = written.zip(self.flow.policies.get_key_value(&change.address)) else {
            return nothing;
        };
        let new = self.flow.meaning.tokens(&held.policy_type, document);
        let old = self.says.insert(address, new.clone()).unwrap_or_default();
        let lost: BTreeSet<Token> = old.difference(&new).cloned().collect();
        if lost.is_empty() {
            return nothing;
        }
        let on = self.on.iter().filter(|(_, policies)| policies.contains(address));
        let nodes = on.map(|(node, _)| *node).collect();
        (Some(lost), self.under(&nodes))
    }

    /// The classes that are under these places at this moment.
    fn under(&self, nodes: &BTreeSet<&'a Node>) -> BTreeSet<usize> {
        let mut numbers = self.flow.under_before(nodes.iter().copied());
        numbers.extend(self.flow.under_after(nodes.iter().copied()));
        numbers.retain(|number| {
            let class = self.flow.classes.get(*number);
            class.is_some_and(|class| self.chain(class).iter().any(|node| nodes.contains(node)))
        });
        numbers
    }

    fn chain<'c>(&self, class: &'c Class) -> &'c [Node] {
        match &class.moving {
            Some(account) if self.moved.contains(account) => &class.after,
            _ => &class.before,
        }
    }

    /// Those of `tokens` that nothing gives to the class at this moment.
    fn missing<'t>(&self, class: &Class, tokens: impl Iterator<Item = &'t Token>) -> Vec<&'t Token> {
        let on = self.chain(class).iter().filter_map(|node| self.on.get(node)).flatten();
        let given: Vec<&BTreeSet<Token>> = on.filter_map(|address| self.says.get(address)).collect();
        tokens
            .filter(|token| !given.iter().any(|says| says.contains(token)))
            .collect()
    }
}

/// Accounts that are no longer under a policy afterwards and lose something it denies.
#[must_use]
pub fn losing(flow: &Flow) -> BTreeSet<String> {
    let denies = |token: &&Token| !matches!(token, Token::Allow(_));
    let mut losing = BTreeSet::new();
    let mut on_before: BTreeMap<&Node, BTreeSet<&Address>> = BTreeMap::new();
    for (address, held) in &flow.policies {
        for node in &held.on_before {
            on_before.entry(node).or_default().insert(address);
        }
    }
    for class in flow.classes.iter().filter(|class| !class.is_place) {
        let coming: BTreeMap<&Address, &BTreeSet<Token>> = class
            .after
            .iter()
            .flat_map(|node| flow.coming_to(node))
            .map(|(address, held)| (address, &held.after))
            .collect();
        let left = class.before.iter().filter_map(|node| on_before.get(node)).flatten();
        let left = left.filter(|address| !coming.contains_key(*address));
        let mut lost = left
            .filter_map(|address| flow.policies.get(*address))
            .flat_map(|held| held.before.iter().filter(denies));
        if lost.any(|token| !coming.values().any(|after| after.contains(token))) {
            losing.extend(class.accounts.iter().cloned());
        }
    }
    losing
}
