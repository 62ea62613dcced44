//! What can be managed: one folder an area.

pub mod accounts;
pub mod baseline;
pub mod declare;
pub mod delegated_admins;
pub mod delegation_policy;
pub mod organization;
pub mod policies;
pub mod policy_types;
pub mod schema;
pub mod trusted_access;
pub mod units;
