//! One integration-test binary: each further one would link the whole SDK again.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests may panic"
)]

mod alternate_contacts;
mod budget;
mod cli;
mod counted;
mod crash;
mod damage;
mod declared;
mod declared_whole;
mod delegation;
mod desks;
mod drift;
mod effort;
mod faults;
mod filters;
mod gap;
mod guardrails;
mod hand;
mod handed;
mod hostile;
mod hostile_moment;
mod house;
mod idempotence;
mod invalid;
mod judges;
mod kit;
mod library;
mod lookalikes;
mod losing;
mod marks;
mod meddlings;
mod namesakes;
mod new_accounts;
mod owners;
mod pace;
mod password_policy;
mod pins;
mod program;
mod pruning;
mod readme;
mod reads;
mod refusals;
mod removals;
mod replaced;
mod resume;
mod risks;
mod saved_plan;
mod schema;
mod secrets;
mod signals;
mod silent;
mod simulated;
mod sizes;
mod states;
mod stopping;
mod support;
mod under_way;
mod valid;
mod verified;
