//! How a policy is linted.

use std::cell::Cell;
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
    /// How many names were compared for hints so far: once they are [`COMPARED`], there are no more hints. Without it there is no bound.
    pub compared: Option<&'a Cell<usize>>,
}

/// So many names are compared for "did you mean" in all: enough for a hundred mistakes in a large baseline.
pub const COMPARED: usize = 100_000;

/// Whether another name may be compared with `count` known ones for a hint, which is counted.
#[must_use]
pub fn may_compare(compared: &Cell<usize>, count: usize) -> bool {
    compared.set(compared.get().saturating_add(count));
    compared.get() <= COMPARED
}

impl Options<'_> {
    /// What is close to a name, where it may still be compared with about `count` others.
    pub(super) fn hint<T>(&self, count: usize, close: impl FnOnce() -> Option<T>) -> Option<T> {
        let may = self.compared.is_none_or(|compared| may_compare(compared, count));
        may.then(close).flatten()
    }
}

/// About how many services, actions of one, condition keys and Regions there are.
pub(super) const SERVICES: usize = 450;
pub(super) const ACTIONS: usize = 200;
pub(super) const CONDITION_KEYS: usize = 2_000;
pub(super) const REGIONS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_come_to_an_end() {
        let compared = Cell::new(0);
        let bound = Options {
            compared: Some(&compared),
            ..Options::default()
        };
        assert_eq!(bound.hint(COMPARED, || Some(1)), Some(1));
        assert_eq!(bound.hint(1, || Some(1)), None);
        assert_eq!(Options::default().hint(usize::MAX, || Some(1)), Some(1));
    }
}
