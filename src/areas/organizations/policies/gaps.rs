//! Finds the gaps of an order of changes. What [`order`](super::order) arranged leaves none; where AWS allows no such order, some remain, and are named.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::organization::Node;

use super::attachments::policy_of;
use super::dependencies::node_of;
use super::effective_policies::{Class, EffectivePolicies, Token};
use super::full_access;
use super::operations::AREA;
use super::partial_evaluation::PartialEvaluation;

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
    effective: &'a EffectivePolicies,
    /// What each policy does.
    current_text: BTreeMap<&'a Address, BTreeSet<Token>>,
    /// What each policy does not allow, if it allows anything.
    unlisted: BTreeMap<&'a Address, Option<BTreeSet<Token>>>,
    /// AWS's policy that allows everything.
    full_access: Address,
    /// Which policies are on each place.
    on: BTreeMap<&'a Node, BTreeSet<&'a Address>>,
    /// The accounts that have moved.
    moved: BTreeSet<&'a Address>,
}

/// Goes through an order of changes and finds every gap.
#[must_use]
pub fn gaps(effective: &EffectivePolicies, order: &[Change]) -> Vec<Gap> {
    let mut now = Now::new(effective);
    let mut open: BTreeSet<(usize, Token)> = BTreeSet::new();
    let mut gaps = Vec::new();
    for (opened_by, change) in order.iter().enumerate() {
        let (lost, touched) = now.step(change);
        for number in touched {
            let Some(class) = effective.classes.get(number) else {
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
    fn new(effective: &'a EffectivePolicies) -> Self {
        let mut now = Self {
            effective,
            current_text: BTreeMap::new(),
            unlisted: BTreeMap::new(),
            full_access: full_access::address(),
            on: BTreeMap::new(),
            moved: BTreeSet::new(),
        };
        for (address, policy_effect) in &effective.policies {
            now.current_text.insert(address, policy_effect.before.clone());
            now.unlisted.insert(address, policy_effect.unlisted_before.clone());
            for node in &policy_effect.on_before {
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
            return (None, self.effective.moving(&change.address).into_iter().collect());
        }
        if change.area != AREA {
            return nothing;
        }
        if matches!(change.action, Action::Attach | Action::Detach) {
            let policy = policy_of(&change.address);
            let Some((address, policy_effect)) = self.effective.policies.get_key_value(&policy) else {
                return nothing;
            };
            let Some(node) = node_of(policy_effect, change) else {
                return nothing;
            };
            if change.action == Action::Attach {
                let before = self.left_out(node);
                self.on.entry(node).or_default().insert(address);
                let lost = &before - &self.left_out(node);
                if lost.is_empty() {
                    return nothing;
                }
                return (Some(lost), self.under(&BTreeSet::from([node])));
            }
            self.on.entry(node).or_default().remove(address);
            let lost = self.current_text.get(address).cloned();
            return (lost, self.under(&BTreeSet::from([node])));
        }
        let written = change.after.as_ref().and_then(|after| after.get("document"));
        let Some((document, (address, policy_effect))) =
            written.zip(self.effective.policies.get_key_value(&change.address))
        else {
            return nothing;
        };
        let on = self.on.iter().filter(|(_, policies)| policies.contains(address));
        let nodes: BTreeSet<&Node> = on.map(|(node, _)| *node).collect();
        let left_out: Vec<(&Node, BTreeSet<Token>)> = nodes.iter().map(|node| (*node, self.left_out(node))).collect();
        let new = self.effective.meaning.tokens(&policy_effect.policy_type, document);
        let old = self.current_text.insert(address, new.clone()).unwrap_or_default();
        let unlisted = self.effective.meaning.unlisted(&policy_effect.policy_type, document);
        self.unlisted.insert(address, unlisted);
        let mut lost: BTreeSet<Token> = old.difference(&new).cloned().collect();
        for (node, before) in left_out {
            lost.extend(&before - &self.left_out(node));
        }
        if lost.is_empty() {
            return nothing;
        }
        (Some(lost), self.under(&nodes))
    }

    /// The classes that are under these places at this moment.
    fn under(&self, nodes: &BTreeSet<&'a Node>) -> BTreeSet<usize> {
        let mut numbers = self.effective.under_before(nodes.iter().copied());
        numbers.extend(self.effective.under_after(nodes.iter().copied()));
        numbers.retain(|number| {
            let class = self.effective.classes.get(*number);
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
        let given: Vec<&BTreeSet<Token>> = on.filter_map(|address| self.current_text.get(address)).collect();
        let left_out: Vec<BTreeSet<Token>> = self.chain(class).iter().map(|node| self.left_out(node)).collect();
        let given: Vec<&BTreeSet<Token>> = given.into_iter().chain(&left_out).collect();
        tokens
            .filter(|token| !given.iter().any(|current_text| current_text.contains(token)))
            .collect()
    }

    /// What a place denies at this moment because nothing there allows it.
    fn left_out(&self, node: &Node) -> BTreeSet<Token> {
        let on = self.on.get(node).filter(|on| !on.contains(&self.full_access));
        let Some(on) = on.filter(|_| self.effective.known_full_access.contains(node)) else {
            return BTreeSet::new();
        };
        let unlisted = on.iter().filter_map(|address| self.unlisted.get(*address)?.as_ref());
        self.effective.meaning.left_out(unlisted)
    }

    /// The policies above a class at this moment.
    fn above(&self, class: &Class) -> BTreeSet<&'a Address> {
        let on = self.chain(class).iter().filter_map(|node| self.on.get(node));
        on.flatten().copied().collect()
    }

    /// What is denied to a class at this moment; apart, what is denied only because nothing allows it.
    fn in_force(&self, class: &Class) -> (BTreeSet<&Token>, BTreeSet<Token>) {
        let on = self.chain(class).iter().filter_map(|node| self.on.get(node)).flatten();
        let current_text = on.filter_map(|address| self.current_text.get(address)).flatten();
        let denied: BTreeSet<&Token> = current_text.filter(|token| !matches!(token, Token::Allow(_))).collect();
        let left_out = self.chain(class).iter().flat_map(|node| self.left_out(node));
        let left_out = left_out.filter(|token| !denied.contains(token)).collect();
        (denied, left_out)
    }
}

/// Accounts that have less than before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losing {
    /// Those to whom something is no longer denied.
    pub guardrails: BTreeSet<String>,
    /// Those that can no longer do something because no list allows it.
    pub actions: BTreeSet<String>,
    /// The policies that deny it to the first no longer.
    pub lost: BTreeSet<Address>,
}

/// What accounts lose by these changes, whatever the reason: a text that changes, a policy that goes, a move, or that everything is allowed.
#[must_use]
pub fn losing(effective: &EffectivePolicies, changes: &[Change]) -> Losing {
    let now = Now::new(effective);
    let mut then = Now::new(effective);
    for change in changes {
        then.step(change);
    }
    let mut partial_evaluation = PartialEvaluation::new(effective, changes);
    let mut losing = Losing::default();
    let mut known: BTreeMap<(&[Node], &[Node]), Lost> = BTreeMap::new();
    for class in effective.classes.iter().filter(|class| !class.is_place) {
        let places = (now.chain(class), then.chain(class));
        let lost = known.entry(places).or_insert_with(|| Lost::between(&now, &then, class));
        if lost.actions {
            losing.actions.extend(class.accounts.iter().cloned());
        }
        if lost.left_out {
            losing.guardrails.extend(class.accounts.iter().cloned());
            losing.lost.extend(lost.of.iter().copied().cloned());
        } else if lost.denied {
            let (before, after) = (now.above(class), then.above(class));
            for (id, name) in class.ids.iter().zip(&class.accounts) {
                if partial_evaluation.loses(id, &before, &after) {
                    losing.guardrails.insert(name.clone());
                    losing.lost.extend(lost.of.iter().copied().cloned());
                }
            }
        }
    }
    losing
}

/// What is lost under certain places.
#[derive(Debug, Clone)]
struct Lost<'a> {
    /// Something that policies deny.
    denied: bool,
    /// Which policies.
    of: BTreeSet<&'a Address>,
    /// Something that was denied because nothing allowed it.
    left_out: bool,
    /// Something that could be done, and that nothing allows any more.
    actions: bool,
}

impl<'a> Lost<'a> {
    fn between(now: &Now<'a>, then: &Now<'a>, class: &Class) -> Self {
        let (denied, left_out) = now.in_force(class);
        let (denied_then, left_out_then) = then.in_force(class);
        let before = |token: &Token| denied.contains(token) || left_out.contains(token);
        let after = |token: &Token| denied_then.contains(token) || left_out_then.contains(token);
        let gone: BTreeSet<&Token> = denied.iter().copied().filter(|token| !after(token)).collect();
        let says_it = |address: &&Address| {
            now.current_text
                .get(*address)
                .is_some_and(|current_text| current_text.iter().any(|it| gone.contains(it)))
        };
        let (above, above_then) = (now.above(class), then.above(class));
        let lists_more = |address: &&Address| {
            above_then.contains(*address) && now.unlisted.get(*address) != then.unlisted.get(*address)
        };
        let lost_lists = left_out.iter().any(|token| !after(token));
        let names = |address: &&Address| says_it(address) || (lost_lists && lists_more(address));
        let of = above.into_iter().filter(names).collect();
        Self {
            denied: !gone.is_empty(),
            of,
            left_out: lost_lists,
            actions: left_out_then.iter().any(|token| !before(token)),
        }
    }
}
