//! What one change does, field by field, as marked lines that every view can lay out in its own way.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use similar::{ChangeTag, TextDiff};

use super::plural::count;
use super::{safe, value};

/// Unchanged lines shown around a change of a document.
const CONTEXT: usize = 3;

/// The field that holds a policy. It comes last, since it is long.
const DOCUMENT: &str = "document";

/// Columns of the names of fields.
const WIDEST: usize = 24;

/// A list that is no set of strings, or a text, is shown line by line from this length on.
const BLOCK: usize = 120;

/// What a line is, for colours and for the first column of a `diff` block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing special.
    Plain,
    /// Only as the baseline says; its text starts with `+`.
    Made,
    /// Only live; its text starts with `-`.
    Gone,
    /// A field with another value.
    Changed,
    /// Where in a document: `@@ … @@` and the names of the two sides.
    Place,
    /// A risk, or money.
    Risk,
    /// What to do.
    Help,
}

/// One line of the details of a change. Its text is harmless on a terminal and has no line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub mark: Mark,
    /// Steps to the right.
    pub indent: usize,
    pub text: String,
}

impl Line {
    pub(super) fn new(mark: Mark, indent: usize, text: impl Into<String>) -> Self {
        Self {
            mark,
            indent,
            text: text.into(),
        }
    }
}

/// The line as it stands in a `diff` block, where the first column gives the colour.
pub(super) fn in_block(line: &Line) -> String {
    match line.mark {
        Mark::Changed => format!("! {}", line.text),
        Mark::Plain | Mark::Made | Mark::Gone | Mark::Place | Mark::Risk | Mark::Help => line.text.clone(),
    }
}

/// Who speaks: `plan` says what will change, `drift` what is and what should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Plan,
    Drift,
}

/// The lines for a thing that was `before` and will be `after`.
pub(super) fn fields(before: Option<&Value>, after: Option<&Value>, voice: Voice) -> Vec<Line> {
    let mut page = Page {
        voice,
        lines: Vec::new(),
    };
    match (before, after) {
        (None, None) => {}
        (None, Some(after)) => page.listing(after, voice == Voice::Plan),
        (Some(before), None) => page.listing(before, false),
        (Some(before), Some(after)) => page.compare(&Path::default(), Some(before), Some(after)),
    }
    page.lines
}

#[derive(Debug, Default, Clone)]
struct Path {
    shown: String,
    last: String,
}

impl Path {
    fn then(&self, key: &str) -> Self {
        let dot = if self.shown.is_empty() { "" } else { "." };
        Self {
            shown: format!("{}{dot}{}", self.shown, value::key(key)),
            last: key.to_owned(),
        }
    }

    fn shown(&self) -> &str {
        if self.shown.is_empty() { "value" } else { &self.shown }
    }
}

struct Page {
    voice: Voice,
    lines: Vec<Line>,
}

impl Page {
    fn push(&mut self, mark: Mark, indent: usize, text: impl Into<String>) {
        self.lines.push(Line::new(mark, indent, text));
    }

    /// Every field of something that is made or goes. A document that is made is shown whole where that is reviewed.
    fn listing(&mut self, whole: &Value, documents: bool) {
        let Value::Object(fields) = whole else {
            self.push(Mark::Plain, 0, value::line("", Some(whole)));
            return;
        };
        let (last, first): (Vec<_>, Vec<_>) = fields
            .iter()
            .filter(|(_, field)| !field.is_null())
            .partition(|(key, _)| *key == DOCUMENT);
        let names = first
            .iter()
            .chain(&last)
            .map(|(key, _)| value::key(key).chars().count());
        let width = names.max().unwrap_or(0).min(WIDEST);
        for (key, field) in first {
            let (name, shown) = (value::key(key), value::line(key, Some(field)));
            self.push(Mark::Plain, 0, format!("{name:width$} = {shown}"));
        }
        for (name, field) in last {
            if documents {
                let document = value::narrow_document(field);
                self.push(Mark::Plain, 0, name);
                for line in document.lines() {
                    self.push(Mark::Made, 1, format!("+{}", safe::text(line)));
                }
            } else {
                let lines = count(value::document(field).lines().count(), "line");
                self.push(Mark::Plain, 0, format!("{name:width$} = ({lines})"));
            }
        }
    }

    fn compare(&mut self, path: &Path, before: Option<&Value>, after: Option<&Value>) {
        let before = before.filter(|v| !v.is_null());
        let after = after.filter(|v| !v.is_null());
        if before == after {
            return;
        }
        if path.last == DOCUMENT {
            return self.documents(path, before, after);
        }
        match (before, after) {
            _ if before.is_some_and(value::is_late) || after.is_some_and(value::is_late) => {
                self.values(path, before, after);
            }
            (Some(Value::Object(before)), Some(Value::Object(after))) => self.tables(path, before, after),
            (Some(Value::Object(before)), None) if !before.is_empty() => self.tables(path, before, &Map::new()),
            (None, Some(Value::Object(after))) if !after.is_empty() => self.tables(path, &Map::new(), after),
            _ => match (strings(before), strings(after)) {
                (Some(before), Some(after)) if before != after => self.sets(path, &before, &after),
                _ => self.values(path, before, after),
            },
        }
    }

