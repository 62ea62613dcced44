//! Effective policies: what the policies of one inheriting type say together to a root, unit or account.
//!
//! Source: AWS Organizations User Guide, "Inheritance operators" and "Inheritance examples".

mod check;
mod compare;
mod effective;
mod merge;
mod note;
mod operator;
mod rules;
mod shape;
mod shapes;
#[cfg(test)]
mod tests;
mod tree;

pub use check::check;
pub use compare::{Difference, differences};
pub use effective::{Effective, Given, Setting, effective};
pub use note::{Note, Reason};
pub use operator::{Allowed, Operator};
pub use rules::{RULES, Told};
pub use tree::{Item, Source, Spot};
