//! A plan in a file, to be applied later: only if everything it rests on is as it was, or as it wanted it.

mod check;
mod file;

pub use check::{check, stale};
pub use file::{read, write};
