//! What a merge does to a document, in data and in words.

use std::collections::BTreeMap;

use crate::guardrails::ParseError;

use super::contributor::Contributor;
use super::policy::Document;

/// So many statements are named for each thing that is done; the rest is counted.
const NAMED: usize = 5;

/// What a document becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The document; nothing where there is none, or nothing would be left of it. Where nothing changes, it is the live one to the letter.
    pub document: Option<Document>,
    /// What is done, by whose statements it is done to. Who is not here has nothing changed.
    pub changes: BTreeMap<Contributor, Changes>,
    /// The statements of others, each by its `Sid`, or its effect and first actions.
    pub foreign: Vec<String>,
}

/// What is done to a contributor's statements, each by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// They come.
    pub added: Vec<String>,
    /// They say something else, or have another name.
    pub changed: Vec<String>,
    /// Somebody wrote them without a mark: the old name, and the new.
    pub taken_over: Vec<(String, String)>,
    /// They go.
    pub removed: Vec<String>,
}

/// Why there is no merged document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Two statements would have one `Sid`.
    #[error("two statements would have the `Sid` `{sid}`: one of {one} and one of {other}")]
    SameSid {
        /// The `Sid`.
        sid: String,
        /// Who contributes it.
        one: Contributor,
        /// Who contributes it, too.
        other: Contributor,
    },
    /// A statement of ours would mean something else in this document.
    #[error("{why}")]
    Misread {
        /// Why.
        why: String,
    },
    /// A statement of ours is none.
    #[error("a statement is not a document: {}", .0.message)]
    Malformed(#[from] ParseError),
}

impl Merged {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changes.is_empty()
    }

    /// `adds `A`; changes `B`, `C`; 2 statements of others stay as they are`. Contributors are named where there are several.
    #[must_use]
    pub fn summary(&self) -> String {
        let several = self.changes.len() > 1;
        let mut says: Vec<String> = Vec::new();
        for (contributor, changes) in &self.changes {
            if several {
                says.push(format!("{contributor} {}", changes.words().join(", ")));
            } else {
                says.extend(changes.words());
            }
        }
        match self.foreign.len() {
            0 => {}
            1 => says.push("1 statement of others stays as it is".to_owned()),
            others => says.push(format!("{others} statements of others stay as they are")),
        }
        says.join("; ")
    }
}

impl Changes {
    pub(super) fn is_nothing(&self) -> bool {
        self.words().is_empty()
    }

    /// Whether something is done to a statement anyway.
    pub(super) fn names(&self, name: &str) -> bool {
        let named = self.added.iter().chain(&self.changed);
        let new = self.taken_over.iter().map(|(_, new)| new);
        named.chain(new).any(|one| one == name)
    }

    /// What is done, verb by verb.
    fn words(&self) -> Vec<String> {
        let quote = |name: &String| format!("`{name}`");
        let taken = self.taken_over.iter().map(|(was, new)| match was == new {
            true => quote(new),
            false => format!("`{was}` as `{new}`"),
        });
        let parts: [(&str, Vec<String>); 4] = [
            ("adds", self.added.iter().map(quote).collect()),
            ("changes", self.changed.iter().map(quote).collect()),
            ("marks as ours what is there already:", taken.collect()),
            ("removes", self.removed.iter().map(quote).collect()),
        ];
        let done = parts.into_iter().filter(|(_, names)| !names.is_empty());
        done.map(|(verb, names)| format!("{verb} {}", listed(&names))).collect()
    }
}

fn listed(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
