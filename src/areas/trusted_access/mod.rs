//! The area trusted_access.

pub mod table;
