//! How a policy is linted.

use std::collections::BTreeSet;

use crate::facts::partitions::Partition;

/// What the caller wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// Takes actions, services and condition keys that are not in the action table for newer than it: they are warned of.
    pub allow_unknown: bool,
    /// Names of Regions and service principals that are newer than the tables.
    pub newer: Option<&'a BTreeSet<String>>,
    /// The partition that the Organization is in, where that is known.
    pub partition: Option<&'static Partition>,
}
