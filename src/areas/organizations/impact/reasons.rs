//! Which changes reach an account.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::policies::{Class, policy_of};
use crate::engine::address::Address;
use crate::engine::change::{Action, Change};

use super::picture::Picture;

/// The changes of a plan, by what they change.
pub(super) struct Reasons<'a> {
    /// By policy.
    texts: BTreeSet<&'a Address>,
    /// By policy and place.
    attachments: BTreeMap<(Address, &'a str), &'a Address>,
}

impl<'a> Reasons<'a> {
    pub fn new(changes: &'a [Change]) -> Self {
        let mut reasons = Self {
            texts: BTreeSet::new(),
            attachments: BTreeMap::new(),
        };
        for change in changes {
            match (change.action, &change.address.part) {
                (Action::Attach | Action::Detach, Some(part)) => {
                    let key = (policy_of(&change.address), part.as_str());
                    reasons.attachments.insert(key, &change.address);
                }
                _ => {
                    reasons.texts.insert(&change.address);
                }
            }
        }
        reasons
    }

    /// Those that reach the accounts of a class.
    pub fn of(&self, now: &Picture<'_>, then: &Picture<'_>, class: &Class) -> BTreeSet<Address> {
        let moved = class.moving.iter().filter(|account| then.moved.contains(account));
        let mut because: BTreeSet<Address> = moved.cloned().collect();
        for place in now.places(class).iter().chain(then.places(class)) {
            let (was, is) = (now.on.get(place), then.on.get(place));
            let text = place.to_string();
            for policy in was.into_iter().chain(is).flatten() {
                let on_both = was.is_some_and(|on| on.contains(policy)) && is.is_some_and(|on| on.contains(policy));
                if !on_both {
                    let attachment = self.attachments.get(&((*policy).clone(), text.as_str()));
                    because.extend(attachment.map(|address| (*address).clone()));
                } else if now.texts.get(policy) != then.texts.get(policy) {
                    because.extend(self.texts.get(policy).map(|address| (*address).clone()));
                }
            }
        }
        because
    }
}
