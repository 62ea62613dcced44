//! What chains of policies do to every action, and what becomes of it when they change.
//!
//! Each statement is a guard (when it applies) and a set of actions. For who asks, as far as that is known, a guard always applies, never, or
//! depends on the request. What a chain denies is the union over its levels, and two chains are compared guard by guard: not by text.

mod compare;
mod compiled;
mod denials;
mod guard;
mod implied;
mod subject;
mod tagging;
mod vocabulary;

pub use compare::{Shift, Verdict, shifts};
pub use compiled::{Compiled, Effects, GuardId, Piece};
pub use denials::{Attached, Denial, Denials, Level, Reason, Source};
pub use guard::{Guard, RESOURCE, Resources, Test};
pub use subject::Subject;
pub use vocabulary::{Actions, Vocabulary};

#[cfg(test)]
mod tests;
