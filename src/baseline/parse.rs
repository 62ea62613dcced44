//! TOML text to a [`Table`], with every syntax error and where it is.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::decoder::Encoding;
use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, Source};

use super::document::{Entry, Node, NodeKind, Table};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Span};

/// How deep tables and lists may nest: a baseline needs six.
const DEPTH: usize = 64;
/// How many syntax errors of one file are shown: past that they are one mistake.
const ERRORS: usize = 50;

/// So many keys and single values one file may have: an Organization of 10,000 accounts needs half of them.
const VALUES: usize = 400_000;
/// So many tables, those that a dotted key makes among them. Each takes a kilobyte.
const TABLES: usize = 150_000;

/// So many keys and single values all files of a baseline may have; of tables as many as one file.
const VALUES_IN_ALL: usize = 800_000;

/// How much the files that were read so far hold.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Held {
    values: usize,
    tables: usize,
}

/// Reads TOML. With syntax errors the table holds what could be read.
pub(super) fn parse(file: FileId, text: &str, held: &mut Held, diagnostics: &mut Diagnostics) -> Table {
    let mut root = Table::new(first_line(file, text));
    let meter = measured(text);
    if let Some(at) = meter.exceeded {
        diagnostics.push(
            Diagnostic::error("too-deep", format!("nested more than {DEPTH} levels deep")).at(Span::new(file, at)),
        );
        return root;
    }
    if meter.values > VALUES || meter.tables > TABLES {
        let message = format!("more than {VALUES} keys and values, or {TABLES} tables");
        let wrong = Diagnostic::error("too-many-values", message).at(root.span);
        diagnostics.push(wrong.help("an Organization of 10,000 accounts needs half as many: generate less"));
        return root;
    }
    held.values += meter.values;
    held.tables += meter.tables;
    if held.values > VALUES_IN_ALL || held.tables > TABLES {
        let message = format!("with this file more than {VALUES_IN_ALL} keys and values, or {TABLES} tables, in all");
        let wrong = Diagnostic::error("too-many-values", message).at(root.span);
        diagnostics.push(wrong.help("no Organization needs as many: generate less"));
        return root;
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let more = errors.len().saturating_sub(ERRORS);
    for (index, error) in errors.into_iter().take(ERRORS).enumerate() {
        let at = error.span().map(|range| widen(file, text, range));
        let mut diagnostic = Diagnostic::error("toml-syntax", error.message()).at(at);
        if more > 0 && index + 1 == ERRORS {
            diagnostic = diagnostic.help(format!("{more} more errors in this file"));
        }
        diagnostics.push(diagnostic);
    }
    fill(file, &mut root, document.into_inner(), diagnostics);
    root
}

fn fill(file: FileId, table: &mut Table, entries: DeTable<'_>, diagnostics: &mut Diagnostics) {
    for (key, value) in entries {
        let entry = Entry {
            key: Span::new(file, key.span()),
            value: node(file, value, diagnostics),
        };
        table.entries.insert(key.into_inner().into_owned(), entry);
    }
}

fn node(file: FileId, value: Spanned<DeValue<'_>>, diagnostics: &mut Diagnostics) -> Node {
    let span = Span::new(file, value.span());
    let kind = match value.into_inner() {
        DeValue::String(text) => NodeKind::String(text.into_owned()),
        DeValue::Integer(number) => NodeKind::Integer(
            i64::from_str_radix(number.as_str(), number.radix()).unwrap_or_else(|_| {
                diagnostics.push(Diagnostic::error("number-range", "this integer does not fit in 64 bits").at(span));
                0
            }),
        ),
        DeValue::Float(number) => {
            let value: f64 = number.as_str().parse().unwrap_or(f64::INFINITY);
            if value.is_infinite() && !number.as_str().contains("inf") {
                diagnostics.push(Diagnostic::error("number-range", "this number does not fit in 64 bits").at(span));
            }
            NodeKind::Float(value)
        }
        DeValue::Boolean(value) => NodeKind::Boolean(value),
        DeValue::Datetime(value) => NodeKind::Datetime(value.to_string()),
        DeValue::Array(items) => NodeKind::Array(items.into_iter().map(|item| node(file, item, diagnostics)).collect()),
        DeValue::Table(entries) => {
            let mut table = Table::new(span);
            fill(file, &mut table, entries, diagnostics);
            NodeKind::Table(table)
        }
    };
    Node { span, kind }
}

/// The first line that is not blank, which stands for the whole file.
fn first_line(file: FileId, text: &str) -> Span {
    let text_only = text.trim_start_matches('\u{feff}').trim_start();
    let start = text.len() - text_only.len();
    let line = text_only.lines().next().unwrap_or("").trim_end();
    Span::new(file, start..start + line.len())
}

/// An empty range marks the character that follows it, so that something is underlined.
fn widen(file: FileId, text: &str, range: std::ops::Range<usize>) -> Span {
    if range.start < range.end {
        return Span::new(file, range);
    }
    let next = text.get(range.start..).and_then(|rest| rest.chars().next());
    let width = next.filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
    Span::new(file, range.start..range.start + width)
}

/// Where the text nests too deep, told from the tokens alone: the tree that dotted keys make has no limit in the TOML
/// crate, and dropping a tree a million levels deep overflows the stack.
fn measured(text: &str) -> DepthMeter {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut meter = DepthMeter::default();
    toml_parser::parser::parse_document(&tokens, &mut meter, &mut ());
    meter
}

#[derive(Default)]
struct DepthMeter {
    /// Keys of the last `[header]`.
    header: usize,
    /// Keys so far of the dotted key being read.
    key: usize,
    after_dot: bool,
    /// For every open list or inline table, the keys that led to it.
    open: Vec<usize>,
    exceeded: Option<std::ops::Range<usize>>,
    /// Keys and single values so far.
    values: usize,
    /// Tables so far.
    tables: usize,
}

impl DepthMeter {
    fn check(&mut self, span: toml_parser::Span) -> bool {
        let depth = self.header + self.key + self.open.len() + self.open.iter().sum::<usize>();
        if depth > DEPTH && self.exceeded.is_none() {
            self.exceeded = Some(span.start()..span.end());
        }
        depth <= DEPTH
    }

    fn header_open(&mut self) {
        *self = Self {
            exceeded: self.exceeded.take(),
            values: self.values,
            tables: self.tables + 1,
            ..Self::default()
        };
    }

    fn header_close(&mut self) {
        self.header = std::mem::take(&mut self.key);
    }

    fn value_open(&mut self, span: toml_parser::Span) -> bool {
        self.open.push(std::mem::take(&mut self.key));
        self.check(span)
    }

    fn value_close(&mut self) {
        self.key = self.open.pop().unwrap_or(0);
    }
}

impl EventReceiver for DepthMeter {
    fn std_table_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_open();
    }

    fn std_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_close();
    }

    fn array_table_open(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_open();
    }

    fn array_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.header_close();
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.tables += 1;
        self.value_open(span)
    }

    fn inline_table_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.value_close();
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.values += 1;
        self.value_open(span)
    }

    fn array_close(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.value_close();
    }

    fn simple_key(&mut self, span: toml_parser::Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.values += 1;
        self.tables += usize::from(self.after_dot);
        self.key = if std::mem::take(&mut self.after_dot) {
            self.key + 1
        } else {
            1
        };
        self.check(span);
    }

    fn scalar(&mut self, _: toml_parser::Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.values += 1;
    }

    fn key_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.after_dot = true;
    }

    fn value_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.key = 0;
    }
}
