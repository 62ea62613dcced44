//! From the files that a person wrote to a checked [`Baseline`](super::model::checked::Baseline): every rule, every error at once.

mod accounts;
mod ai_services;
mod attach;
mod checked;
mod compiled;
mod delegated_admins;
mod delegation_policy;
mod document;
mod email;
mod entry;
mod full_access;
mod guardrail;
mod guardrail_tests;
mod ids;
mod inherit;
mod keys;
mod known_names;
mod limits;
mod lint;
mod messages;
mod moved;
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
mod spared;
mod tags;
mod trusted_access;
mod units;
mod values;

pub use checked::{Checked, declare};
pub use document::diagnostic;

#[cfg(test)]
mod tests;
