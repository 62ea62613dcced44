//! What an area is: a table of the baseline, and the kinds of things that it asks for.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::declaring::Declaring;
use super::erased::AnyKind;
use crate::areas::tables::TableReader;
use crate::baseline::Table;
use crate::diagnostics::Span;
use crate::engine::address::Address;

/// How an area's table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One table: `[trusted-access]`.
    One,
    /// One entry for each key: `[trails.KEY]`.
    Each,
}

/// What is known of an area without its table.
#[derive(Debug)]
pub struct AreaInfo {
    /// Its name in `--only`, and the name of its table.
    pub name: &'static str,
    /// What the table is, for the schema.
    pub description: &'static str,
    /// How the table is written.
    pub shape: Shape,
    /// Whether `[ownership] exclusive` may name it: what nobody owns is then taken away.
    pub can_be_exclusive: bool,
}

impl AreaInfo {
    /// An area of one table.
    #[must_use]
    pub const fn one(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            shape: Shape::One,
            can_be_exclusive: false,
        }
    }

    /// An area of one entry for each key.
    #[must_use]
    pub const fn each(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            shape: Shape::Each,
            can_be_exclusive: false,
        }
    }

    /// The same, and it can be exclusive.
    #[must_use]
    pub const fn exclusive(mut self) -> Self {
        self.can_be_exclusive = true;
        self
    }
}

/// One part of the baseline that is managed by itself.
pub trait Area: Sync + 'static {
    /// One table of it.
    type Table: DeserializeOwned + JsonSchema;
    /// What is known without the table.
    const INFO: &'static AreaInfo;

    /// The kinds of things that it manages.
    const KINDS: &'static [&'static dyn AnyKind];

    /// What its table asks for.
    fn declare(&self, table: &Written<Self::Table>, declaring: &mut Declaring<'_>);

    /// Has something that another area needs, although no table of this one asks for it.
    fn claimed(&self, claim: &Address, declaring: &mut Declaring<'_>) {
        let _ = (claim, declaring);
    }
}

/// An area's table as it is written.
#[derive(Debug)]
pub enum Written<T> {
    /// There is none.
    Nothing,
    /// [`Shape::One`].
    One(T),
    /// [`Shape::Each`]: each key with its place.
    Each(BTreeMap<String, (Span, T)>),
}

impl<T> Written<T> {
    /// The one table.
    #[must_use]
    pub fn one(&self) -> Option<&T> {
        match self {
            Self::One(table) => Some(table),
            Self::Nothing | Self::Each(_) => None,
        }
    }

    /// The entries by key.
    pub fn each(&self) -> impl Iterator<Item = (&str, Span, &T)> {
        let entries = match self {
            Self::Each(entries) => Some(entries),
            Self::Nothing | Self::One(_) => None,
        };
        let entries = entries.into_iter().flatten();
        entries.map(|(key, (at, table))| (key.as_str(), *at, table))
    }
}

impl fmt::Debug for dyn AnyArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.info().name)
    }
}

/// An [`Area`] of whatever table.
pub trait AnyArea: Sync {
    /// [`Area::INFO`].
    fn info(&self) -> &'static AreaInfo;

    /// [`Area::KINDS`].
    fn kinds(&self) -> &'static [&'static dyn AnyKind];

    /// The shape of its table.
    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;

    /// Adds what its table in the document asks for.
    fn declare(&self, document: &Table, declaring: &mut Declaring<'_>);

    /// [`Area::claimed`].
    fn claimed(&self, claim: &Address, declaring: &mut Declaring<'_>);
}

impl<A: Area> AnyArea for A {
    fn info(&self) -> &'static AreaInfo {
        A::INFO
    }

    fn kinds(&self) -> &'static [&'static dyn AnyKind] {
        A::KINDS
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        match A::INFO.shape {
            Shape::One => generator.subschema_for::<Option<A::Table>>(),
            Shape::Each => generator.subschema_for::<BTreeMap<String, A::Table>>(),
        }
    }

    fn declare(&self, document: &Table, declaring: &mut Declaring<'_>) {
        let name = A::INFO.name;
        let mut tables = TableReader::new(document, declaring.out);
        let written = match A::INFO.shape {
            Shape::One => tables.one(name).map_or(Written::Nothing, Written::One),
            Shape::Each => Written::Each(tables.each_with_place(name)),
        };
        if document.get(name).is_some() {
            declaring.wants.declared.insert(name);
        }
        Area::declare(self, &written, declaring);
    }

    fn claimed(&self, claim: &Address, declaring: &mut Declaring<'_>) {
        Area::claimed(self, claim, declaring);
    }
}
