//! The merged document: values that know where they stand.

use std::collections::BTreeMap;

use crate::diagnostics::Span;

/// A table and where it begins: its header, its opening brace, or the first line for a whole file.
#[derive(Debug, Clone)]
pub struct Table {
    /// The header, the inline table, the key that implies it, or the first line of the file.
    pub span: Span,
    pub(super) entries: BTreeMap<String, Entry>,
}

/// One key of a [`Table`].
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// What it is set to.
    pub value: Node,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// The text of the value; for a table its header.
    pub span: Span,
    /// The value.
    pub kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A string, escapes resolved.
    String(String),
    /// An integer.
    Integer(i64),
    /// A float; `inf` and `nan` are possible.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time or both, as TOML writes it.
    Datetime(String),
    /// A list, or the blocks of an `[[array-of-tables]]`.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(span: Span) -> Self {
        Self {
            span,
            entries: BTreeMap::new(),
        }
    }

    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// All entries, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(key, entry)| (key.as_str(), entry))
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.remove(key)
    }

    /// Whether it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Node {
    /// What messages call the kind of this value: `a string`, `a table`.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            NodeKind::String(_) => "a string",
            NodeKind::Integer(_) => "an integer",
            NodeKind::Float(_) => "a float",
            NodeKind::Boolean(_) => "a boolean",
            NodeKind::Datetime(_) => "a date-time",
            NodeKind::Array(_) => "a list",
            NodeKind::Table(_) => "a table",
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.kind {
            NodeKind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this was written as `[[blocks]]`: then the list begins where its first block does, while a list in
    /// brackets begins before its first value.
    pub(super) fn is_blocks(&self) -> bool {
        match &self.kind {
            NodeKind::Array(items) => items
                .first()
                .is_some_and(|first| first.span == self.span && first.as_table().is_some()),
            _ => false,
        }
    }
}
