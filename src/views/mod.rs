//! Plans, events and diagnostics as text, JSON, Markdown, SARIF, JUnit and HTML.

mod detail;
mod difference;
mod fold;
mod impact;
mod plural;
mod style;
mod value;

pub mod diagnostics;
pub mod guardrail_tests;
pub mod html;
pub mod json;
pub mod junit;
pub mod lint;
pub mod markdown;
pub mod progress;
pub mod safe;
pub mod sarif;
pub mod text;

#[cfg(test)]
mod sample;

pub use style::Style;
