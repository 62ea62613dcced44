//! Fits the statements of many guardrails into few policies, without a change of what they mean.

mod bins;
mod block;
mod packer;
mod sids;

pub use packer::{Overfull, Packed, Packing, Part, Piece, Previous, Room, pack};

#[cfg(test)]
mod tests;
