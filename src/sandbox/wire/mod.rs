//! Bytes to words and back: the three protocols the simulated services speak.

mod reply;
mod request;
mod xml;

pub use reply::Reply;
pub(super) use reply::{answer, refuse};
pub(super) use request::{Incoming, read};