    fn tables(&mut self, path: &Path, before: &Map<String, Value>, after: &Map<String, Value>) {
        let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        let (last, first): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| *key == DOCUMENT);
        for key in first.into_iter().chain(last) {
            self.compare(&path.then(key), before.get(key), after.get(key));
        }
    }

    fn sets(&mut self, path: &Path, before: &BTreeSet<&str>, after: &BTreeSet<&str>) {
        self.push(Mark::Plain, 0, path.shown());
        for item in before.difference(after) {
            let item = value::line("", Some(&Value::from(*item)));
            self.push(Mark::Gone, 1, format!("- {item}"));
        }
        for item in after.difference(before) {
            let item = value::line("", Some(&Value::from(*item)));
            self.push(Mark::Made, 1, format!("+ {item}"));
        }
    }

    fn values(&mut self, path: &Path, before: Option<&Value>, after: Option<&Value>) {
        let long = |v: &Value| match v {
            Value::Array(_) => value::inline(v).chars().count() > BLOCK,
            Value::String(text) => text.trim_end().contains('\n'),
            _ => false,
        };
        let (old, new) = (value::line(&path.last, before), value::line(&path.last, after));
        // Cut values can look the same although they differ further on.
        if before.is_some_and(long) || after.is_some_and(long) || old == new {
            return self.documents(path, before, after);
        }
        let text = match self.voice {
            Voice::Plan => format!("{}: {old} -> {new}", path.shown()),
            Voice::Drift => format!("{}: live {old}, baseline {new}", path.shown()),
        };
        self.push(Mark::Changed, 0, text);
    }

    fn documents(&mut self, path: &Path, before: Option<&Value>, after: Option<&Value>) {
        let before = before.map(value::document).unwrap_or_default();
        let after = after.map(value::document).unwrap_or_default();
        self.push(Mark::Plain, 0, path.shown());
        self.push(Mark::Place, 1, "--- live");
        self.push(Mark::Place, 1, "+++ baseline");
        let diff = TextDiff::from_lines(&before, &after);
        let mut unified = diff.unified_diff();
        for hunk in unified.context_radius(CONTEXT).iter_hunks() {
            self.push(Mark::Place, 1, hunk.header().to_string());
            for change in hunk.iter_changes() {
                let (mark, sign) = match change.tag() {
                    ChangeTag::Equal => (Mark::Plain, ' '),
                    ChangeTag::Delete => (Mark::Gone, '-'),
                    ChangeTag::Insert => (Mark::Made, '+'),
                };
                let text = safe::text(change.value().trim_end_matches('\n'));
                self.push(mark, 1, format!("{sign}{text}"));
            }
        }
    }
}

/// The strings of a list of strings, or of a list that is absent.
fn strings(value: Option<&Value>) -> Option<BTreeSet<&str>> {
    match value {
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
        None => Some(BTreeSet::new()),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(before: Value, after: Value) -> String {
        fields(Some(&before), Some(&after), Voice::Plan)
            .iter()
            .map(|line| format!("{}{}\n", "  ".repeat(line.indent), line.text))
            .collect()
    }

    #[test]
    fn equal_and_null_fields_say_nothing() {
        assert_eq!(shown(json!({ "a": 1, "b": null }), json!({ "a": 1 })), "");
    }

    #[test]
    fn nested_fields_have_dotted_names() {
        insta::assert_snapshot!(
            shown(json!({ "tags": { "a.b": "1" } }), json!({ "tags": { "owner": "x" }, "deep": { "er": { "n": 1 } } })),
            @r#"
        deep.er.n: (absent) -> 1
        tags."a.b": "1" -> (absent)
        tags.owner: (absent) -> "x"
        "#
        );
    }

    #[test]
    fn lists_of_strings_are_sets() {
        insta::assert_snapshot!(
            shown(json!({ "services": ["a", "b"], "order": ["a", "b"] }), json!({ "services": ["c", "b"], "order": ["b", "a"] })),
            @r#"
        order: ["a", "b"] -> ["b", "a"]
        services
          - "a"
          + "c"
        "#
        );
    }

    #[test]
    fn other_lists_are_compared_whole_or_line_by_line() {
        let long: Vec<_> = (0..60).collect();
        let mut other = long.clone();
        other[30] = 99;
        insta::assert_snapshot!(
            shown(json!({ "n": [1, 2], "long": long }), json!({ "n": [1], "long": other })),
            @r"
        long
          --- live
          +++ baseline
          @@ -29,7 +29,7 @@
             27,
             28,
             29,
          -  30,
          +  99,
             31,
             32,
             33,
        n: [1, 2] -> [1]
        "
        );
    }

    #[test]
    fn values_that_differ_after_the_cut_do_not_look_the_same() {
        let same = "x".repeat(400);
        let text = shown(json!({ "d": format!("{same}1") }), json!({ "d": format!("{same}2") }));
        assert!(text.contains("x1\n") && text.contains("x2\n"), "{text}");
    }

    #[test]
    fn drift_names_both_sides() {
        let lines = fields(Some(&json!({ "a": 1 })), Some(&json!({ "a": 2 })), Voice::Drift);
        assert_eq!(lines, [Line::new(Mark::Changed, 0, "a: live 1, baseline 2")]);
    }
}
