//! Plans, drift and results for people: ASCII, readable without colour, harmless on a terminal.

mod applied;
mod drift;
mod page;
mod plan;
mod sections;

pub use applied::applied;
pub use drift::drift;
pub use plan::plan;

#[cfg(test)]
mod tests;
