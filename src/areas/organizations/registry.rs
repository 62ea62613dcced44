//! Every area of the core, in the order in which it plans.

use crate::facts::op::Op;

use super::accounts::Accounts;
use super::area::CoreArea;
use super::organization::OrganizationArea;
use super::policies::Policies;
use super::policy_types::PolicyTypes;
use super::recheck;
use super::shared;
use super::units::Units;

/// Every area of the core.
pub static ALL: &[&(dyn CoreArea + Sync)] = &[&OrganizationArea, &PolicyTypes, &Units, &Accounts, &Policies];

/// The area of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn CoreArea> {
    ALL.iter()
        .find(|area| area.name() == name)
        .map(|area| *area as &dyn CoreArea)
}

/// Every operation of every area of the core, and the reads that they share.
pub fn operations() -> impl Iterator<Item = &'static Op> {
    let own = ALL.iter().flat_map(|area| area.operations());
    own.chain(shared::read::ALL).chain(recheck::OPERATIONS).copied()
}

/// The operation of a planned call: `organizations:CreatePolicy`.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Op> {
    operations().find(|op| op.to_string() == name)
}
