//! Bytes to words and back: the four protocols that the simulated services speak.

mod host;
mod query;
mod reply;
mod request;
mod route;
mod xml;

pub use reply::Reply;
pub(super) use reply::{answer, refuse};
pub(super) use request::{Incoming, read};
pub(super) use route::{Payload, Route};
