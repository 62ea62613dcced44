//! The calls of policy types. They are read with the root.

use crate::facts::op::{Meaning, Op};
use crate::facts::service::ORGANIZATIONS;

/// Enables a type, which takes AWS a moment.
pub static ENABLE: Op = Op::write(
    &ORGANIZATIONS,
    "EnablePolicyType",
    &[("PolicyTypeAlreadyEnabledException", Meaning::AlreadySo)],
);

/// All of them.
pub static ALL: &[&Op] = &[&ENABLE];
