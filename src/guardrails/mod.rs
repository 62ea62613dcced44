//! The policy language: documents, their canonical form, their grammar. Knows no AWS client and no I/O.

mod canonical;
mod check;
mod delegation;
mod document;
mod operator;
mod parse;
mod rcp;
mod spelling;
mod statement;

pub use canonical::{Language, language_of};
pub use check::{Finding, check};
pub use delegation::check_delegation;
pub use document::{Document, ParseError, minify};
pub use spelling::Spelling;
pub use statement::{Effect, Statement, statements, union};

#[cfg(test)]
mod tests;
