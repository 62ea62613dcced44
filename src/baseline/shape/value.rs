//! Strings, numbers and choices.

use serde_json::Value;

use super::super::document::Node;
use super::super::schema::{Part, matches, plain};
use crate::diagnostics::Diagnostic;
use crate::facts::suggest::{closest, list};

/// The code of a value that is none of those allowed.
pub(super) const UNKNOWN_VALUE: &str = "unknown-value";

/// The values that a part allows, if it names them.
pub(super) fn choices(part: Part<'_>) -> Vec<&Value> {
    let listed = part.get("enum").and_then(Value::as_array).into_iter().flatten();
    part.get("const").into_iter().chain(listed).collect()
}

pub(super) fn check_choice(node: &Node, part: Part<'_>, out: &mut Vec<Diagnostic>) {
    if !part.contains_key("const") && !part.contains_key("enum") {
        return;
    }
    let value = plain(node);
    let constant = part.get("const").is_none_or(|only| *only == value);
    let listed = part
        .get("enum")
        .and_then(Value::as_array)
        .is_none_or(|list| list.contains(&value));
    if !constant || !listed {
        out.push(unknown_choice(node, &choices(part)));
    }
}

pub(super) fn unknown_choice(node: &Node, choices: &[&Value]) -> Diagnostic {
    let written = match node.as_str() {
        Some(text) => text.to_owned(),
        None => plain(node).to_string(),
    };
    let texts: Vec<String> = choices
        .iter()
        .filter(|choice| !choice.is_null())
        .map(|choice| choice.as_str().map_or_else(|| choice.to_string(), str::to_owned))
        .collect();
    let names = || texts.iter().map(String::as_str);
    let diagnostic = Diagnostic::error(UNKNOWN_VALUE, format!("unknown value `{written}`")).at(node.span);
    match closest(&written, names()) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help(format!("allowed here: {}", list(names()))),
    }
}

pub(super) fn check_text(node: &Node, text: &str, part: Part<'_>, out: &mut Vec<Diagnostic>) {
    let limit = |keyword| part.get(keyword).and_then(Value::as_u64);
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    if let Some(least) = limit("minLength").filter(|least| length < *least) {
        let message = match least {
            1 => "this must not be empty".to_owned(),
            _ => format!("expected at least {least} characters, found {length}"),
        };
        out.push(Diagnostic::error("wrong-length", message).at(node.span));
    }
    if let Some(most) = limit("maxLength").filter(|most| length > *most) {
        let message = format!("expected at most {most} characters, found {length}");
        out.push(Diagnostic::error("wrong-length", message).at(node.span));
    }
    let Some(pattern) = part.get("pattern").and_then(Value::as_str) else {
        return;
    };
    // What a reference stands for is known, and can be checked, only once it is filled in.
    let holds_reference = part.get("x-references") == Some(&Value::Bool(true)) && text.contains("${");
    if !holds_reference && !matches(pattern, text) {
        let help = match part.get("x-expected").and_then(Value::as_str) {
            Some(words) => format!("expected {words}"),
            None => format!("it must match `{pattern}`"),
        };
        let message = format!("`{text}` is not allowed here");
        out.push(Diagnostic::error("invalid-value", message).at(node.span).help(help));
    }
}

pub(super) fn check_number(node: &Node, number: f64, part: Part<'_>, out: &mut Vec<Diagnostic>) {
    let limit = |keyword| part.get(keyword).and_then(|limit| Some((limit.as_f64()?, limit)));
    let mut report = |words: &str, limit: &Value| {
        let message = format!("expected a number {words} {limit}, found {}", plain(node));
        out.push(Diagnostic::error("out-of-range", message).at(node.span));
    };
    if let Some((_, limit)) = limit("minimum").filter(|(least, _)| number < *least) {
        report("not below", limit);
    }
    if let Some((_, limit)) = limit("maximum").filter(|(most, _)| number > *most) {
        report("not above", limit);
    }
    if let Some((_, limit)) = limit("exclusiveMinimum").filter(|(least, _)| number <= *least) {
        report("above", limit);
    }
    if let Some((_, limit)) = limit("exclusiveMaximum").filter(|(most, _)| number >= *most) {
        report("below", limit);
    }
}
