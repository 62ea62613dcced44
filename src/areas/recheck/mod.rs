//! Every object is read again just before it is changed: as before, and the change is made; already as after, and it is done; anything else, and
//! it is left as it is.
//!
//! [`condition`] says what a change rests on, [`reading`] reads it, [`seen`] compares the two and remembers what was read and what this run wrote,
//! and [`effort`] counts the reads for the plan.

pub(super) mod condition;
mod effort;
pub(super) mod reading;
mod seen;

pub use effort::calls;
pub(super) use reading::OPERATIONS;
pub use seen::{Recheck, stale};
