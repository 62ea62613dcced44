//! The IAM password policy of each account.

mod policy;
mod table;

pub use policy::PasswordPolicy;
pub use table::PasswordPolicies;
