//! Typed values from a document, through serde.

mod error;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use self::error::{DecodeError, at};
use super::document::{Entry, Node, NodeKind, Table};
use super::spanned;
use crate::diagnostics::{Diagnostic, Span};

/// Makes a typed value of a node.
///
/// # Errors
/// The first thing that does not fit, at the innermost value it is about.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Diagnostic> {
    at(Some(node.span), T::deserialize(Input::Value(node))).map_err(DecodeError::into_diagnostic)
}

/// Makes a typed value of a table.
///
/// # Errors
/// As [`decode`].
pub fn decode_table<T: DeserializeOwned>(table: &Table) -> Result<T, Diagnostic> {
    at(Some(table.span), T::deserialize(Input::Table(table))).map_err(DecodeError::into_diagnostic)
}

/// What a value is made of.
#[derive(Clone, Copy)]
enum Input<'a> {
    Value(&'a Node),
    /// A whole file.
    Table(&'a Table),
    /// A key: a string, or whatever a newtype makes of one.
    Key(&'a str, Span),
}

impl Input<'_> {
    fn span(self) -> Span {
        match self {
            Self::Value(node) => node.span,
            Self::Table(table) => table.span,
            Self::Key(_, span) => span,
        }
    }
}

impl<'de> Deserializer<'de> for Input<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let result = match self {
            Self::Key(text, _) => visitor.visit_str(text),
            Self::Table(table) => visitor.visit_map(Entries::new(table)),
            Self::Value(node) => match &node.kind {
                NodeKind::String(text) | NodeKind::Datetime(text) => visitor.visit_str(text),
                NodeKind::Integer(number) => visitor.visit_i64(*number),
                NodeKind::Float(number) => visitor.visit_f64(*number),
                NodeKind::Boolean(value) => visitor.visit_bool(*value),
                NodeKind::Array(items) => visitor.visit_seq(Items(items.iter())),
                NodeKind::Table(table) => visitor.visit_map(Entries::new(table)),
            },
        };
        at(Some(self.span()), result)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        at(Some(self.span()), visitor.visit_newtype_struct(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == spanned::NAME {
            return at(Some(self.span()), visitor.visit_map(Place::new(self)));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let table = match self {
            Self::Key(text, _) => return at(Some(self.span()), visitor.visit_enum(StrDeserializer::new(text))),
            Self::Table(table) => table,
            Self::Value(node) => match &node.kind {
                NodeKind::String(text) => {
                    return at(Some(node.span), visitor.visit_enum(StrDeserializer::new(text)));
                }
                NodeKind::Table(table) => table,
                _ => {
                    let message = format!("expected a string, found {}", node.type_name());
                    return at(Some(node.span), Err(DecodeError::new(message)));
                }
            },
        };
        let mut entries = table.entries.iter();
        let result = match (entries.next(), entries.next()) {
            (Some((key, entry)), None) => visitor.visit_enum(Variant { key, entry }),
            _ => Err(DecodeError::new("expected a table with one key".to_owned())),
        };
        at(Some(table.span), result)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// What a [`super::Spanned`] asks for: three numbers and the value.
struct Place<'a> {
    numbers: [u32; 3],
    field: usize,
    value: Option<Input<'a>>,
}

impl<'a> Place<'a> {
    fn new(value: Input<'a>) -> Self {
        let span = value.span();
        Self {
            numbers: [span.file.0, span.start, span.end],
            field: 0,
            value: Some(value),
        }
    }
}

impl<'de> MapAccess<'de> for Place<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let name = spanned::FIELDS.get(self.field);
        name.map(|name| seed.deserialize(BorrowedStrDeserializer::new(name)))
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DecodeError> {
        let field = self.field;
        self.field += 1;
        match (self.numbers.get(field), self.value.take()) {
            (Some(number), value) => {
                self.value = value;
                seed.deserialize(U32Deserializer::new(*number))
            }
            (None, Some(value)) => seed.deserialize(value),
            (None, None) => Err(de::Error::missing_field("value")),
        }
    }
}

struct Items<'a>(std::slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let item = self.0.next();
        item.map(|node| at(Some(node.span), seed.deserialize(Input::Value(node))))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Entries<'a> {
    rest: std::collections::btree_map::Iter<'a, String, Entry>,
    current: Option<&'a Entry>,
}

impl<'a> Entries<'a> {
    fn new(table: &'a Table) -> Self {
        Self {
            rest: table.entries.iter(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((text, entry)) = self.rest.next() else {
            return Ok(None);
        };
        self.current = Some(entry);
        let key = Input::Key(text, entry.key);
        at(Some(entry.key), seed.deserialize(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        match self.current.take() {
            Some(entry) => at(Some(entry.value.span), seed.deserialize(Input::Value(&entry.value))),
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }
}

/// `{ variant = … }`.
struct Variant<'a> {
    key: &'a str,
    entry: &'a Entry,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = DecodeError;
    type Variant = Content<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content<'a>), DecodeError> {
        let key = Input::Key(self.key, self.entry.key);
        let variant = at(Some(self.entry.key), seed.deserialize(key))?;
        Ok((variant, Content(&self.entry.value)))
    }
}

struct Content<'a>(&'a Node);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        let message = "this value takes no settings: write it as a string".to_owned();
        at(Some(self.0.span), Err(DecodeError::new(message)))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        at(Some(self.0.span), seed.deserialize(Input::Value(self.0)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        Input::Value(self.0).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        Input::Value(self.0).deserialize_any(visitor)
    }
}
