//! Policies being filled.

use std::collections::BTreeMap;

use super::block::Block;
use crate::guardrails::policy::{Policy, Statement, Text, Version};

/// Characters of a policy with no statements.
const FRAME: usize = r#"{"Version":"2012-10-17","Statement":[]}"#.len();

/// One policy being filled: which actions of which block it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Bin {
    /// Actions by the number of their block. Of a block that cannot be cut, all.
    pub held: BTreeMap<usize, Vec<Text>>,
}

impl Bin {
    /// Puts actions of a block in.
    pub(super) fn put(&mut self, block: usize, actions: impl IntoIterator<Item = Text>) {
        self.held.entry(block).or_default().extend(actions);
    }

    /// Characters of its text.
    pub(super) fn size(&self, blocks: &[Block]) -> usize {
        let statements = self.held.iter().filter_map(|(block, actions)| {
            let block = blocks.get(*block)?;
            Some(statement_size(&block.part(actions)))
        });
        let sizes: Vec<usize> = statements.collect();
        FRAME + sizes.iter().sum::<usize>() + sizes.len().saturating_sub(1)
    }

    /// Characters of its text with more actions of a block.
    pub(super) fn size_with(&self, blocks: &[Block], block: usize, actions: &[Text]) -> usize {
        let mut more = self.clone();
        more.put(block, actions.iter().cloned());
        more.size(blocks)
    }

    /// Its policy. Actions stand in the order of their block, so that the way here leaves no trace.
    pub(super) fn policy(&self, blocks: &[Block]) -> Policy {
        let statements = self.held.iter().filter_map(|(number, actions)| {
            let block = blocks.get(*number)?;
            let in_order = block
                .statement
                .actions
                .patterns
                .iter()
                .filter(|action| actions.contains(action));
            Some(block.part(&in_order.cloned().collect::<Vec<_>>()))
        });
        Policy {
            version: Version::V2012,
            statements: statements.collect(),
        }
    }
}

/// Characters of a statement's text.
pub(super) fn statement_size(statement: &Statement) -> usize {
    statement.to_json().chars().count()
}
