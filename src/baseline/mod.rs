//! A TOML document: files, merge, spans, shape check, ${references}. Knows no table.
//!
//! [`load`] reads a file with what it extends and includes, [`check_shape`] compares the whole document with a JSON
//! Schema, [`references::expand`] fills in `${…}`, and [`decode`] makes typed values that still know where they stand.

mod decode;
mod document;
mod files;
mod load;
mod merge;
mod parse;
pub mod references;
mod schema;
mod shape;
mod spanned;
#[cfg(test)]
mod tests;
mod version;

pub use crate::facts::suggest::{closest, list};
pub use decode::{decode, decode_table};
pub use document::{Entry, Node, NodeKind, Table};
pub use load::{Loaded, load};
pub use shape::check_shape;
pub use spanned::Spanned;
pub use version::check_version;
