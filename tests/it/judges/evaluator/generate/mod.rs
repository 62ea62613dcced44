//! Random requests under random policies: always the same ones.

mod actions;
mod blur;
mod cases;
mod condition;
pub mod keys;
mod principals;
mod random;
mod statement;
mod variables;
mod world;

pub use cases::{CASES, cases};
