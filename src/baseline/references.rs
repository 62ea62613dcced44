//! References: `${account.security.id}` in the strings that the schema opens for them.

use std::ops::Range;

use serde_json::Value;

use super::document::{Node, NodeKind, Table};
use super::schema::{Schema, item, property};
use crate::diagnostics::{Diagnostic, Diagnostics, Span};

/// A piece of a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is, `$${` already turned into `${`.
    Text(String),
    /// The words of a reference: `account`, `security`, `id`.
    Reference(Vec<String>),
}

/// Why a string with `${` cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong.
    pub message: String,
    /// Which bytes of the string it is about.
    pub at: Range<usize>,
}

/// A piece and the bytes of the string it was read from.
type Placed = (Piece, Range<usize>);

/// Splits a string into text and references. `$${` stands for `${`.
///
/// # Errors
/// When a `${` is not closed, or holds something else than words joined by dots.
pub fn parse(text: &str) -> Result<Vec<Piece>, Malformed> {
    let placed: Result<Vec<Piece>, Malformed> = scan(text)
        .into_iter()
        .map(|piece| piece.map(|(piece, _)| piece))
        .collect();
    placed
}

fn scan(text: &str) -> Vec<Result<Placed, Malformed>> {
    let mut pieces: Vec<Result<Placed, Malformed>> = Vec::new();
    let mut plain = String::new();
    let mut plain_start = 0;
    let mut offset = 0;
    while let Some(rest) = text.get(offset..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("$${") {
            plain.push_str("${");
            offset += 3;
        } else if let Some(inside) = rest.strip_prefix("${") {
            if !plain.is_empty() {
                pieces.push(Ok((Piece::Text(std::mem::take(&mut plain)), plain_start..offset)));
            }
            let end = inside.find('}').map_or(text.len(), |end| offset + 2 + end + 1);
            let malformed = |message: String| Malformed {
                message,
                at: offset..end,
            };
            pieces.push(match inside.split_once('}') {
                None => Err(malformed("`${` is not closed by `}`".to_owned())),
                Some((name, _)) => match words(name) {
                    Some(words) => Ok((Piece::Reference(words), offset..end)),
                    None => Err(malformed(format!("`${{{name}}}` is not a reference"))),
                },
            });
            offset = end;
            plain_start = end;
        } else {
            let character = rest.chars().next().unwrap_or_default();
            plain.push(character);
            offset += character.len_utf8();
        }
    }
    if !plain.is_empty() {
        pieces.push(Ok((Piece::Text(plain), plain_start..offset)));
    }
    pieces
}

fn words(name: &str) -> Option<Vec<String>> {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let words: Vec<&str> = name.split('.').collect();
    (words.len() > 1 && words.iter().copied().all(is_word)).then(|| words.into_iter().map(str::to_owned).collect())
}

/// Gives the text for the words of a reference, or says why it cannot. It is told whether the field takes what is known only later.
pub type Resolve<'a> = dyn Fn(&[String], bool) -> Result<String, String> + 'a;

/// Fills in the references of a document: in fields whose schema has `"x-references": true`, on the string itself or
/// on the list or table that holds it. A field with `"x-late-references": true` takes what is known only later, too.
/// A reference anywhere else is an error, since it would silently stay as it is; policy variables such as
/// `${aws:username}` are no references and stay.
pub fn expand(table: &mut Table, schema: &Value, resolve: &Resolve<'_>, diagnostics: &mut Diagnostics) {
    let mut expander = Expander {
        schema: Schema::new(schema),
        resolve,
        diagnostics,
        room: EXPANDED,
    };
    expander.table(table, &[schema], Opens::default(), "");
}

/// Whether there may be a reference in a value: most have none, and need not be looked at further.
fn may_refer(node: &Node) -> bool {
    match &node.kind {
        NodeKind::String(text) => text.contains("${"),
        NodeKind::Array(items) => items.iter().any(may_refer),
        NodeKind::Table(_) => true,
        _ => false,
    }
}

/// Which references a field reads.
#[derive(Debug, Clone, Copy, Default)]
struct Opens {
    any: bool,
    late: bool,
}

struct Expander<'s, 'd> {
    schema: Schema<'s>,
    resolve: &'d Resolve<'d>,
    diagnostics: &'d mut Diagnostics,
    /// How many bytes references may still stand for.
    room: usize,
}

