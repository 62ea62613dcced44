//! Every area. Adding one is adding its folder, and its line in the list of those that it is planned with.

use crate::facts::op::Op;

use super::area::Area;
use super::organizations::registry as organizations;

/// Every area, in the order in which they plan.
pub fn all() -> impl Iterator<Item = &'static dyn Area> {
    organizations::ALL.iter().map(|area| *area as &dyn Area)
}

/// The area of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Area> {
    all().find(|area| area.name() == name)
}

/// Every operation of every area, and the reads that areas share.
pub fn operations() -> impl Iterator<Item = &'static Op> {
    organizations::operations()
}
