//! Every area, in the order in which it plans. Adding an area is adding its folder and its line here.

use crate::facts::op::Op;

use super::accounts::Accounts;
use super::area::Area;
use super::delegated_admins::DelegatedAdmins;
use super::delegation_policy::DelegationPolicy;
use super::organization::OrganizationArea;
use super::policies::Policies;
use super::policy_types::PolicyTypes;
use super::recheck;
use super::shared;
use super::trusted_access::TrustedAccess;
use super::units::Units;

/// Every area.
pub static ALL: &[&(dyn Area + Sync)] = &[
    &OrganizationArea,
    &TrustedAccess,
    &PolicyTypes,
    &Units,
    &Accounts,
    &Policies,
    &DelegatedAdmins,
    &DelegationPolicy,
];

/// The area of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Area> {
    ALL.iter()
        .find(|area| area.name() == name)
        .map(|area| *area as &dyn Area)
}

/// Every operation of every area, and the reads that areas share.
pub fn operations() -> impl Iterator<Item = &'static Op> {
    let own = ALL.iter().flat_map(|area| area.operations());
    own.chain(shared::read::ALL).chain(recheck::OPERATIONS).copied()
}

/// The operation of a planned call: `organizations:CreatePolicy`.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Op> {
    operations().find(|op| op.to_string() == name)
}
