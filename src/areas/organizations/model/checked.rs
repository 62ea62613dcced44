//! The baseline as areas work with it: checked, with references resolved and files read.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::facts::policy_types;
use crate::guardrails::Document;
use crate::organization::Declared;

use super::guardrail_tests::GuardrailTest;
use super::policy::DeclaredPolicy;
use super::sets::PolicySet;
use crate::areas::kit::resource::Removed;

/// A checked baseline.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The Organization, its units and accounts.
    pub organization: Declared,
    /// Policies by address.
    pub policies: BTreeMap<Address, DeclaredPolicy>,
    /// Sets of guardrails by address: their policies are among `policies`.
    pub sets: BTreeMap<Address, PolicySet>,
    /// What the other areas want, as far as it matters here.
    pub elsewhere: Elsewhere,
    /// The roles that guardrails must not lock out.
    pub roles: Roles,
    /// What is to be deleted although leaving it out does not delete it.
    pub removed: Vec<Removed>,
    /// Requests that the policies must deny or let pass.
    pub guardrail_tests: Vec<GuardrailTest>,
    /// SHA-256 over the names and texts of all files, in hexadecimal.
    pub digest: String,
}

/// What the areas outside of the core want, as far as it matters to the core.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    /// Services that are to have trusted access.
    pub trusted_services: BTreeSet<String>,
    /// The delegation policy, as it is written in its file.
    pub delegation_policy: Option<Document>,
    /// What names an account, by the account's key: `` `delegated-admins` (config.amazonaws.com) ``.
    pub naming: BTreeMap<String, BTreeSet<String>>,
}

impl Baseline {
    /// The services that need trusted access so that policy types can be enabled.
    pub fn services_of_types(&self) -> impl Iterator<Item = &'static str> {
        let types = self
            .policies
            .values()
            .map(|policy| policy_types::policy_type(&policy.policy_type));
        types.filter_map(|known| known.trusted_service)
    }
}

/// The roles that groundline and people work with in member accounts. What else an account says of its own is with the account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// The name of the role that is assumed to change member accounts.
    pub member: String,
    /// The name of the role that is assumed to read them.
    pub read: Option<String>,
    /// ARN patterns of the roles for emergencies.
    pub break_glass: Vec<String>,
    /// The Region of everything that has one home, where `[regions]` says it.
    pub home: Option<String>,
    /// The actions that these need.
    pub break_glass_needs: Vec<String>,
    /// Condition keys that requests of all these roles have, each with the values that are possible.
    pub context: BTreeMap<String, Vec<String>>,
}
