//! One integration-test binary: each further one would link the whole SDK again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod budget;
mod cli;
mod crash;
mod declared;
mod declared_whole;
mod desks;
mod drift;
mod effort;
mod faults;
mod hand;
mod idempotence;
mod invalid;
mod schema;
mod simulated;
mod support;
mod valid;
