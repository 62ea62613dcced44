//! From the files that a person wrote to a checked [`Baseline`](super::model::checked::Baseline): every rule, every error at once.

mod accounts;
mod ai_services;
mod attach;
mod checked;
mod delegated_admins;
mod delegation_policy;
mod document;
mod email;
mod entry;
mod exists;
mod full_access;
mod guardrail;
mod guardrail_tests;
mod inherit;
mod keys;
mod limits;
mod lint;
mod moved;
mod organization;
mod partition;
mod policies;
mod read;
mod references;
mod regions;
mod removed;
mod roles;
mod says;
mod sets;
mod source;
mod tags;
mod trusted_access;
mod units;
mod values;
mod words;

pub use checked::{Checked, declare};
pub use document::diagnostic;
