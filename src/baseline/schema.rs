//! Reading a JSON Schema: what `$ref`, `allOf`, `anyOf` and `oneOf` lead to, and which Rust-made spellings mean what.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::document::{Node, NodeKind, Table};

/// How many `$ref` are followed from one place: a schema whose references run in a circle describes nothing.
const HOPS: usize = 32;

/// One object of a schema.
pub(super) type Part<'s> = &'s Map<String, Value>;

/// A schema with its definitions.
pub(super) struct Schema<'s> {
    root: &'s Value,
    all: Known<'s>,
    any: Known<'s>,
}

/// What places of a schema lead to, by where they are in memory: thousands of values are of one shape.
type Known<'s> = RefCell<BTreeMap<*const Value, Rc<[Part<'s>]>>>;

impl<'s> Schema<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Self {
            root,
            all: Known::default(),
            any: Known::default(),
        }
    }

    /// The objects that all hold: the schema, what it refers to, and what `allOf` joins.
    pub(super) fn all(&self, schema: &'s Value) -> Rc<[Part<'s>]> {
        self.known(&self.all, schema, &["allOf"])
    }

    /// The objects that may hold: those of [`Schema::all`], and every alternative.
    pub(super) fn any(&self, schema: &'s Value) -> Rc<[Part<'s>]> {
        self.known(&self.any, schema, &["allOf", "anyOf", "oneOf"])
    }

    fn known(&self, known: &Known<'s>, schema: &'s Value, joins: &[&str]) -> Rc<[Part<'s>]> {
        let collect = || {
            let mut parts = Vec::new();
            self.collect(schema, joins, HOPS, &mut parts);
            parts.into()
        };
        let mut known = known.borrow_mut();
        known.entry(std::ptr::from_ref(schema)).or_insert_with(collect).clone()
    }

    fn collect(&self, schema: &'s Value, joins: &[&str], hops: usize, parts: &mut Vec<Part<'s>>) {
        let (Some(part), Some(hops)) = (schema.as_object(), hops.checked_sub(1)) else {
            return;
        };
        parts.push(part);
        let target = part
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.target(reference));
        let joined = joins.iter().filter_map(|join| part.get(*join)?.as_array()).flatten();
        for next in target.into_iter().chain(joined) {
            self.collect(next, joins, hops, parts);
        }
    }

    fn target(&self, reference: &str) -> Option<&'s Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }
}

/// The schemas that a part gives for the value of `key`.
pub(super) fn property<'s>(part: Part<'s>, key: &str) -> Vec<&'s Value> {
    let named = part.get("properties").and_then(|properties| properties.get(key));
    let patterns = part
        .get("patternProperties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let matching = patterns
        .filter(|(pattern, _)| matches(pattern, key))
        .map(|(_, schema)| schema);
    let found: Vec<&Value> = named.into_iter().chain(matching).collect();
    if found.is_empty() {
        return part.get("additionalProperties").into_iter().collect();
    }
    found
}

/// The schema that a part gives for the item at `index` of a list.
pub(super) fn item<'s>(part: Part<'s>, index: usize) -> Option<&'s Value> {
    let fixed = part.get("prefixItems").and_then(|items| items.get(index));
    fixed.or_else(|| part.get("items"))
}

/// Whether a pattern of the schema is found in `text`. A pattern that cannot be read holds nothing back: it is a
/// mistake of ours, not of whoever wrote the baseline.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    regex_lite::Regex::new(pattern).map_or(true, |regex| regex.is_match(text))
}

/// A value without its places, to compare with `const` and `enum`.
pub(super) fn plain(node: &Node) -> Value {
    match &node.kind {
        NodeKind::String(text) | NodeKind::Datetime(text) => Value::from(text.as_str()),
        NodeKind::Integer(number) => Value::from(*number),
        NodeKind::Float(number) => Value::from(*number),
        NodeKind::Boolean(value) => Value::from(*value),
        NodeKind::Array(items) => items.iter().map(plain).collect(),
        NodeKind::Table(table) => plain_table(table),
    }
}

/// A table without its places.
pub(super) fn plain_table(table: &Table) -> Value {
    let entries = table.iter().map(|(key, entry)| (key.to_owned(), plain(&entry.value)));
    Value::Object(entries.collect())
}
