//! Which policies are where, and what they say, before a plan's changes and after them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::areas::organizations::policies::{Class, CurrentText, EffectivePolicies, PolicyEffect, node_of, policy_of};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};
use crate::organization::Node;

/// Before or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    Now,
    Then,
}

/// One moment.
#[derive(Debug, Clone)]
pub(super) struct Picture<'a> {
    /// Which.
    pub when: When,
    /// What each policy says.
    pub texts: BTreeMap<&'a Address, Text<'a>>,
    /// What is on each place.
    pub on: BTreeMap<&'a Node, BTreeSet<&'a Address>>,
    /// Accounts that have moved.
    pub moved: BTreeSet<&'a Address>,
}

/// What a policy says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Text<'a> {
    /// It is not there.
    Nothing,
    /// It is there, and its text is not known.
    Unknown,
    /// This, canonical.
    Document(&'a Value),
}

impl<'a> Picture<'a> {
    /// As it is now.
    pub fn now(effective: &'a EffectivePolicies) -> Self {
        let mut picture = Self {
            when: When::Now,
            texts: BTreeMap::new(),
            on: BTreeMap::new(),
            moved: BTreeSet::new(),
        };
        for (address, policy_effect) in &effective.policies {
            let text = match &policy_effect.current_text {
                CurrentText::Nothing => Text::Nothing,
                CurrentText::Unknown => Text::Unknown,
                CurrentText::Document(document) => Text::Document(document),
            };
            picture.texts.insert(address, text);
            for node in &policy_effect.on_before {
                picture.on.entry(node).or_default().insert(address);
            }
        }
        picture
    }

    /// With these changes made.
    pub fn with(mut self, effective: &'a EffectivePolicies, changes: &'a [Change]) -> Self {
        self.when = When::Then;
        for change in changes {
            self.make(effective, change);
        }
        self
    }

    /// Where the accounts of a class stand.
    pub fn places<'c>(&self, class: &'c Class) -> &'c [Node] {
        match &class.moving {
            Some(account) if self.moved.contains(account) => &class.after,
            _ => &class.before,
        }
    }

    fn make(&mut self, effective: &'a EffectivePolicies, change: &'a Change) {
        if change.action == Action::Move {
            self.moved.insert(&change.address);
            return;
        }
        let policy = policy_of(&change.address);
        let Some((address, policy_effect)) = effective.policies.get_key_value(&policy) else {
            return;
        };
        match change.action {
            Action::Attach | Action::Detach => self.place(address, policy_effect, change),
            Action::Delete => {
                self.texts.insert(address, Text::Nothing);
            }
            _ => {
                if let Some(document) = change.after.as_ref().and_then(|after| after.get("document")) {
                    self.texts.insert(address, Text::Document(document));
                }
            }
        }
    }

    fn place(&mut self, address: &'a Address, policy_effect: &'a PolicyEffect, change: &'a Change) {
        let Some(node) = node_of(policy_effect, change) else {
            return;
        };
        let on = self.on.entry(node).or_default();
        if change.action == Action::Attach {
            on.insert(address);
        } else {
            on.remove(address);
        }
    }
}
