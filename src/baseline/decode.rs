//! Typed values from a document, through serde.

use std::fmt::{self, Display};

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::document::{Entry, Node, NodeKind, Table};
use super::spanned;
use super::suggest::{closest, list};
use crate::diagnostics::{Diagnostic, Span};

/// Makes a typed value of a node.
///
/// # Errors
/// The first thing that does not fit, at the innermost value it is about.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Diagnostic> {
    at(Some(node.span), T::deserialize(Value(node))).map_err(DecodeError::into_diagnostic)
}

/// Makes a typed value of a table.
///
/// # Errors
/// As [`decode`].
pub fn decode_table<T: DeserializeOwned>(table: &Table) -> Result<T, Diagnostic> {
    at(Some(table.span), T::deserialize(TableValue(table))).map_err(DecodeError::into_diagnostic)
}

/// What serde says, and the innermost place it is about.
#[derive(Debug)]
struct DecodeError {
    message: String,
    help: Option<String>,
    span: Option<Span>,
}

fn at<T>(span: Option<Span>, result: Result<T, DecodeError>) -> Result<T, DecodeError> {
    result.map_err(|error| DecodeError {
        span: error.span.or(span),
        ..error
    })
}

impl DecodeError {
    fn new(message: String) -> Self {
        Self {
            message,
            help: None,
            span: None,
        }
    }

    fn into_diagnostic(self) -> Diagnostic {
        Diagnostic {
            help: self.help,
            ..Diagnostic::error("invalid-value", self.message).at(self.span)
        }
    }

    fn choice(what: &str, written: &str, allowed: &'static [&'static str]) -> Self {
        let help = match closest(written, allowed.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("allowed here: {}", list(allowed.iter().copied())),
        };
        Self {
            help: Some(help),
            ..Self::new(format!("unknown {what} `{written}`"))
        }
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        // What derived code expects are names of Rust types, which say nothing to a person.
        let expected = match expected.split(' ').next() {
            Some("struct" | "map" | "a") if expected.starts_with("struct ") || expected.ends_with("map") => "a table",
            Some("enum" | "string") => "a string",
            Some("tuple") => "a list",
            _ if expected == "a sequence" => "a list",
            _ => &expected,
        };
        Self::new(format!("expected {expected}, found {}", describe(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Signed(number) => format!("`{number}`"),
            Unexpected::Float(number) => format!("`{number}`"),
            Unexpected::Str(text) => format!("`{text}`"),
            other => describe(other).to_owned(),
        };
        let expected = match expected.to_string().as_str() {
            "u8" | "u16" | "u32" | "u64" | "usize" => {
                "a whole number that is not negative and not too large".to_owned()
            }
            "i8" | "i16" | "i32" | "i64" | "isize" => "a smaller whole number".to_owned(),
            other => other.to_owned(),
        };
        Self::new(format!("{found} is not allowed here, expected {expected}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::choice("value", variant, expected)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::choice("key", field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("missing key `{field}`"))
    }
}

fn describe(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a table",
        _ => "something else",
    }
}

#[derive(Clone, Copy)]
struct Value<'a>(&'a Node);

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let result = match &self.0.kind {
            NodeKind::String(text) | NodeKind::Datetime(text) => visitor.visit_str(text),
            NodeKind::Integer(number) => visitor.visit_i64(*number),
            NodeKind::Float(number) => visitor.visit_f64(*number),
            NodeKind::Boolean(value) => visitor.visit_bool(*value),
            NodeKind::Array(items) => visitor.visit_seq(Items(items.iter())),
            NodeKind::Table(table) => visitor.visit_map(Entries::new(table)),
        };
        at(Some(self.0.span), result)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        at(Some(self.0.span), visitor.visit_newtype_struct(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == spanned::NAME {
            return at(Some(self.0.span), visitor.visit_map(Place::new(self.0.span, self)));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let result = match &self.0.kind {
            NodeKind::String(text) => {
                visitor.visit_enum(IntoDeserializer::<DecodeError>::into_deserializer(text.as_str()))
            }
            NodeKind::Table(table) => {
                let mut entries = table.entries.iter();
                match (entries.next(), entries.next()) {
                    (Some((key, entry)), None) => visitor.visit_enum(Variant { key, entry }),
                    _ => Err(DecodeError::new("expected a table with one key".to_owned())),
                }
            }
            _ => Err(DecodeError::new(format!(
                "expected a string, found {}",
                self.0.type_name()
            ))),
        };
        at(Some(self.0.span), result)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

#[derive(Clone, Copy)]
struct TableValue<'a>(&'a Table);

impl<'de> Deserializer<'de> for TableValue<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        at(Some(self.0.span), visitor.visit_map(Entries::new(self.0)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == spanned::NAME {
            return visitor.visit_map(Place::new(self.0.span, self));
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// A key: a string, or whatever a newtype makes of one.
#[derive(Clone, Copy)]
struct Key<'a> {
    text: &'a str,
    span: Span,
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        at(Some(self.span), visitor.visit_str(self.text))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        at(Some(self.span), visitor.visit_newtype_struct(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == spanned::NAME {
            return at(Some(self.span), visitor.visit_map(Place::new(self.span, self)));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let key = StrDeserializer::<DecodeError>::new(self.text);
        at(Some(self.span), key.deserialize_enum(name, variants, visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// What a [`super::Spanned`] asks for: three numbers and the value.
struct Place<D> {
    numbers: [u32; 3],
    field: usize,
    value: Option<D>,
}

impl<D> Place<D> {
    fn new(span: Span, value: D) -> Self {
        Self {
            numbers: [span.file.0, span.start, span.end],
            field: 0,
            value: Some(value),
        }
    }
}

impl<'de, D: Deserializer<'de, Error = DecodeError>> MapAccess<'de> for Place<D> {
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
        item.map(|node| at(Some(node.span), seed.deserialize(Value(node))))
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
        let key = Key { text, span: entry.key };
        at(Some(entry.key), seed.deserialize(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        match self.current.take() {
            Some(entry) => at(Some(entry.value.span), seed.deserialize(Value(&entry.value))),
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
        let key = Key {
            text: self.key,
            span: self.entry.key,
        };
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
        at(Some(self.0.span), seed.deserialize(Value(self.0)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        Value(self.0).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, DecodeError> {
        Value(self.0).deserialize_any(visitor)
    }
}
