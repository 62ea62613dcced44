//! From the tables of the core to a checked [`Baseline`](super::model::checked::Baseline).

mod accounts;
mod ai_services;
mod attach;
mod delegation_policy;
mod document;
mod email;
mod entry;
mod front;
mod full_access;
mod guardrail;
mod guardrail_tests;
mod inherit;
mod keys;
mod known_names;
mod limits;
mod lint;
mod moved;
mod names;
mod organization;
mod partition;
mod policies;
mod policy_content;
mod policy_source;
mod read;
mod references;
mod regions;
mod removed;
mod roles;
mod sets;
mod tags;
mod units;
mod values;

pub use document::diagnostic;
pub use front::{CoreTables, expand};
