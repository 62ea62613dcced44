//! Diagnostics about files, for code scanning and for tools that read test results.

pub mod junit;
mod rule;
pub mod sarif;

pub use rule::About;
