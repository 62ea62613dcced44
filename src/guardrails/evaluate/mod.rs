//! Whether SCPs and RCPs let a request pass: the algorithm of AWS's "SCP evaluation" and "RCP evaluation", exactly, and with a third value
//! where the context is not known.
//!
//! A [`Prepared`] policy is compiled once and shared by the [`Chain`]s that it is in; [`evaluate`] asks a chain about a [`Request`]. A [`Context`]
//! is complete, so that a key it does not have is missing, or open, so that such a key may have any value; then a [`Verdict`] may depend on keys.
//! Nothing is derived: whoever asks puts `aws:PrincipalArn` and the like into the context.

mod algorithm;
mod applied;
pub mod cases;
mod chain;
mod condition;
mod context;
mod decision;
mod many_actions;
pub mod matching;
mod operators;
mod prepared;
mod request;
mod scope;
mod texts;
mod truth;
mod variables;

pub use algorithm::evaluate;
pub use chain::{Attached, Chain, Level, LevelKind, Setting};
pub use condition::PreparedCondition;
pub use context::{Context, Given, Value};
pub use decision::{Cause, Decision, Exemption, Kind, Layer, LevelResult, Outcome, Verdict};
pub use many_actions::ManyActions;
pub use prepared::{Prepared, PreparedStatement};
pub use request::{Action, Principal, Request, Resource};
pub use truth::Truth;

#[cfg(test)]
mod tests;
