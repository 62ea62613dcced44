//! The library: named guardrails with parameters, compiled to the text of a policy.
//!
//! One file each in `scps/`, `NAME@VERSION.toml`. A released version never changes: a baseline that names it gets the same text from every version of
//! the program, until it names another.

mod argument;
mod bind;
mod catalogue;
mod compile;
mod embedded;
mod file;
mod guardrail;
mod kind;
mod problem;
mod role;
mod surroundings;
mod template;
#[cfg(test)]
mod tests;

pub use argument::{Argument, Arguments};
pub use catalogue::{all, find, latest};
pub use file::FileError;
pub use guardrail::{Covers, Default, EXEMPT_ROLES, Expect, Guardrail, Parameter, PolicyKind, Test};
pub use kind::Kind;
pub use problem::{Problem, Where};
pub use role::arn_pattern;
pub use surroundings::Surroundings;
