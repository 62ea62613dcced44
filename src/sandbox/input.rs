//! Reads what a call asks for, member by member.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::refusal::Refusal;

static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// The members of a call's input.
#[derive(Clone, Copy)]
pub(super) struct Input<'a>(&'a Map<String, Value>);

impl<'a> Input<'a> {
    pub(super) fn of(members: &'a Map<String, Value>) -> Self {
        Self(members)
    }

    fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the member is there at all.
    pub(super) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Refuses the call if the member is absent.
    pub(super) fn must_have(self, name: &str) -> Result<(), Refusal> {
        if self.has(name) { Ok(()) } else { Err(missing(name)) }
    }

    /// A text that may be absent.
    pub(super) fn text(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(misshapen(name, "a string")),
        }
    }

    /// A text that must be there.
    pub(super) fn required(self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// A whole number that may be absent. The query protocol writes it as text.
    pub(super) fn number(self, name: &str) -> Result<Option<i64>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| misshapen(name, "an integer")),
            Some(value) => value.as_i64().map(Some).ok_or_else(|| misshapen(name, "an integer")),
        }
    }

    /// Whether something is so; none if it is not said. The query protocol writes it as text, and so does XML.
    pub(super) fn flag(self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if text == "false" => Ok(Some(false)),
            Some(_) => Err(misshapen(name, "true or false")),
        }
    }

    /// A structure; none if it is absent. An element of XML with nothing in it is an empty one.
    pub(super) fn structure(self, name: &str) -> Result<Option<Self>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self(members))),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(Some(Self(&NOTHING))),
            Some(_) => Err(misshapen(name, "a structure")),
        }
    }

    /// A list of texts; empty if absent.
    pub(super) fn texts(self, name: &str) -> Result<Vec<&'a str>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        let list = value.as_array().ok_or_else(|| misshapen(name, "a list"))?;
        list.iter()
            .map(|item| item.as_str().ok_or_else(|| misshapen(name, "a list of strings")))
            .collect()
    }

    /// A list of structures; empty if absent.
    pub(super) fn structures(self, name: &str) -> Result<Vec<Self>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        let list = value.as_array().ok_or_else(|| misshapen(name, "a list"))?;
        list.iter()
            .map(|item| {
                item.as_object()
                    .map(Self)
                    .ok_or_else(|| misshapen(name, "a list of structures"))
            })
            .collect()
    }

    /// `Tags`, as pairs in the order given; empty if absent.
    pub(super) fn tags(self) -> Result<Vec<(&'a str, &'a str)>, Refusal> {
        self.structures("Tags")?
            .into_iter()
            .map(|tag| Ok((tag.required("Key")?, tag.required("Value")?)))
            .collect()
    }
}

fn missing(name: &str) -> Refusal {
    Refusal::invalid(
        "INPUT_REQUIRED",
        format!("You must provide a value for the parameter {name}."),
    )
}

fn misshapen(name: &str, wanted: &str) -> Refusal {
    Refusal::misshapen(format!("{name} must be {wanted}"))
}

/// Pairs as AWS lists them: `[{"Key": …, "Value": …}]`.
pub(super) fn tag_list(tags: &BTreeMap<String, String>) -> Value {
    tags.iter()
        .map(|(key, value)| serde_json::json!({"Key": key, "Value": value}))
        .collect()
}
