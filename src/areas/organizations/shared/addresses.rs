//! Addresses of things that one area makes and another waits for.

use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::engine::late::Late;
use crate::organization::{Declared, REPLACED};

/// The output of the Organization that is its root.
pub const ROOT: &str = "root";

/// The Organization itself.
#[must_use]
pub fn organization(world: &World) -> Address {
    Address::new("organization", &world.baseline.organization.baseline)
}

/// The root of an Organization that is yet to be made.
#[must_use]
pub fn root(world: &World) -> Late {
    Late {
        of: organization(world),
        output: ROOT.to_owned(),
    }
}

/// A policy type of the root.
#[must_use]
pub fn policy_type(name: &str) -> Address {
    Address::new("policy-type", name)
}

/// The live unit that goes, where the unit of this key gets another parent.
#[must_use]
pub fn replaced_unit(key: &str) -> Address {
    Address::new("unit", key).part(REPLACED)
}

/// How the parent of a unit or account is shown and compared.
#[must_use]
pub fn parent_text(key: &str) -> String {
    Declared::unit_place(key)
        .address()
        .map_or_else(|| key.to_owned(), |address| address.to_string())
}
