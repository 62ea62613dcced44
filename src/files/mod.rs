//! Reading and writing the files that a person or a repository names: ordinary files, of a bounded size, whole or not at all.
//!
//! A repository may hold links that lead out of it. Nothing is written through one, and what is groundline's own is not read through one either.
//! It may hold pipes and devices, too: nothing is opened in a way that waits for somebody at the other end.

mod open;
mod own;
mod reading;
#[cfg(test)]
mod tests;
mod trouble;
mod writing;

pub use own::{make_once, open_lock, own_folder, read_own, write_own};
pub use reading::{read, read_all};
pub use trouble::Trouble;
pub use writing::{Readers, is_stream, may_write, write};
