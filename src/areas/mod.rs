//! What can be managed: one folder an area, and what is common to all.
//!
//! [`organizations`] is the core: the Organization with its units, accounts and policies. [`area`] says what an area is, and how a group of areas is
//! planned and applied together; [`registry`] lists the areas, [`planner`] makes the plan of their changes, and [`executor`] applies it: these know no
//! area, and nothing of what one reads.

pub mod organizations;

pub mod area;
mod concurrency;
mod effort;
pub mod executor;
mod filter;
pub mod planner;
mod queue;
pub mod registry;
mod risks;
mod simulation;
mod waiting;
