//! A value that remembers where it was written.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::diagnostics::{FileId, Span};

/// The struct name by which a [`Spanned`] asks our deserializer for its place.
pub(super) const NAME: &str = "$groundline::Spanned";
/// The fields that the deserializer then offers, in this order.
pub(super) const FIELDS: [&str; 4] = ["file", "start", "end", "value"];

/// A value and where it was written. Only [`super::decode`] can make one with a place; compared by value only, so
/// that the same thing written in two places is the same thing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written; `None` for a value that nobody wrote.
    pub span: Option<Span>,
}

impl<T> Spanned<T> {
    /// A value that nobody wrote: a default, or one made in a test.
    pub fn bare(value: T) -> Self {
        Self { value, span: None }
    }
}

impl<'de, T: Deserialize<'de>> Spanned<T> {
    /// Reads a string or a list of them, each with its place.
    ///
    /// # Errors
    /// When it is neither, or a string does not make a `T`.
    pub fn one_or_many<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Self>, D::Error> {
        let read = Spanned::<OneOrMany<T>>::deserialize(deserializer)?;
        Ok(match read.value {
            OneOrMany::One(value) => vec![Self { value, span: read.span }],
            OneOrMany::Many(values) => values,
        })
    }
}

enum OneOrMany<T> {
    One(T),
    Many(Vec<Spanned<T>>),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneOrMany<T>, E> {
        T::deserialize(StrDeserializer::new(text)).map(OneOrMany::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(OneOrMany::Many(values))
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: PartialOrd> PartialOrd for Spanned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Spanned<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(NAME, &FIELDS, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value from the baseline")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spanned<T>, A::Error> {
        let mut place = |field: &'static str| match map.next_entry::<&str, u32>()? {
            Some((name, number)) if name == field => Ok(number),
            _ => Err(A::Error::missing_field(field)),
        };
        let [file, start, end] = [place("file")?, place("start")?, place("end")?];
        match map.next_entry::<&str, T>()? {
            Some(("value", value)) => Ok(Spanned {
                value,
                span: Some(Span {
                    file: FileId(file),
                    start,
                    end,
                }),
            }),
            _ => Err(A::Error::missing_field("value")),
        }
    }
}
