//! The calls of the Organization itself.

use crate::areas::organizations::shared::roots;
use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// Which Organization the caller is in.
pub static DESCRIBE: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeOrganization",
    &[
        Field::structure("Organization"),
        Field::text("Organization.Id"),
        Field::text("Organization.MasterAccountId"),
        Field::text("Organization.FeatureSet"),
    ],
    &[("AWSOrganizationsNotInUseException", Meaning::Absent)],
);
/// Makes one.
pub static CREATE: Op = Op::write(
    &ORGANIZATIONS,
    "CreateOrganization",
    &[("AlreadyInOrganizationException", Meaning::AlreadySo)],
);

/// All of them.
pub static ALL: &[&Op] = &[&DESCRIBE, &CREATE, &roots::LIST];
