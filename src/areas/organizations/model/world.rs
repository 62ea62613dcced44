//! Both worlds side by side: what the baseline wants and what AWS has. Areas plan from it, and nothing else.

use std::collections::BTreeSet;

use crate::engine::address::Address;
use crate::engine::plan::Unread;
use crate::guardrails::{Language, language_of};
use crate::organization::{Binding, Live, MANAGEMENT, Move, moves};

use super::binding::{PolicyBinding, leaving_address};
use super::checked::Baseline;
use super::live::{Content, LivePolicies};
use super::policy::is_policy_kind;

/// What the baseline wants and what AWS has.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// What is wanted.
    pub(in crate::areas::organizations) baseline: Baseline,
    /// The Organization, its units and accounts.
    pub(in crate::areas::organizations) live: Live,
    /// Which live unit and account each declared one is.
    pub(in crate::areas::organizations) binding: Binding,
    /// Policies.
    pub(in crate::areas::organizations) policies: LivePolicies,
    /// Which live policy each declared one is.
    pub(in crate::areas::organizations) policy_binding: PolicyBinding,
    /// Live documents of other areas: what each is called, and its text.
    pub(in crate::areas::organizations) documents: Vec<(String, String)>,
    /// What could not be read.
    pub(in crate::areas::organizations) unread: Vec<Unread>,
    /// The ARN that reads and writes.
    pub(in crate::areas::organizations) caller: String,
}

/// What a view of the Organization may look at.
impl World {
    /// What is wanted.
    #[must_use]
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// The Organization, its units and accounts.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Which live unit and account each declared one is.
    #[must_use]
    pub fn binding(&self) -> &Binding {
        &self.binding
    }

    /// Policies.
    #[must_use]
    pub fn policies(&self) -> &LivePolicies {
        &self.policies
    }

    /// Which live policy each declared one is.
    #[must_use]
    pub fn policy_binding(&self) -> &PolicyBinding {
        &self.policy_binding
    }

    /// What could not be read.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The ARN that reads and writes.
    #[must_use]
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// Adds what was read for other areas: the services that have trusted access, nothing if that could not be read, and documents that may name places,
    /// each by what it is called.
    pub fn add(&mut self, services: Option<BTreeSet<String>>, documents: Vec<(String, String)>) {
        self.live.trusted_services = services;
        self.documents = documents;
    }
}

impl World {
    /// Whether the Organization is yet to be made, so that there is nothing to read.
    #[must_use]
    pub fn creates(&self) -> bool {
        self.live.id.is_none() && self.baseline.organization.create && self.unread.is_empty()
    }

    /// Whether every live unit and account is known, and which declared one it is.
    #[must_use]
    pub fn knows_tree(&self) -> bool {
        self.creates() || (self.live.units.is_some() && self.live.accounts.is_some() && self.live.tags.is_some())
    }

    /// Whether it is known which policies of a type there are, where all of them are attached, and what those of ours say.
    #[must_use]
    pub fn knows_policies(&self, policy_type: &str) -> bool {
        self.policies.of_type(policy_type).is_some_and(|of_type| {
            let mut policies = of_type.values();
            policies.all(|policy| policy.targets.is_some() && policy.content != Content::Unread)
        })
    }

    /// Whether it is known what is denied to every account. Without it nothing is moved, loosened or taken away: a gap could open unseen.
    #[must_use]
    pub fn knows_what_binds(&self) -> bool {
        self.knows_enabled(|policy_type| language_of(policy_type) == Language::Statements)
    }

    /// Whether everything that is attached anywhere is known. Without it no unit is replaced: what is on the old one could get lost.
    #[must_use]
    pub fn knows_all_attached(&self) -> bool {
        self.knows_enabled(|_| true)
    }

    fn knows_enabled(&self, matters: impl Fn(&str) -> bool) -> bool {
        let Some(types) = &self.live.policy_types else {
            return self.creates();
        };
        // What a type that is off denies is nothing.
        let mut enabled = types.keys().filter(|policy_type| matters(policy_type));
        self.knows_tree()
            && self.policies.full_access_unread.is_empty()
            && enabled.all(|policy_type| self.knows_policies(policy_type))
    }

    /// Whether what a declared address names is live.
    #[must_use]
    pub fn is_live(&self, address: &Address) -> bool {
        match address.kind.as_str() {
            "unit" if address.part.is_none() => self.binding.units.contains_key(&address.key),
            "account" => address.key == MANAGEMENT || self.binding.accounts.contains_key(&address.key),
            "organization" => self.live.id.is_some(),
            kind if is_policy_kind(kind) => {
                let named = |policy| leaving_address(policy, self.policy_binding.owners.get(&policy.id)) == *address;
                self.policy_binding.ids.contains_key(address) || self.policies.all().any(named)
            }
            _ => true,
        }
    }

    /// The accounts that this plan moves.
    #[must_use]
    pub fn moves(&self) -> Vec<Move> {
        if self.knows_what_binds() {
            moves(&self.baseline.organization, &self.live, &self.binding)
        } else {
            Vec::new()
        }
    }
}
