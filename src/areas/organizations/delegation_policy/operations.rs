//! The calls of the delegation policy.

use crate::facts::answer::Field;
use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// Reads it.
pub static DESCRIBE: Op = Op::read(
    &ORGANIZATIONS,
    "DescribeResourcePolicy",
    &[
        Field::structure("ResourcePolicy"),
        Field::text("ResourcePolicy.Content"),
    ],
    &[("ResourcePolicyNotFoundException", Meaning::Absent)],
);
/// Writes it whole.
pub static PUT: Op = Op::write(&ORGANIZATIONS, "PutResourcePolicy", &[]);
/// Deletes it.
pub static DELETE: Op = Op::write(
    &ORGANIZATIONS,
    "DeleteResourcePolicy",
    &[("ResourcePolicyNotFoundException", Meaning::AlreadySo)],
);

/// All of them.
pub static ALL: &[&Op] = &[&DESCRIBE, &PUT, &DELETE];
