//! Every area, in the order in which it plans. Adding an area is adding its folder and its line here.

use crate::facts::op::Op;

use super::area::Area;
use super::organizations::accounts::Accounts;
use super::organizations::delegated_admins::DelegatedAdmins;
use super::organizations::delegation_policy::DelegationPolicy;
use super::organizations::organization::OrganizationArea;
use super::organizations::policies::Policies;
use super::organizations::policy_types::PolicyTypes;
use super::organizations::recheck;
use super::organizations::shared;
use super::organizations::trusted_access::TrustedAccess;
use super::organizations::units::Units;

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
