//! The simulated services: a folder or a file each, and nothing else.

pub mod account;
pub mod iam;
pub(super) mod organizations;
pub mod s3_control;
pub(super) mod sts;
pub(super) mod tagging;
