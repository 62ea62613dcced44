//! What AWS takes as a policy.

mod check;
mod delegation;
pub mod rcp;

pub use check::{Finding, check};
pub use delegation::check_delegation;
