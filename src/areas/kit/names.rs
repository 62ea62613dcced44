//! Names that a baseline may use: its accounts, and what AWS has.

use crate::baseline::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, Span};
use crate::engine::address::Address;
use crate::guardrails::lint::Options;
use crate::guardrails::{Document, Finding};

/// What tables are checked against.
pub trait Names {
    /// Whether the baseline declares an account.
    fn has_account(&self, key: &str) -> bool;

    /// The keys of all accounts that it declares, in order, the management account among them if it has a table.
    fn accounts(&self) -> Vec<&str>;

    /// Keys of accounts that may have been meant, the management account apart.
    fn close_accounts(&self) -> Vec<&str>;

    /// What is wrong with a service principal that is to work in the Organization.
    fn wrong_service(&self, principal: &str, at: Option<Span>) -> Option<Diagnostic>;

    /// What is wrong with a Region.
    fn wrong_region(&self, name: &str, at: Option<Span>) -> Option<Diagnostic>;
}

/// Files that tables name.
pub trait Files {
    /// The policy document in a file, checked by `lint`. Nothing where it cannot be read, which is then reported.
    fn document(&mut self, file: &Spanned<String>, lint: Lint, out: &mut Diagnostics) -> Option<Document>;
}

/// A check of a policy document.
pub type Lint = fn(&Document, Options<'_>) -> Vec<Finding>;

/// What an entry of `[[removed]]` names.
#[derive(Debug, Clone, Copy)]
pub enum Removal<'a> {
    /// An address, and where it stands.
    Address(&'a Address, Option<Span>),
    /// A name in AWS, and where it stands.
    Name(&'a str, Option<Span>),
}
