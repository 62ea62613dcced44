//! Every object is read again just before it is changed: as before, and the change is made; already as after, and it is done; anything else, and
//! it is left as it is.
//!
//! [`condition`] says what a change rests on, [`reading`] reads it, `verdict` compares the two, [`seen`] remembers what was read and what this run wrote,
//! [`effort`] counts the reads for the plan, and [`refusal`] says what stood in the way of a write that AWS refused.

pub(super) mod condition;
mod effort;
pub(super) mod reading;
mod refusal;
mod seen;
mod verdict;

pub use effort::calls;
pub(super) use reading::OPERATIONS;
pub(super) use refusal::in_the_way;
pub use seen::{Recheck, stale};
