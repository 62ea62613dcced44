//! Both worlds side by side: what the baseline wants and what AWS has. Areas plan from it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::plan::Unread;
use crate::organization::{Binding, Live, bind};

use super::baseline::Baseline;
use super::delegation_policy::LiveDelegationPolicy;
use super::policies::bind::{self as policy_bind, PolicyBinding};
use super::policies::live::LivePolicies;

/// What the baseline wants and what AWS has.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// What is wanted.
    pub baseline: Baseline,
    /// The Organization, its units and accounts.
    pub live: Live,
    /// Which live unit and account each declared one is.
    pub binding: Binding,
    /// Policies.
    pub policies: LivePolicies,
    /// Which live policy each declared one is.
    pub policy_binding: PolicyBinding,
    /// Delegated administrators: account ids by service principal. Absent if they could not be read.
    pub delegated: Option<BTreeMap<String, BTreeSet<String>>>,
    /// The delegation policy. Absent if it could not be read.
    pub delegation_policy: Option<LiveDelegationPolicy>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// The ARN that reads and writes.
    pub caller: String,
    /// Calls that reading took.
    pub read_calls: u64,
}

impl World {
    /// Ties declared to live again, after either changed.
    pub fn rebind(&mut self) {
        self.binding = bind(&self.baseline.organization, &self.live);
        self.policy_binding = policy_bind::bind(&self.baseline, &self.live, &self.policies);
    }
}
