//! Every area. Adding one is adding its folder, and its line here.

use crate::facts::op::Op;

use super::alternate_contacts::AlternateContacts;
use super::delegated_admins::DelegatedAdmins;
use super::delegation_policy::DelegationPolicy;
use super::kit::area::AnyArea;
use super::organizations::registry as organizations;
use super::password_policy::PasswordPolicies;
use super::trusted_access::TrustedAccess;

/// Every area besides the Organizations core, in the order in which they declare and plan: who administers a service is known to those behind
/// [`DelegatedAdmins`].
pub static AREAS: &[&dyn AnyArea] = &[
    &TrustedAccess,
    &DelegatedAdmins,
    &DelegationPolicy,
    &AlternateContacts,
    &PasswordPolicies,
];

/// The name of every area.
pub fn names() -> impl Iterator<Item = &'static str> {
    let core = organizations::ALL.iter().map(|area| area.name());
    core.chain(AREAS.iter().map(|area| area.info().name))
}

/// Every operation of every area, and the reads that areas share.
pub fn operations() -> impl Iterator<Item = &'static Op> {
    let kinds = AREAS.iter().flat_map(|area| area.kinds());
    let own = kinds.flat_map(|kind| kind.info().operations).copied();
    organizations::operations().chain(own)
}
