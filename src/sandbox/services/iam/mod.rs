//! AWS Identity and Access Management (awsQuery): roles, as far as AssumeRole needs them, and the password policy of an account.

mod password_policy;
mod roles;
mod service;
mod state;

pub(in crate::sandbox) use roles::role;
pub(in crate::sandbox) use state::{Iam, is_role_name};
pub use state::{Identities, PasswordPolicy, Role};
