//! Compares a whole document with a JSON Schema, so that everything that does not fit is reported at once.
//!
//! Understood are the keywords that schemars writes and a few more: `$ref`, `allOf`, `anyOf`, `oneOf`, `type`, `const`,
//! `enum`, `properties`, `patternProperties`, `additionalProperties`, `propertyNames`, `required`, `minProperties`,
//! `maxProperties`, `items`, `prefixItems`, `minItems`, `maxItems`, `uniqueItems`, `pattern`, `minLength`, `maxLength`,
//! `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`. `x-expected` says in words what a `pattern` wants.

mod kind;
mod table;
mod value;

use serde_json::Value;

use super::document::{Node, NodeKind, Table};
use super::schema::{Part, Schema};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// Walks all of a document along its schema: unknown keys, wrong types, values that are not allowed, missing keys.
pub fn check_shape(table: &Table, schema: &Value, diagnostics: &mut Diagnostics) {
    let mut found = Vec::new();
    let shape = Shape {
        schema: Schema::new(schema),
    };
    shape.check(Item::Table(table), schema, &Path::ROOT, &mut found);
    for diagnostic in found {
        diagnostics.push(diagnostic);
    }
}

/// So many findings are collected, and with a hint so many: far more than are shown.
const ENOUGH: usize = 20_000;
const HINTED: usize = 1_000;

/// What is checked: a value, or the table that is the whole file.
#[derive(Clone, Copy)]
enum Item<'a> {
    Table(&'a Table),
    Value(&'a Node),
}

impl<'a> Item<'a> {
    fn of(node: &'a Node) -> Self {
        match &node.kind {
            NodeKind::Table(table) => Self::Table(table),
            _ => Self::Value(node),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Table(table) => table.span,
            Self::Value(node) => node.span,
        }
    }
}

/// The keys that lead to a value.
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl Path<'_> {
    const ROOT: Path<'static> = Path {
        parent: None,
        step: Step::Root,
    };

    fn then<'a>(&'a self, step: Step<'a>) -> Path<'a> {
        Path {
            parent: Some(self),
            step,
        }
    }

    /// `` in `units.security` ``, or nothing at the top of the file.
    fn within(&self) -> String {
        let text = self.text();
        if text.is_empty() { text } else { format!(" in `{text}`") }
    }

    fn text(&self) -> String {
        let before = self.parent.map(Path::text).unwrap_or_default();
        match self.step {
            Step::Root => before,
            Step::Key(key) if before.is_empty() => key.to_owned(),
            Step::Key(key) => format!("{before}.{key}"),
            Step::Index(index) => format!("{before}[{index}]"),
        }
    }
}

struct Shape<'s> {
    schema: Schema<'s>,
}

impl<'s> Shape<'s> {
    fn check(&self, item: Item<'_>, schema: &'s Value, path: &Path<'_>, out: &mut Vec<Diagnostic>) {
        if out.len() >= ENOUGH {
            return;
        }
        if !self.accepts(item, schema) {
            out.push(self.wrong_type(item, schema));
            return;
        }
        for part in self.schema.all(schema).iter().copied() {
            self.check_part(item, part, path, out);
        }
    }

    fn check_part(&self, item: Item<'_>, part: Part<'s>, path: &Path<'_>, out: &mut Vec<Diagnostic>) {
        let before = out.len();
        for join in ["anyOf", "oneOf"] {
            if let Some(alternatives) = part.get(join).and_then(Value::as_array) {
                self.check_alternatives(item, alternatives, path, out);
            }
        }
        if let Item::Value(node) = item {
            value::check_choice(node, part, out);
        }
        if out.len() > before {
            return;
        }
        match item {
            Item::Table(table) => self.check_table(table, part, path, out),
            Item::Value(node) => match &node.kind {
                NodeKind::String(text) | NodeKind::Datetime(text) => value::check_text(node, text, part, out),
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "limits in the schema are far below the integers that a float cannot hold"
                )]
                NodeKind::Integer(number) => value::check_number(node, *number as f64, part, out),
                NodeKind::Float(number) => value::check_number(node, *number, part, out),
                NodeKind::Array(items) => self.check_list(node, items, part, path, out),
                NodeKind::Boolean(_) | NodeKind::Table(_) => {}
            },
        }
    }

    /// Of several alternatives one must fit; if none does, the one that comes closest is explained.
    fn check_alternatives(
        &self,
        item: Item<'_>,
        alternatives: &'s [Value],
        path: &Path<'_>,
        out: &mut Vec<Diagnostic>,
    ) {
        let mut closest: Option<Vec<Diagnostic>> = None;
        let mut choices = Vec::new();
        for alternative in alternatives
            .iter()
            .filter(|alternative| self.accepts(item, alternative))
        {
            let mut found = Vec::new();
            self.check(item, alternative, path, &mut found);
            if found.is_empty() {
                return;
            }
            choices.extend(self.schema.any(alternative).iter().copied().flat_map(value::choices));
            if closest.as_ref().is_none_or(|closest| found.len() < closest.len()) {
                closest = Some(found);
            }
        }
        match (closest, item) {
            // Documented variants of an enumeration are one alternative each, but one question to whoever reads.
            (Some(closest), Item::Value(node)) if closest.iter().all(|d| d.code == value::UNKNOWN_VALUE) => {
                out.push(value::unknown_choice(node, &choices));
            }
            (closest, _) => out.extend(closest.unwrap_or_default()),
        }
    }
}
