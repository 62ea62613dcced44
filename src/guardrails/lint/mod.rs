//! What is wrong with a policy: one rule a file, and a catalogue that explains each.

mod catalogue;
mod exempt;
mod finding;
mod guess;
mod inherited;
mod keys;
#[expect(clippy::module_inception, reason = "the linter is what the folder is about")]
mod lint;
mod mfa;
mod options;
mod reach;
mod report;
mod rule;
mod rules;
mod subject;
mod together;
mod unknown;
mod variables;
mod weight;
mod written;

pub use catalogue::{catalogue, find};
pub use finding::{Finding, Severity};
pub use guess::guess;
pub use lint::{check, check_delegation, lint, parse_finding};
pub use options::{COMPARED, Options, may_compare};
pub use rule::{Group, Kind, Rule};
pub use together::{Unprotected, unprotected, without_allow};
pub use weight::weight;

#[cfg(test)]
mod tests;
