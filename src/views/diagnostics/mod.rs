//! Diagnostics as text, in the manner of rustc, and as JSON.

mod document;
mod excerpt;
mod render;
mod words;

pub use document::to_json;
pub use render::{folded, render};
