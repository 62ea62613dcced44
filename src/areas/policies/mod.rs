//! The area policies.

pub mod declared;
pub mod table;
