//! XML to words and back.

mod reader;
mod writer;

pub(super) use reader::read;
pub(super) use writer::{answer, document, query_refusal, rest_refusal};
