//! The area delegated_admins.

pub mod table;
