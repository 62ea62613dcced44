//! The policy language: documents, their canonical form, their grammar, what they mean. Knows no AWS client and no I/O.

pub mod actions;
pub mod canonical;
pub mod document;
pub mod effects;
pub mod evaluate;
pub mod grammar;
pub mod inherit;
pub mod library;
pub mod lint;
pub mod pack;
pub mod policy;

pub use actions::{ActionId, ActionSet, ActionTable};
pub use canonical::{CanonicalStatement, Language, Spelling, language_of, statements, union};
pub use document::{Document, ParseError, Written, minify, written};
pub use lint::{Finding, check, check_delegation};
pub use policy::Effect;

#[cfg(test)]
mod tests;
