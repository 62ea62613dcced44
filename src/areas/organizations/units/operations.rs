//! The writes of units. Units are read with the rest of the tree.

use crate::areas::organizations::shared::tags;
use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// The area's name.
pub const AREA: &str = "units";

/// Makes a unit. Its name is unique under its parent, so a second request cannot make a second one.
pub static CREATE: Op = Op::write(
    &ORGANIZATIONS,
    "CreateOrganizationalUnit",
    &[
        ("DuplicateOrganizationalUnitException", Meaning::Exists),
        ("ParentNotFoundException", Meaning::NotYet),
    ],
)
.answers(&[
    Field::structure("OrganizationalUnit"),
    Field::text("OrganizationalUnit.Id"),
]);
/// Renames a unit.
pub static UPDATE: Op = Op::write(
    &ORGANIZATIONS,
    "UpdateOrganizationalUnit",
    &[("DuplicateOrganizationalUnitException", Meaning::Exists)],
);
/// Deletes an empty unit.
pub static DELETE: Op = Op::write(
    &ORGANIZATIONS,
    "DeleteOrganizationalUnit",
    &[("OrganizationalUnitNotFoundException", Meaning::AlreadySo)],
);
/// All of them.
pub static ALL: &[&Op] = &[&CREATE, &UPDATE, &DELETE, &tags::TAG, &tags::UNTAG];
