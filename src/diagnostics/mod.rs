//! Errors and warnings about what a person wrote: plain data with source spans, rendered by views.

mod diagnostic;
mod source;

pub use diagnostic::{Diagnostic, Diagnostics, Mark, Severity};
pub use source::{FileId, SourceMap, Span};
