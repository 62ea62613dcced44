//! A plan in a file, to be applied later: only if everything it rests on is as it was, or as it wanted it.

mod basis;
mod check;
mod done;
mod file;
mod same;

pub use super::recheck::stale;
pub use check::check;
pub use file::{read, write};
