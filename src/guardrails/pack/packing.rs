//! What is packed, into what, and what came of it.

use std::collections::BTreeSet;
use std::fmt;

use crate::guardrails::policy::{Policy, Statement};

/// The Deny statements of one guardrail.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its name in the set.
    pub guardrail: String,
    /// Its statements. All deny: an Allow acts on a whole level and is never moved.
    pub statements: Vec<Statement>,
}

/// How much there is to fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Characters that a policy may have.
    pub characters: usize,
    /// Policies that may be attached where it is scarcest.
    pub policies: usize,
}

/// A policy of the set as it is now.
#[derive(Debug, Clone)]
pub struct Previous {
    /// Its number in the set.
    pub number: usize,
    /// What it says.
    pub policy: Policy,
}

/// The set in policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packing {
    /// The policies, by number.
    pub policies: Vec<Packed>,
    /// Statements before any were merged.
    pub statements: usize,
    /// Characters of the policies that there would be with one for each guardrail.
    pub unpacked: usize,
}

/// One policy of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its number in the set, from 1. It stays as long as the policy holds anything.
    pub number: usize,
    /// What it says.
    pub policy: Policy,
    /// Characters of its text.
    pub size: usize,
    /// Where its statements come from, in their order.
    pub parts: Vec<Part>,
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The statements that were merged into it; one if none were.
    pub sources: BTreeSet<Source>,
    /// The other policies of the set that hold the rest of its actions, if it was cut.
    pub elsewhere: BTreeSet<usize>,
}

/// A statement of a guardrail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The guardrail's name in the set.
    pub guardrail: String,
    /// Its `Sid`, or `#` and its number in the guardrail from 1.
    pub statement: String,
}

/// Why the set does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overfull {
    /// Policies that it would need; 0 if no number is enough.
    pub needed: usize,
    /// Characters of these policies together.
    pub characters: usize,
    /// What there was.
    pub room: Room,
    /// A statement that no policy can hold by itself, by name.
    pub too_large: Option<String>,
}

impl fmt::Display for Overfull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Room { characters, policies } = self.room;
        match &self.too_large {
            Some(name) => write!(
                f,
                "statement `{}` alone has more than the {characters} characters of a policy",
                name.escape_debug()
            ),
            None => write!(
                f,
                "the set has {} characters and needs {} of {characters}, and there is room for {policies}",
                self.characters,
                if self.needed == 1 {
                    "1 policy".to_owned()
                } else {
                    format!("{} policies", self.needed)
                }
            ),
        }
    }
}

impl std::error::Error for Overfull {}
