//! What can be managed: one folder an area.

pub mod accounts;
pub mod area;
pub mod baseline;
pub mod declare;
pub mod delegated_admins;
pub mod delegation_policy;
pub mod executor;
mod filter;
pub mod organization;
pub mod planner;
pub mod policies;
pub mod policy_types;
pub mod read;
pub mod registry;
mod risks;
pub mod saved;
pub mod schema;
pub mod survey;
pub mod tags;
pub mod trusted_access;
pub mod units;
pub mod world;

pub use registry::ALL;
