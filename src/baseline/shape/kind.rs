//! Types: whether a value is of the right one, and how to say that it is not.

use serde_json::Value;

use super::super::document::{Node, NodeKind};
use super::super::schema::Part;
use super::{Item, Shape};
use crate::diagnostics::Diagnostic;

impl<'s> Shape<'s> {
    /// Whether the type of a value fits, whatever it holds.
    pub(super) fn accepts(&self, item: Item<'_>, schema: &'s Value) -> bool {
        if schema == &Value::Bool(false) {
            return false;
        }
        self.schema.all(schema).iter().copied().all(|part| {
            let alternatives = ["anyOf", "oneOf"].iter().filter_map(|join| part.get(*join)?.as_array());
            is_of_type(item, part)
                && alternatives
                    .into_iter()
                    .all(|list| list.iter().any(|alternative| self.accepts(item, alternative)))
        })
    }

    pub(super) fn wrong_type(&self, item: Item<'_>, schema: &'s Value) -> Diagnostic {
        let mut expected: Vec<&'static str> = Vec::new();
        for name in self.schema.any(schema).iter().copied().flat_map(type_names) {
            if !expected.contains(&name) {
                expected.push(name);
            }
        }
        let found = match item {
            Item::Table(_) => "a table",
            Item::Value(node) => node.type_name(),
        };
        let message = match expected.split_last() {
            None => format!("{found} is not allowed here"),
            Some((last, [])) => format!("expected {last}, found {found}"),
            Some((last, rest)) => format!("expected {} or {last}, found {found}", rest.join(", ")),
        };
        let diagnostic = Diagnostic::error("wrong-type", message).at(item.span());
        match item {
            Item::Value(node) => match advice(node, &expected) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            },
            Item::Table(_) => diagnostic,
        }
    }
}

fn advice(node: &Node, expected: &[&str]) -> Option<String> {
    let wants = |name| expected.contains(&name);
    match &node.kind {
        NodeKind::Boolean(false) if wants("a table") => {
            Some("`false` drops an inherited entry, and nothing is inherited here: remove the line".to_owned())
        }
        NodeKind::String(text) if wants("an integer") && text.parse::<i64>().is_ok() => {
            Some("remove the quotes".to_owned())
        }
        NodeKind::String(text) if wants("a boolean") && text.parse::<bool>().is_ok() => {
            Some("remove the quotes".to_owned())
        }
        NodeKind::String(text) if wants("a list") && text.len() < 60 => {
            Some(format!("write it as a list: `[{}]`", Value::from(text.as_str())))
        }
        NodeKind::Integer(_) | NodeKind::Float(_) | NodeKind::Boolean(_) | NodeKind::Datetime(_)
            if expected == ["a string"] =>
        {
            Some("put it in quotes".to_owned())
        }
        _ => None,
    }
}

fn is_of_type(item: Item<'_>, part: Part<'_>) -> bool {
    let fits = |name: &str| match (item, name) {
        (Item::Table(_), "object") => true,
        (Item::Table(_), _) => false,
        (Item::Value(node), name) => match &node.kind {
            NodeKind::String(_) => name == "string",
            NodeKind::Datetime(_) => {
                let format = part.get("format").and_then(Value::as_str);
                name == "string" && matches!(format, Some("date" | "date-time" | "time"))
            }
            NodeKind::Integer(_) => matches!(name, "integer" | "number"),
            NodeKind::Float(_) => name == "number",
            NodeKind::Boolean(_) => name == "boolean",
            NodeKind::Array(_) => name == "array",
            NodeKind::Table(_) => name == "object",
        },
    };
    match part.get("type") {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(fits),
        // Without a type the allowed values tell it.
        _ => {
            let mut choices = super::value::choices(part).into_iter().peekable();
            choices.peek().is_none() || choices.any(|choice| fits(json_type(choice)))
        }
    }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What messages call the types of a part. TOML has no null, so nothing is said of it.
fn type_names(part: Part<'_>) -> Vec<&'static str> {
    let say = |name: &str| match name {
        "string" => Some("a string"),
        "integer" => Some("an integer"),
        "number" => Some("a number"),
        "boolean" => Some("a boolean"),
        "array" => Some("a list"),
        "object" => Some("a table"),
        _ => None,
    };
    match part.get("type") {
        Some(Value::String(name)) => say(name).into_iter().collect(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).filter_map(say).collect(),
        _ => super::value::choices(part)
            .into_iter()
            .filter_map(|value| say(json_type(value)))
            .collect(),
    }
}
