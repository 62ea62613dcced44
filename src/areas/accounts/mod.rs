//! The area accounts.

pub mod table;
