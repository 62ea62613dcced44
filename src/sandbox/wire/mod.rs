//! Bytes to words and back: the four protocols the simulated services speak.

mod cbor;
mod reply;
mod request;
mod xml;

pub use reply::Reply;
pub(super) use reply::{answer, refuse};
pub(super) use request::{Incoming, read};
