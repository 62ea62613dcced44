//! What a document should hold of ours.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::contributor::Contributor;
use super::statement::Statement;
use crate::engine::late::Outputs;

/// The statements that a document should hold, by who contributes them. What somebody contributed once and is not here any more is withdrawn.
///
/// One document is written up to three times: what is known, so that the contributors can go on; what had to wait for something that is made first; and
/// at the end, when nobody needs them any more, without the statements that are withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributions {
    pub(super) wanted: BTreeMap<Contributor, Vec<Statement>>,
    pub(super) kept: BTreeSet<Contributor>,
    pub(super) held: BTreeMap<Contributor, BTreeSet<String>>,
    pub(super) takes_over: bool,
}

impl Contributions {
    /// Adds a statement.
    pub fn add(&mut self, by: Contributor, statement: impl Into<Statement>) {
        self.wanted.entry(by).or_default().push(statement.into());
    }

    /// What this contributor has in the live document stays as it is, whatever it wants: what the statements are for is unread. An area's word is
    /// also that of its parts.
    pub fn keep(&mut self, contributor: Contributor) {
        self.kept.insert(contributor);
    }

    /// A statement without a mark that says the same as one of ours becomes ours, instead of standing there twice: whoever wrote it meant ours.
    #[must_use]
    pub fn taking_over(mut self) -> Self {
        self.takes_over = true;
        self
    }

    /// Those that can be written at once. Where one waits for what must be made first, what is live in its place stays until then.
    #[must_use]
    pub fn without_late(&self) -> Self {
        let mut now = self.clone();
        for (by, statements) in &mut now.wanted {
            let late = statements.extract_if(.., |statement| !statement.lates().is_empty());
            let names: BTreeSet<String> = late.map(|statement| statement.name().to_owned()).collect();
            if !names.is_empty() {
                now.held.entry(by.clone()).or_default().extend(names);
            }
        }
        now
    }

    /// Whether somebody wants a statement.
    #[must_use]
    pub fn wants(&self, contributor: &Contributor) -> bool {
        self.wanted.contains_key(contributor)
    }

    /// The same with the outputs that are known.
    #[must_use]
    pub fn with_outputs(&self, outputs: &Outputs) -> Self {
        let mut known = self.clone();
        for statement in known.wanted.values_mut().flatten() {
            *statement = statement.with_outputs(outputs);
        }
        known
    }

    /// Everybody named here.
    pub(super) fn contributors(&self) -> impl Iterator<Item = &Contributor> {
        self.wanted.keys().chain(&self.kept).chain(self.held.keys())
    }
}
