//! What can be managed: one folder an area, and what is common to all.
//!
//! The folders `organization`, `trusted_access`, `policy_types`, `units`, `accounts`, `policies`, `delegated_admins` and `delegation_policy` are
//! areas: each plans and applies its own kinds, and knows no other. They stand on [`area`] (what an area is), [`baseline`] and [`world`] (what is
//! wanted and what is live) and [`shared`]. The other modules see all areas at once, and no area sees them: [`registry`] lists them, [`schema`] and
//! [`declare`] make a baseline of their tables, [`survey`] reads the world, [`planner`], `lookalikes`, `removals` and `risks` make the plan,
//! [`executor`] applies it, `recheck` reads again what a change rests on, `verify` reads again what was changed, [`saved`] keeps a plan in a
//! file; [`guardrail_tests`] runs what the baseline wants tested.

// Areas.
pub mod accounts;
pub mod delegated_admins;
pub mod delegation_policy;
pub mod organization;
pub mod policies;
pub mod policy_types;
mod queue;
pub mod trusted_access;
pub mod units;

// What areas stand on.
pub mod area;
pub mod baseline;
pub mod shared;
pub mod world;

// What sees all areas at once.
pub mod declare;
pub mod executor;
mod filter;
mod fit;
pub mod guardrail_tests;
mod impact;
mod lookalikes;
mod places;
pub mod planner;
mod recheck;
pub mod registry;
mod removals;
mod risks;
pub mod saved;
pub mod schema;
pub mod survey;
mod verify;

pub use registry::ALL;
