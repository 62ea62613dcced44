//! One integration-test binary: each further one would link the whole SDK again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod cli;
mod declared;
mod desks;
mod drift;
mod hand;
mod idempotence;
mod invalid;
mod schema;
mod simulated;
mod support;
mod valid;
