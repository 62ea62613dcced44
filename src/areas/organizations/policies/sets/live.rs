//! What is live, as far as packing needs it.

use crate::areas::organizations::model::binding::PolicyBinding;
use crate::areas::organizations::model::checked::Baseline;
use crate::areas::organizations::model::live::{Content, LivePolicies, LivePolicy};
use crate::areas::organizations::policies::bind::{bind, leaves};
use crate::engine::owner::Owner;
use crate::guardrails::pack::Previous;
use crate::guardrails::policy::Policy;
use crate::organization::{Binding, Live, Place, PlaceId};

use crate::areas::organizations::model::sets::PolicySet;

/// The live Organization.
#[derive(Clone, Copy)]
pub struct LiveState<'a> {
    /// Its tree.
    pub live: &'a Live,
    /// Which declared places are which.
    pub binding: &'a Binding,
    /// Its policies.
    pub policies: &'a LivePolicies,
}

/// A live Organization with the policies that do not come from sets bound to the baseline.
pub(super) struct BoundPolicies<'a> {
    pub live_state: LiveState<'a>,
    policies: PolicyBinding,
    /// Policies that stay and that no declared one is.
    others: Vec<&'a LivePolicy>,
}

impl<'a> BoundPolicies<'a> {
    /// `baseline` without any set or policy of one.
    pub(super) fn new(baseline: &Baseline, live_state: LiveState<'a>) -> Self {
        let policies = bind(baseline, live_state.live, live_state.policies);
        let stays = |policy: &&LivePolicy| {
            policies.address(&policy.id).is_none()
                && leaves(baseline, policy, policies.owners.get(&policy.id)).is_none()
        };
        let others = live_state.policies.all().filter(stays).collect();
        Self {
            live_state,
            policies,
            others,
        }
    }

    /// Whether everything is known that packing a set needs.
    pub(super) fn knows(&self, set: &PolicySet) -> bool {
        let LiveState { live, policies, .. } = self.live_state;
        let tree = live.tags.is_some() && live.units.is_some() && live.accounts.is_some();
        tree && policies.of_type(&set.policy_type).is_some_and(|of_type| {
            let known = |policy: &LivePolicy| {
                let unread = policy.content == Content::Unread && self.number(set, policy).is_some();
                policy.targets.is_some() && !unread
            };
            of_type.values().all(known)
        })
    }

    /// The policies of a set as they are.
    pub(super) fn previous(&self, set: &PolicySet) -> Vec<Previous> {
        let of_type = self.live_state.policies.of_type(&set.policy_type);
        let previous = of_type.into_iter().flatten().filter_map(|(_, policy)| {
            Some(Previous {
                number: self.number(set, policy)?,
                policy: Policy::parse(&policy.text).ok()?,
            })
        });
        previous.collect()
    }

    fn number(&self, set: &PolicySet, policy: &LivePolicy) -> Option<usize> {
        match self.policies.owners.get(&policy.id) {
            Some(Owner::Ours(address)) => set.number(address),
            _ => None,
        }
    }

    /// Live policies of a type that stay at a place and that no declared one is, by name.
    pub(super) fn others(&self, policy_type: &str, place: &Place) -> Vec<String> {
        let others = self
            .others
            .iter()
            .filter(|policy| policy.policy_type == policy_type && self.is_on(policy, place));
        others
            .map(|policy| format!("{} ({})", policy.name.escape_debug(), policy.id))
            .collect()
    }

    /// How many policies of a set are at a place.
    pub(super) fn own(&self, set: &PolicySet, place: &Place) -> usize {
        let of_type = self.live_state.policies.of_type(&set.policy_type);
        let there = of_type.into_iter().flatten().map(|(_, policy)| policy);
        let own = there.filter(|policy| self.number(set, policy).is_some());
        own.filter(|policy| self.is_on(policy, place)).count()
    }

    /// Whether a policy is at a place, or on a unit that it replaces.
    fn is_on(&self, policy: &LivePolicy, place: &Place) -> bool {
        let binding = self.live_state.binding;
        let is_there = |id: &PlaceId| {
            let replaced = |key| *place == Place::Unit(String::from(key));
            binding.place(id).as_ref() == Some(place) || binding.replaced_key(id).is_some_and(replaced)
        };
        policy.targets.iter().flatten().any(is_there)
    }
}
