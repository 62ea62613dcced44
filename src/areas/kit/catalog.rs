//! The areas besides the core, by the names that a baseline calls them and their kinds.

use super::area::{AnyArea, Shape};
use super::erased::AnyKind;

/// Areas besides the core.
#[derive(Debug, Clone, Copy)]
pub struct Catalog(pub &'static [&'static dyn AnyArea]);

impl Catalog {
    /// Every kind with its area.
    pub fn kinds(self) -> impl Iterator<Item = (&'static dyn AnyArea, &'static dyn AnyKind)> {
        let areas = self.0.iter();
        areas.flat_map(|area| area.kinds().iter().map(|kind| (*area, *kind)))
    }

    /// The kind of a name.
    #[must_use]
    pub fn kind(self, name: &str) -> Option<&'static dyn AnyKind> {
        self.kinds().map(|(_, kind)| kind).find(|kind| kind.info().name == name)
    }

    /// The area that manages a kind.
    #[must_use]
    pub fn area_of(self, kind: &str) -> Option<&'static dyn AnyArea> {
        let mut kinds = self.kinds();
        kinds.find(|(_, known)| known.info().name == kind).map(|(area, _)| area)
    }

    /// Whether there is an area of a name.
    #[must_use]
    pub fn has_area(self, name: &str) -> bool {
        self.0.iter().any(|area| area.info().name == name)
    }

    /// The kinds of things that have the key of their table's entry, which can be renamed, with the name of the table.
    pub fn keyed(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let keyed = self
            .kinds()
            .filter(|(area, kind)| area.info().shape == Shape::Each && kind.info().tagged);
        keyed.map(|(area, kind)| (kind.info().name, area.info().name))
    }
}
