//! The area units.

pub mod table;
