//! Every object is read again just before it is changed: as before, and the change is made; already as after, and it is done; anything else, and
//! it is left as it is.
//!
//! [`condition`] says what a change rests on, [`reading`] reads it, `verdict` compares the two, [`seen`] remembers what was read and what this run wrote,
//! and [`effort`] counts the reads for the plan.

pub(super) mod condition;
mod effort;
pub(super) mod reading;
mod seen;
mod verdict;

pub use effort::calls;
pub(super) use reading::OPERATIONS;
pub use seen::{Recheck, stale};
