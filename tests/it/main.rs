//! One integration-test binary: each further one would link the whole SDK again.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests may panic"
)]

mod budget;
mod cli;
mod crash;
mod declared;
mod declared_whole;
mod desks;
mod drift;
mod effort;
mod faults;
mod filters;
mod gap;
mod guardrails;
mod hand;
mod house;
mod idempotence;
mod invalid;
mod judges;
mod library;
mod losing;
mod owners;
mod pruning;
mod readme;
mod refusals;
mod risks;
mod saved_plan;
mod schema;
mod simulated;
mod support;
mod valid;
