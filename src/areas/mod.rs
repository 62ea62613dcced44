//! What can be managed: one folder an area, and what is common to all.
//!
//! [`organizations`] is the core: the Organization with its units, accounts and policies. It stands on [`area`] (what an area is); [`registry`] lists
//! the areas, [`planner`] makes the plan of their changes, and [`executor`] applies it.

pub mod organizations;

pub mod area;
pub mod executor;
mod filter;
mod places;
pub mod planner;
mod queue;
pub mod registry;

pub use registry::ALL;
