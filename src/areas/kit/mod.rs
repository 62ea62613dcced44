//! What every area stands on.

pub mod document;
