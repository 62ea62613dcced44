//! AWS Identity and Access Management (awsQuery): roles, as far as AssumeRole needs them.

mod roles;
mod service;
mod state;

pub(in crate::sandbox) use roles::role;
pub(in crate::sandbox) use state::{Iam, is_role_name};
pub use state::{Identities, Role};
