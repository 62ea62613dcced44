//! What is wrong with a policy: one rule a file, and a catalogue that explains each.

mod catalogue;
mod finding;
mod guess;
#[expect(clippy::module_inception, reason = "the linter is what the folder is about")]
mod lint;
mod report;
mod rule;
mod rules;
mod subject;
mod written;

pub use catalogue::{CATALOGUE, find};
pub use finding::{Finding, Severity};
pub use guess::guess;
pub use lint::{Options, check, check_delegation, lint, parse_finding};
pub use rule::{Group, Kind, Rule};
