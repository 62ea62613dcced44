//! What is going on, while it goes on: bars on a terminal, plain lines in a log, JSON for programs.

mod bars;
mod every;
mod json_lines;
mod lines;
mod shown;
#[cfg(test)]
mod tests;
mod words;

pub use bars::Bars;
pub use json_lines::JsonLines;
pub use lines::Lines;
pub use shown::{Progress, Quiet};
