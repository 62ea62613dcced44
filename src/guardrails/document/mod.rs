//! Policy documents as they were written: JSON with the place of every value.

#[expect(clippy::module_inception, reason = "the document is what the folder is about")]
mod document;
mod node;
mod parse;
mod write;
mod written;

pub use document::{Document, ParseError, minify};
pub use node::{Kind, Member, Node, Place};
pub use written::{Written, written};
