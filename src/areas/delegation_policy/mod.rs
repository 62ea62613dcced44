//! The area delegation_policy.

pub mod table;
