//! Every object is read again just before it is changed: as before, and the change is made; already as after, and it is done; anything else, and
//! it is left as it is.
//!
//! [`precondition`] says what a change rests on, [`refresh`] reads it, `verdict` compares the two, [`preflight`] remembers what was read and what this run wrote,
//! [`effort`] counts the reads for the plan, and [`conflict`] says what stood in the way of a write that AWS refused.

mod conflict;
mod effort;
pub(super) mod precondition;
mod preflight;
pub(super) mod refresh;
mod verdict;

pub(super) use conflict::find_conflict;
pub use effort::calls;
pub use preflight::{Recheck, stale};
pub(super) use refresh::OPERATIONS;
