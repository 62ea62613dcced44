//! What can be managed.
//!
//! [`organizations`] is the core: the Organization with its units, accounts and policies. Every other area is a folder of its own, made with [`kit`],
//! and a line in [`registry`]. [`declare`] makes a [`baseline`] of files, [`survey`] reads an [`inventory`] for it, [`planner`] makes the plan,
//! [`executor`] applies it, and [`saved`] keeps it in a file. [`lifecycle`] is what planner and executor know of all this, and `composition` is the core and the
//! other areas as one.

// Areas.
pub mod alternate_contacts;
pub mod delegated_admins;
pub mod delegation_policy;
pub mod organizations;
pub mod password_policy;
pub mod trusted_access;

// What areas are made with.
mod freshness;
mod interference;
pub mod kit;
pub mod lifecycle;
mod messages;
mod tables;
mod texts;

// What sees all areas.
pub mod baseline;
mod composition;
pub mod declare;
pub mod inventory;
pub mod registry;
pub mod saved;
pub mod schema;
pub mod survey;
mod verify;

// What plans and applies, and knows no area.
mod concurrency;
mod effort;
pub mod executor;
mod filter;
pub mod planner;
mod queue;
mod risks;
mod simulation;
mod waiting;