/// So many bytes all references of a baseline stand for together.
const EXPANDED: usize = 16 * 1024 * 1024;

impl<'s> Expander<'s, '_> {
    fn table(&mut self, table: &mut Table, schemas: &[&'s Value], open: Opens, path: &str) {
        for (key, entry) in &mut table.entries {
            if !may_refer(&entry.value) {
                continue;
            }
            let inner: Vec<&Value> = self.parts(schemas).flat_map(|part| property(part, key)).collect();
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            self.node(&mut entry.value, &inner, open, &path);
        }
    }

    fn parts(&self, schemas: &[&'s Value]) -> impl Iterator<Item = super::schema::Part<'s>> + use<'s> {
        let mut parts = Vec::new();
        schemas
            .iter()
            .for_each(|one| parts.extend_from_slice(&self.schema.any(one)));
        parts.into_iter()
    }

    fn node(&mut self, node: &mut Node, schemas: &[&'s Value], open: Opens, path: &str) {
        let says = |word: &str| {
            self.parts(schemas)
                .any(|part| part.get(word) == Some(&Value::Bool(true)))
        };
        let open = Opens {
            any: open.any || says("x-references"),
            late: open.late || says("x-late-references"),
        };
        match &mut node.kind {
            NodeKind::Table(table) => self.table(table, schemas, open, path),
            NodeKind::Array(items) => {
                let parts: Vec<_> = self.parts(schemas).collect();
                for (index, value) in items.iter_mut().enumerate().filter(|(_, value)| may_refer(value)) {
                    let inner: Vec<&Value> = parts.iter().filter_map(|part| item(part, index)).collect();
                    self.node(value, &inner, open, path);
                }
            }
            NodeKind::String(text) if text.contains("${") => {
                *text = if open.any {
                    self.fill(text, node.span, open.late)
                } else {
                    self.refuse(text, node.span, path)
                };
            }
            _ => {}
        }
    }

    fn fill(&mut self, text: &str, span: Span, late: bool) -> String {
        let mut filled = String::new();
        for piece in scan(text) {
            match piece {
                Ok((Piece::Text(plain), _)) => filled.push_str(&plain),
                // What is too much was said once, and is then left out.
                Ok((Piece::Reference(_), _)) if self.room == 0 => {}
                Ok((Piece::Reference(words), at)) => match (self.resolve)(&words, late) {
                    Ok(value) if value.len() > self.room => {
                        self.room = 0;
                        let message = format!("references stand for more than {} MiB in all", EXPANDED / (1024 * 1024));
                        let wrong = Diagnostic::error("too-large", message).at(part_of(span, text, at));
                        self.diagnostics
                            .push(wrong.help("write shorter values, or fewer references"));
                    }
                    Ok(value) => {
                        self.room -= value.len();
                        filled.push_str(&value);
                    }
                    Err(message) => self
                        .diagnostics
                        .push(Diagnostic::error("unknown-reference", message).at(part_of(span, text, at))),
                },
                Err(malformed) => self.diagnostics.push(
                    Diagnostic::error("invalid-reference", malformed.message)
                        .at(part_of(span, text, malformed.at))
                        .help("write `$${` for a plain `${`"),
                ),
            }
        }
        filled
    }

    /// A field that reads no references: what looks like one is refused, everything else stays as it is.
    fn refuse(&mut self, text: &str, span: Span, path: &str) -> String {
        for (piece, at) in scan(text).into_iter().flatten() {
            if let Piece::Reference(words) = piece {
                let message = format!("`${{{}}}`: references are not read in `{path}`", words.join("."));
                self.diagnostics.push(
                    Diagnostic::error("reference-not-read", message)
                        .at(part_of(span, text, at))
                        .help("write the value itself"),
                );
            }
        }
        text.to_owned()
    }
}

/// The place of a piece of a string: exact where the text stands in the file as it is, in single quotes or double
/// quotes without escapes; else the whole string.
fn part_of(span: Span, text: &str, at: Range<usize>) -> Span {
    let quotes = 2;
    let written = span.end.saturating_sub(span.start) as usize;
    if written != text.len() + quotes {
        return span;
    }
    let from = span.start as usize + 1;
    Span::new(span.file, from + at.start..from + at.end)
}
