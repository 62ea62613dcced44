//! The calls of the delegation policy.

use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op, Service};

/// Reads it.
pub static DESCRIBE: Op = Op::read(
    Service::Organizations,
    "DescribeResourcePolicy",
    &[
        Field::structure("ResourcePolicy"),
        Field::text("ResourcePolicy.Content"),
    ],
    &[("ResourcePolicyNotFoundException", Meaning::Absent)],
);
/// Writes it whole.
pub static PUT: Op = Op::write(Service::Organizations, "PutResourcePolicy", &[]);
/// Deletes it.
pub static DELETE: Op = Op::write(
    Service::Organizations,
    "DeleteResourcePolicy",
    &[("ResourcePolicyNotFoundException", Meaning::AlreadySo)],
);

/// All of them.
pub static ALL: &[&Op] = &[&DESCRIBE, &PUT, &DELETE];
