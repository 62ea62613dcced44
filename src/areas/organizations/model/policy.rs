//! What the baseline says of policies.

use std::collections::BTreeSet;

use crate::engine::address::Address;
use crate::guardrails::Document;
use crate::organization::{Place, Tags};

use super::late::{Awaited, LateText};

/// One policy of any type, whatever table it was written in.
#[derive(Debug, Clone)]
pub struct DeclaredPolicy {
    /// Its address: `scp.deny-root`.
    pub address: Address,
    /// AWS's name of its type.
    pub policy_type: String,
    /// Its name in AWS.
    pub name: String,
    /// Its description in AWS.
    pub description: String,
    /// Tags that are managed; others are left.
    pub tags: Tags,
    /// What it says. Before it is tied to a live Organization, ids that only AWS knows are stood in for.
    pub document: Document,
    /// The text with ids that only AWS knows, if it has any.
    pub late: Option<LateText>,
    /// Of these ids those that are not there yet: what has them is made before.
    pub awaits: BTreeSet<Awaited>,
    /// The guardrail of the library that it is, if it is one.
    pub guardrail: Option<GuardrailUse>,
    /// The set that it is a part of, if it is one.
    pub set: Option<Address>,
    /// What it is attached to.
    pub attach: BTreeSet<Place>,
    /// Take an existing one over with all its attachments.
    pub adopt_exact: bool,
}

/// How a baseline uses a guardrail of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardrailUse {
    /// `NAME@VERSION`.
    pub name: String,
}

/// The kinds of policies: the table, the kind in addresses, and AWS's name of the type. The table `policies` takes any type.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("scps", "scp", "SERVICE_CONTROL_POLICY"),
    ("rcps", "rcp", "RESOURCE_CONTROL_POLICY"),
    ("declarative-policies", "declarative-policy", "DECLARATIVE_POLICY_EC2"),
    ("tag-policies", "tag-policy", "TAG_POLICY"),
    ("ai-services", "ai-services", "AISERVICES_OPT_OUT_POLICY"),
];

/// The kind in addresses of policies from the table `policies`.
pub const ANY_KIND: &str = "policy";

/// Whether `kind` is a kind of policy.
#[must_use]
pub fn is_policy_kind(kind: &str) -> bool {
    kind == ANY_KIND || KINDS.iter().any(|(_, known, _)| *known == kind)
}

/// The kind in addresses of a policy type; types without a table of their own are all of one kind.
#[must_use]
pub fn kind_of(policy_type: &str) -> &'static str {
    let known = KINDS.iter().find(|(_, _, known)| *known == policy_type);
    known.map_or(ANY_KIND, |(_, kind, _)| kind)
}

/// Whether an ownership tag can be that of a policy of this type: on anything else somebody set it by mistake.
#[must_use]
pub fn is_of_its_kind(address: &Address, policy_type: &str) -> bool {
    let kind = address.kind.as_str();
    address.part.is_none() && (kind == ANY_KIND || kind == kind_of(policy_type))
}
