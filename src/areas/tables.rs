//! Typed tables from the document, entry by entry: what does not fit is left out, and the rest is still checked.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::baseline::{NodeKind, Table, decode};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// So many entries of a table that has no limit of its own.
pub const OTHERS: usize = 1_000;

/// How many entries of a table are read.
#[derive(Debug, Clone, Copy)]
pub enum Most {
    /// As many as AWS keeps in one Organization.
    Quota(usize, &'static str),
    /// Far more than anybody keeps by hand.
    Ours(usize),
}

/// Reads tables of a document.
pub struct TableReader<'a> {
    document: &'a Table,
    out: &'a mut Diagnostics,
    most: fn(&str) -> Most,
}

impl<'a> TableReader<'a> {
    /// Reads tables of [`OTHERS`] entries at most.
    pub fn new(document: &'a Table, out: &'a mut Diagnostics) -> Self {
        Self::limited(document, |_| Most::Ours(OTHERS), out)
    }

    /// Reads tables of as many entries as `most` says.
    pub fn limited(document: &'a Table, most: fn(&str) -> Most, out: &'a mut Diagnostics) -> Self {
        Self { document, out, most }
    }
}

impl TableReader<'_> {
    /// One table or value.
    pub fn one<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        let entry = self.document.get(key)?;
        self.keep(decode(&entry.value))
    }

    /// The entries of a table by key.
    pub fn each<T: DeserializeOwned>(&mut self, key: &str) -> BTreeMap<String, T> {
        let entries = self.each_with_place(key).into_iter();
        entries.map(|(key, (_, entry))| (key, entry)).collect()
    }

    /// The entries of a table by key, each with the place of its key.
    pub fn each_with_place<T: DeserializeOwned>(&mut self, key: &str) -> BTreeMap<String, (Span, T)> {
        let table = self.document.get(key).and_then(|entry| entry.value.as_table());
        let entries = table.into_iter().flat_map(Table::iter);
        let most = self.most(key, table.map_or(0, |table| table.iter().count()));
        entries
            .take(most)
            .filter_map(|(key, entry)| Some((key.to_owned(), (entry.key, self.keep(decode(&entry.value))?))))
            .collect()
    }

    /// The items of a list.
    pub fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let items = match self.document.get(key).map(|entry| &entry.value.kind) {
            Some(NodeKind::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let most = self.most(key, items.len());
        items
            .iter()
            .take(most)
            .filter_map(|item| self.keep(decode(item)))
            .collect()
    }

    /// How many entries of a table are read. That there are more is reported.
    fn most(&mut self, key: &str, count: usize) -> usize {
        let (most, refused, help) = match (self.most)(key) {
            Most::Quota(most, what) => (
                most,
                format!("AWS keeps at most {most} {what} in one Organization, which is its quota"),
                "what goes beyond the quota needs an Organization of its own",
            ),
            Most::Ours(most) => (
                most,
                format!("a baseline takes {most}"),
                "keep what belongs together in one baseline, and the rest in another",
            ),
        };
        if count > most {
            let at = self.document.get(key).map(|entry| entry.key);
            let message = format!("`{key}` has {count} entries: {refused}");
            self.out
                .push(Diagnostic::error("too-many-entries", message).at(at).help(help));
        }
        most
    }

    fn keep<T>(&mut self, decoded: Result<T, Diagnostic>) -> Option<T> {
        decoded.map_err(|wrong| self.out.push(wrong)).ok()
    }
}
