//! JSON values as a person reads them: one line, or many for documents.

use serde_json::Value;

use crate::engine::address::Address;

use super::plural::count;
use super::safe;

/// Characters of one value that are shown; the rest is counted.
const LONGEST: usize = 200;

/// Columns of a document that is read from top to bottom.
const WIDTH: usize = 96;

/// Fields that hold an address and not free text, so that it needs no quotes.
const REFERENCES: [&str; 5] = ["account", "parent", "policy", "target", "unit"];

/// A value on one line, cut at 200 characters. `field` is the last part of its path.
pub(super) fn line(field: &str, value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if REFERENCES.contains(&field) && is_reference(text) => text.clone(),
        Some(value) => cut(&inline(value)),
        None => "(absent)".to_owned(),
    }
}

fn is_reference(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    text == "root" || (text.chars().all(plain) && text.parse::<Address>().is_ok())
}

/// What a text is an output of that only the apply knows: `account.security#id`.
fn late(value: &Value) -> Option<String> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    let late = fields.get("$late")?.as_str()?;
    Some(safe::text(late).into_owned())
}

/// Whether a value is a text that only the apply knows.
pub(super) fn is_late(value: &Value) -> bool {
    late(value).is_some()
}

/// A value on one line, whole, in the notation of TOML.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Null => "(absent)".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Object(_) if is_late(value) => format!("(known after apply: {})", late(value).unwrap_or_default()),
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(k, v)| format!("{} = {}", key(k), inline(v)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}

/// A string in quotes, which cannot end them early.
pub(super) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", safe::text(&escaped))
}

/// A key of a table, in quotes where TOML would want them.
pub(super) fn key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let rest = text.get(end..).unwrap_or("").chars().count();
            format!(
                "{} … ({} more)",
                text.get(..end).unwrap_or(""),
                count(rest, "character")
            )
        }
    }
}

/// A document to be read from top to bottom: what fits on a line stands on one. Not for comparing, where each item needs a line of its own.
pub(super) fn narrow_document(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => folded(value, 0) + "\n",
        _ => document(value),
    }
}

fn folded(value: &Value, indent: usize) -> String {
    let flat = flat(value);
    if indent + flat.chars().count() <= WIDTH {
        return flat;
    }
    let inner = indent + 2;
    let (open, close, items): (_, _, Vec<String>) = match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| {
                let name = Value::from(name.as_str()).to_string();
                format!("{name}: {}", folded(field, inner))
            });
            ('{', '}', fields.collect())
        }
        Value::Array(items) => ('[', ']', items.iter().map(|item| folded(item, inner)).collect()),
        _ => return flat,
    };
    let margin = " ".repeat(inner);
    let lines = items.join(&format!(",\n{margin}"));
    format!("{open}\n{margin}{lines}\n{}{close}", " ".repeat(indent))
}

/// JSON on one line, with the spaces that people write.
fn flat(value: &Value) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let fields = fields
                .iter()
                .map(|(name, field)| format!("{}: {}", Value::from(name.as_str()), flat(field)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        _ => value.to_string(),
    }
}

/// A document as lines: pretty JSON where it is JSON, else its own text.
pub(super) fn document(value: &Value) -> String {
    let parsed = match value {
        Value::String(text) => serde_json::from_str::<Value>(text).ok(),
        _ => None,
    };
    let mut lines = match (parsed.as_ref().unwrap_or(value), value) {
        (Value::String(text), _) | (_, Value::String(text)) if parsed.is_none() => text.clone(),
        (json, _) => serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string()),
    };
    if !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_like_toml() {
        assert_eq!(
            inline(&json!({ "a b": [1, true], "c": {} })),
            "{ \"a b\" = [1, true], c = {} }"
        );
        assert_eq!(line("name", Some(&json!("a\"\\\n"))), r#""a\"\\\n""#);
        assert_eq!(line("name", None), "(absent)");
        let late = json!({ "$late": "account.security#id" });
        assert_eq!(line("account", Some(&late)), "(known after apply: account.security#id)");
    }

    #[test]
    fn only_addresses_in_reference_fields_go_without_quotes() {
        assert_eq!(line("parent", Some(&json!("unit.workloads"))), "unit.workloads");
        assert_eq!(line("parent", Some(&json!("unit.a\u{1b}"))), "\"unit.a\\u{1b}\"");
        assert_eq!(line("name", Some(&json!("unit.workloads"))), "\"unit.workloads\"");
    }

    #[test]
    fn long_values_are_cut_and_counted() {
        let shown = line("name", Some(&json!("x".repeat(298))));
        assert!(shown.ends_with("x … (100 characters more)"), "{shown}");
    }

    #[test]
    fn what_fits_on_a_line_stands_on_one() {
        let long = "x".repeat(40);
        let document =
            json!({ "Statement": [{ "Action": ["a:B", "a:C"], "Sid": long }, { "Sid": "S" }], "Version": "1" });
        assert_eq!(
            narrow_document(&document),
            format!(
                "{{\n  \"Statement\": [\n    {{ \"Action\": [\"a:B\", \"a:C\"], \"Sid\": \"{long}\" }},\n    \
                 {{ \"Sid\": \"S\" }}\n  ],\n  \"Version\": \"1\"\n}}\n"
            )
        );
        assert_eq!(narrow_document(&json!({})), "{}\n");
    }

    #[test]
    fn documents_are_pretty_json_or_their_own_lines() {
        assert_eq!(document(&json!("{\"a\":1}")), "{\n  \"a\": 1\n}\n");
        assert_eq!(document(&json!({ "a": 1 })), "{\n  \"a\": 1\n}\n");
        assert_eq!(document(&json!("not json\nat all")), "not json\nat all\n");
    }
}
