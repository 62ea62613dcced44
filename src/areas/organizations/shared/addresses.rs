//! Addresses of things that one area makes and another waits for.

use crate::areas::organizations::model::world::World;
use crate::engine::address::Address;
use crate::engine::change::{Facet, Label};
use crate::engine::late::{Late, Value};
use crate::organization::{Declared, Place, REPLACED};

/// That the Organization is there, where the plan makes it.
#[must_use]
pub fn made_organization(world: &World) -> Option<Label> {
    let is_made = world.live.id.is_none();
    is_made.then(|| Label::new(&organization(world), Facet::Exists))
}

/// The id of a declared place, live before or made by this plan.
#[must_use]
pub fn id(world: &World, place: &Place) -> Value {
    match world.binding.id(place) {
        Some(id) => Value::Known(id.0.clone()),
        None => Value::late(place.address().map_or_else(|| root(world), Late::id)),
    }
}

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
