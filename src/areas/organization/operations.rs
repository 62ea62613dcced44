//! The calls of the Organization itself.

use crate::areas::shared::roots;
use crate::facts::op::{Meaning, Op, Service};

/// Which Organization the caller is in.
pub static DESCRIBE: Op = Op::read(
    Service::Organizations,
    "DescribeOrganization",
    &[("AWSOrganizationsNotInUseException", Meaning::Absent)],
);
/// Makes one.
pub static CREATE: Op = Op::write(
    Service::Organizations,
    "CreateOrganization",
    &[("AlreadyInOrganizationException", Meaning::AlreadySo)],
);

/// All of them.
pub static ALL: &[&Op] = &[&DESCRIBE, &CREATE, &roots::LIST];
