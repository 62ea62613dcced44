//! The simulated services.

pub(super) mod account;
pub(super) mod iam;
pub(super) mod organizations;
pub(super) mod sts;
pub(super) mod tagging;
