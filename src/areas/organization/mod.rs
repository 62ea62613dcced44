//! The area organization.

pub mod table;
