//! The baseline as areas work with it: checked, with references resolved and files read.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::address::Address;
use crate::facts::policy_types;
use crate::guardrails::Document;
use crate::organization::Declared;

use super::guardrail_tests::GuardrailTest;
use super::policy::DeclaredPolicy;
use super::sets::PolicySet;

/// A checked baseline.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The Organization, its units and accounts.
    pub organization: Declared,
    /// Policies by address.
    pub policies: BTreeMap<Address, DeclaredPolicy>,
    /// Sets of guardrails by address: their policies are among `policies`.
    pub sets: BTreeMap<Address, PolicySet>,
    /// Services with trusted access that the baseline names itself. Absent: trusted access is not managed.
    pub trusted_services: Option<BTreeSet<String>>,
    /// Delegated administrators by service principal.
    pub delegated_admins: BTreeMap<String, DelegatedService>,
    /// The delegation policy as written. Absent: there is no table.
    pub delegation_policy: Option<Document>,
    /// The roles that guardrails must not lock out.
    pub roles: Roles,
    /// What is to be deleted although leaving it out does not delete it.
    pub removed: Vec<Removed>,
    /// Requests that the policies must deny or let pass.
    pub guardrail_tests: Vec<GuardrailTest>,
    /// SHA-256 over the names and texts of all files, in hexadecimal.
    pub digest: String,
}

impl Baseline {
    /// Every service that needs trusted access: those named, and those that delegated administrators and policy types bring with them.
    #[must_use]
    pub fn services_with_access(&self) -> BTreeSet<String> {
        let named = self.trusted_services.iter().flatten().cloned();
        let delegated = self.delegated_admins.keys().cloned();
        let types = self.policies.values().filter_map(|policy| {
            let known = policy_types::policy_type(&policy.policy_type);
            known.trusted_service.map(str::to_owned)
        });
        named.chain(delegated).chain(types).collect()
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

/// Who administers one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegatedService {
    /// The key in `[delegated-admins]`.
    pub key: String,
    /// Account keys.
    pub accounts: BTreeSet<String>,
    /// How many accounts the service takes.
    pub most: usize,
}

/// One `[[removed]]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Removed {
    /// Something that is ours.
    Address(Address),
    /// Something that does not carry our tag, by kind and name in AWS.
    Named {
        /// `scp`, `trusted-access`, …
        kind: String,
        /// Its name in AWS.
        name: String,
    },
}
