//! Fits the statements of many guardrails into few policies, without a change of what they mean.

mod bins;
mod block;
mod homes;
mod packer;
mod packing;
mod sids;

pub use packer::{least, pack};
pub use packing::{Overfull, Packed, Packing, Part, Piece, Previous, Room, Source};

#[cfg(test)]
mod tests;
