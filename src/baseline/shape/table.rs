//! Tables and lists: their keys, their length, and what is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::document::{Node, Table};
use super::super::schema::{Part, item, matches, plain, property};
use super::{HINTED, Item, Path, Shape, Step};
use crate::diagnostics::{Diagnostic, Span};
use crate::facts::suggest::{closest, list};

impl<'s> Shape<'s> {
    pub(super) fn check_table(&self, table: &Table, part: Part<'s>, path: &Path<'_>, out: &mut Vec<Diagnostic>) {
        // A required key that is there but misspelt is one mistake, not two.
        let mut misspelt = BTreeSet::new();
        for (key, entry) in table.iter() {
            if let Some(names) = part.get("propertyNames")
                && let Some(diagnostic) = self.wrong_name(key, entry.key, names)
            {
                out.push(diagnostic);
            }
            for schema in property(part, key) {
                if schema == &Value::Bool(false) {
                    let (diagnostic, meant) = if out.len() < HINTED {
                        unknown_key(key, entry.key, table, part, path)
                    } else {
                        (unknown(key, entry.key, "", &[]).0, None)
                    };
                    out.push(diagnostic);
                    misspelt.extend(meant);
                } else {
                    self.check(Item::of(&entry.value), schema, &path.then(Step::Key(key)), out);
                }
            }
        }
        let required = part.get("required").and_then(Value::as_array).into_iter().flatten();
        for key in required.filter_map(Value::as_str) {
            if table.get(key).is_none() && !misspelt.contains(key) {
                let message = format!("missing key `{key}`{}", path.within());
                let diagnostic = Diagnostic::error("missing-key", message).at(table.span);
                out.push(match described(part, key) {
                    Some(about) => diagnostic.help(format!("`{key}`: {about}")),
                    None => diagnostic,
                });
            }
        }
        check_length(table.entries.len(), "key", "Properties", table.span, part, out);
    }

    pub(super) fn check_list(
        &self,
        node: &Node,
        items: &[Node],
        part: Part<'s>,
        path: &Path<'_>,
        out: &mut Vec<Diagnostic>,
    ) {
        for (index, value) in items.iter().enumerate() {
            if let Some(schema) = item(part, index) {
                self.check(Item::of(value), schema, &path.then(Step::Index(index)), out);
            }
        }
        check_length(items.len(), "item", "Items", node.span, part, out);
        if part.get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut seen: BTreeMap<String, Span> = BTreeMap::new();
            for value in items {
                let text = plain(value).to_string();
                if let Some(first) = seen.get(&text) {
                    out.push(
                        Diagnostic::error("duplicate-item", "this is listed twice")
                            .at(value.span)
                            .also(*first, "first listed here"),
                    );
                } else {
                    seen.insert(text, value.span);
                }
            }
        }
    }

    fn wrong_name(&self, key: &str, at: Span, names: &'s Value) -> Option<Diagnostic> {
        let parts = self.schema.all(names);
        let text = |part: Part<'s>, keyword| part.get(keyword).and_then(Value::as_str);
        for part in parts.iter().copied() {
            let too_long = part
                .get("maxLength")
                .and_then(Value::as_u64)
                .filter(|limit| u64::try_from(key.chars().count()).is_ok_and(|length| length > *limit));
            if let Some(limit) = too_long {
                let message = format!("the key `{key}` has more than {limit} characters");
                return Some(Diagnostic::error("invalid-key", message).at(at));
            }
            if let Some(pattern) = text(part, "pattern").filter(|pattern| !matches(pattern, key)) {
                return Some(invalid_key(key, at, pattern, text(part, "x-expected")));
            }
            let choices = super::value::choices(part);
            if !choices.is_empty() && !choices.iter().any(|choice| choice.as_str() == Some(key)) {
                let names: Vec<&str> = choices.iter().filter_map(|choice| choice.as_str()).collect();
                return Some(unknown(key, at, "", &names).0);
            }
        }
        None
    }
}

fn unknown_key(key: &str, at: Span, table: &Table, part: Part<'_>, path: &Path<'_>) -> (Diagnostic, Option<String>) {
    let properties = part.get("properties").and_then(Value::as_object).into_iter().flatten();
    let known: Vec<&str> = properties.map(|(name, _)| name.as_str()).collect();
    let patterns = part.get("patternProperties").and_then(Value::as_object);
    if let Some((pattern, schema)) = patterns.and_then(|patterns| patterns.iter().next())
        && known.is_empty()
    {
        let expected = schema.get("x-expected-key").and_then(Value::as_str);
        return (invalid_key(key, at, pattern, expected), None);
    }
    // A key that is set already was not meant.
    let free: Vec<&str> = known.iter().copied().filter(|name| table.get(name).is_none()).collect();
    let (diagnostic, meant) = unknown(key, at, &path.within(), &free);
    match meant {
        Some(_) => (diagnostic, meant),
        None => (unknown(key, at, &path.within(), &known).0, None),
    }
}

fn unknown(key: &str, at: Span, within: &str, known: &[&str]) -> (Diagnostic, Option<String>) {
    let diagnostic = Diagnostic::error("unknown-key", format!("unknown key `{key}`{within}")).at(at);
    match closest(key, known.iter().copied()) {
        Some(close) => (
            diagnostic.help(format!("did you mean `{close}`?")),
            Some(close.to_owned()),
        ),
        None if known.is_empty() => (diagnostic.help("no key is allowed here"), None),
        None => (
            diagnostic.help(format!("allowed here: {}", list(known.iter().copied()))),
            None,
        ),
    }
}

fn invalid_key(key: &str, at: Span, pattern: &str, expected: Option<&str>) -> Diagnostic {
    let help = match expected {
        Some(words) => format!("expected {words}"),
        None => format!("a key here matches `{pattern}`"),
    };
    Diagnostic::error("invalid-key", format!("`{key}` cannot be a key here"))
        .at(at)
        .help(help)
}

/// The first sentence of what the schema says of a key.
fn described<'s>(part: Part<'s>, key: &str) -> Option<&'s str> {
    let text = part.get("properties")?.get(key)?.get("description")?.as_str()?;
    let sentence = text.split_inclusive(['.', '\n']).next()?;
    Some(sentence.trim().trim_end_matches('.')).filter(|sentence| !sentence.is_empty())
}

fn check_length(length: usize, what: &str, keyword: &str, at: Span, part: Part<'_>, out: &mut Vec<Diagnostic>) {
    let limit = |side: &str| {
        let limit = part.get(&format!("{side}{keyword}")).and_then(Value::as_u64);
        limit.and_then(|limit| usize::try_from(limit).ok())
    };
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if let Some(least) = limit("min").filter(|least| length < *least) {
        let message = format!("expected at least {least} {what}{}, found {length}", plural(least));
        out.push(Diagnostic::error("wrong-length", message).at(at));
    }
    if let Some(most) = limit("max").filter(|most| length > *most) {
        let message = format!("expected at most {most} {what}{}, found {length}", plural(most));
        out.push(Diagnostic::error("wrong-length", message).at(at));
    }
}
