//! Statements that may stand as one: equal but for their actions, with a list of actions that can be cut anywhere.
//!
//! What may be merged and cut follows from the language: a Deny matches each of its actions by itself, so a list of actions is the
//! same as many statements with one each. `NotAction`, `NotResource`, values of negated operators and the keys of one operator are
//! not lists of that kind and stay whole (AWS Organizations User Guide, "SCP syntax").

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::packing::{Piece, Source};
use crate::guardrails::canonical::Language;
use crate::guardrails::document::Document;
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::policy::{Policy, Statement, Text, Version, written_size};

/// Statements that are equal but for their actions, as one.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// What makes it this block and no other.
    pub guard: Guard,
    /// The statement, with the actions of all.
    pub statement: Statement,
    /// The statements that it was made of.
    pub sources: BTreeSet<Source>,
    /// Characters of the statement's text without its actions; known once its name is.
    pub frame: usize,
}

/// Everything of a statement but its name and the actions that may be cut, in canonical text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guard(String);

impl Guard {
    /// The guard of a statement.
    pub(super) fn of(statement: &Statement) -> Self {
        let mut statement = statement.clone();
        if !statement.actions.negated {
            statement.actions.patterns.clear();
        }
        let is_negated = statement.actions.negated;
        let policy = Policy {
            version: Version::V2012,
            statements: vec![statement],
        };
        let canonical = Document::parse(&policy.to_json())
            .map(|document| document.canonical(Language::Statements))
            .unwrap_or_default();
        let mut value = canonical.pointer("/Statement/0").cloned().unwrap_or(Value::Null);
        if let Some(elements) = value.as_object_mut() {
            elements.remove("Sid");
            if !is_negated {
                elements.remove("Action");
            }
        }
        Self(value.to_string())
    }
}

/// Characters of a statement's text.
pub(super) fn statement_size(statement: &Statement) -> usize {
    statement.to_json().chars().count()
}

impl Block {
    /// Whether its actions may stand in several policies.
    pub(super) fn can_be_cut(&self) -> bool {
        !self.statement.actions.negated
    }

    /// Measures everything but the actions.
    pub(super) fn measure(&mut self) {
        self.frame = statement_size(&self.part(&[])).saturating_sub("[]".len());
    }

    /// Characters of the text of the statement with these actions.
    pub(super) fn size_of<'a>(&self, actions: impl IntoIterator<Item = &'a Text>) -> usize {
        let (mut count, mut characters) = (0_usize, 0);
        for action in actions {
            count += 1;
            characters += written_size(&action.text);
        }
        let brackets = if count == 1 { 0 } else { "[]".len() };
        self.frame + characters + brackets + count.saturating_sub(1)
    }

    /// A statement with some of its actions.
    pub(super) fn part(&self, actions: &[Text]) -> Statement {
        let mut statement = self.statement.clone();
        statement.actions.patterns = actions.to_vec();
        statement
    }
}

/// The blocks of all pieces, in the order in which they first appear.
pub(super) fn blocks(pieces: &[Piece]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut known: BTreeMap<Guard, usize> = BTreeMap::new();
    for piece in pieces {
        for (number, statement) in piece.statements.iter().enumerate() {
            let source = Source {
                guardrail: piece.guardrail.clone(),
                statement: statement.name(number),
            };
            let guard = Guard::of(statement);
            let at = *known.entry(guard.clone()).or_insert(blocks.len());
            match blocks.get_mut(at) {
                Some(block) => {
                    if block.can_be_cut() {
                        block
                            .statement
                            .actions
                            .patterns
                            .extend(statement.actions.patterns.iter().cloned());
                    }
                    block.sources.insert(source);
                }
                None => blocks.push(Block {
                    guard,
                    statement: statement.clone(),
                    sources: BTreeSet::from([source]),
                    frame: 0,
                }),
            }
        }
    }
    for block in blocks.iter_mut().filter(|block| block.can_be_cut()) {
        let patterns = std::mem::take(&mut block.statement.actions.patterns);
        block.statement.actions.patterns = without_covered(patterns);
    }
    blocks
}

/// Patterns without those that another one covers: `s3:GetObject` beside `s3:Get*`, or twice the same.
fn without_covered(patterns: Vec<Text>) -> Vec<Text> {
    let folded: Vec<String> = patterns
        .iter()
        .map(|pattern| pattern.text.to_ascii_lowercase())
        .collect();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, pattern) in folded.iter().enumerate() {
        first.entry(pattern).or_insert(index);
    }
    // Only a pattern can cover another name, and there are few.
    let wide: Vec<&String> = folded.iter().filter(|pattern| pattern.contains(['*', '?'])).collect();
    let is_covered = |index: usize, pattern: &str| {
        first.get(pattern) != Some(&index) || wide.iter().any(|wider| *wider != pattern && covers(wider, pattern))
    };
    let keep: Vec<bool> = folded
        .iter()
        .enumerate()
        .map(|(index, pattern)| !is_covered(index, pattern))
        .collect();
    patterns
        .into_iter()
        .zip(keep)
        .filter_map(|(pattern, keep)| keep.then_some(pattern))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_are_the_same_the_first_stays() {
        let text = |text: &str| Text {
            text: text.to_owned(),
            place: crate::guardrails::document::Place::default(),
        };
        let kept = without_covered(vec![
            text("s3:GetObject"),
            text("s3:getobject"),
            text("ec2:*"),
            text("EC2:Run*"),
        ]);
        let kept: Vec<&str> = kept.iter().map(|text| text.text.as_str()).collect();
        assert_eq!(kept, ["s3:GetObject", "ec2:*"]);
    }
}
