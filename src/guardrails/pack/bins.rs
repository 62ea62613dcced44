//! Policies being filled.

use std::collections::BTreeMap;

use super::block::{Block, statement_size};
use crate::guardrails::policy::{Policy, Statement, Text, Version};

/// Characters of a policy with no statements.
const FRAME: usize = r#"{"Version":"2012-10-17","Statement":[]}"#.len();

/// One policy being filled: which actions of which block it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Bin {
    /// By the number of their block.
    held: BTreeMap<usize, Held>,
}

/// What a policy holds of one block.
#[derive(Debug, Clone, Default)]
struct Held {
    /// Of a block that cannot be cut, all.
    actions: Vec<Text>,
    /// Characters of the statement.
    size: usize,
}

impl Bin {
    /// Puts actions of a block in.
    pub(super) fn put(&mut self, blocks: &[Block], block: usize, actions: impl IntoIterator<Item = Text>) {
        let held = self.held.entry(block).or_default();
        held.actions.extend(actions);
        held.size = blocks.get(block).map_or(0, |block| block.size_of(&held.actions));
    }

    /// Takes a block out.
    pub(super) fn take(&mut self, block: usize) -> Vec<Text> {
        self.held.remove(&block).unwrap_or_default().actions
    }

    /// Whether nothing is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether it holds any action of a block.
    pub(super) fn holds(&self, block: usize) -> bool {
        self.held.contains_key(&block)
    }

    /// The blocks it holds, and the characters of each of their statements.
    pub(super) fn sizes(&self) -> impl Iterator<Item = (usize, usize)> {
        self.held.iter().map(|(block, held)| (*block, held.size))
    }

    /// All that it holds.
    pub(super) fn into_held(self) -> impl Iterator<Item = (usize, Vec<Text>)> {
        self.held.into_iter().map(|(block, held)| (block, held.actions))
    }

    /// Characters of its text.
    pub(super) fn size(&self) -> usize {
        let statements: usize = self.held.values().map(|held| held.size).sum();
        FRAME + statements + self.held.len().saturating_sub(1)
    }

    /// Characters of its text with more actions of a block.
    pub(super) fn size_with(&self, blocks: &[Block], block: usize, actions: &[Text]) -> usize {
        let held = self.held.get(&block);
        let before = held.map_or(0, |held| held.size);
        let there = held.into_iter().flat_map(|held| &held.actions);
        let size = blocks.get(block).map_or(0, |block| block.size_of(there.chain(actions)));
        let comma = usize::from(!self.is_empty() && !self.holds(block));
        self.size() - before + size + comma
    }

    /// Its policy. Actions stand in the order of their block, so that the way here leaves no trace.
    pub(super) fn policy(&self, blocks: &[Block]) -> Policy {
        let statements = self.held.iter().filter_map(|(number, held)| {
            let block = blocks.get(*number)?;
            let in_order = block
                .statement
                .actions
                .patterns
                .iter()
                .filter(|action| held.actions.contains(action));
            Some(block.part(&in_order.cloned().collect::<Vec<_>>()))
        });
        Policy {
            version: Version::V2012,
            statements: statements.collect(),
        }
    }
}

/// Characters of a policy with these statements.
pub(super) fn unpacked(statements: &[Statement]) -> usize {
    let sizes: usize = statements.iter().map(statement_size).sum();
    FRAME + sizes + statements.len().saturating_sub(1)
}
