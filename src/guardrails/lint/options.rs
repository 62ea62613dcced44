//! How a policy is linted.

use std::collections::BTreeSet;

/// What the caller wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options<'a> {
    /// Takes actions, services and condition keys that are not in the action table for newer than it: they are warned of.
    pub allow_unknown: bool,
    /// Names of Regions that are newer than the tables.
    pub newer: Option<&'a BTreeSet<String>>,
}
