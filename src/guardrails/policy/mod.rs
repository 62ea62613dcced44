//! SCPs and RCPs as what they say: statements with effect, actions, resources and conditions.

pub mod operator;
mod read;
mod statement;
mod write;

pub use operator::{Comparison, Family, Operator, SetOperator};
pub use statement::{Condition, Effect, Names, Policy, Statement, Text, Version};
pub(in crate::guardrails) use write::written_size;
