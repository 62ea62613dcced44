//! Diagnostics as text, in the manner of rustc, and as JSON.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::safe;
use crate::diagnostics::{Diagnostic, FileId, Mark, Severity, SourceMap, Span};

/// How wide the text is made, in columns.
const WIDTH: usize = 120;
/// How much of one source line is shown round what is marked, in characters.
const LINE: usize = 200;
/// How much of a line is shown before the first mark, when the line is longer than [`LINE`].
const LEAD: usize = 60;
/// Places of one file that are more bytes apart are shown in pieces: what stands between them would be gone through for each.
const NEAR: u32 = 10_000;
/// How long a message or label may be, in characters.
const MESSAGE: usize = 600;

/// Writes diagnostics one after the other, each with the source it is about. Source text and messages hold what others
/// wrote, so that characters which would steer a terminal, or turn the direction of text, are shown as escapes.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut pages = Pages::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let shown = report(diagnostic, &mut pages);
        for line in renderer.render(&shown).lines().filter(|line| !is_empty_origin(line)) {
            out.push_str(line);
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// The place is named apart from the excerpt, because the renderer would count columns in the excerpt, which may be cut
/// and escaped; for the excerpt it then writes a line that names nothing.
fn is_empty_origin(line: &str) -> bool {
    anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

/// Diagnostics as a JSON list: `code`, `severity`, `message`, `file`, `line`, `column`, `end_line`, `end_column`, `text`,
/// `help` and `related`. Lines and columns count from 1, columns in characters; the end is exclusive. What is not
/// known is null.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    diagnostics
        .iter()
        .map(|diagnostic| entry(diagnostic, sources))
        .collect()
}

fn entry(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|mark| {
            let mut place = place(Some(mark.span), sources);
            set(&mut place, "message", Value::from(visible(&mark.label, MESSAGE)));
            place
        })
        .collect();
    let mut value = place(diagnostic.primary, sources);
    set(&mut value, "code", Value::from(diagnostic.code));
    set(&mut value, "severity", Value::from(diagnostic.severity.word()));
    set(
        &mut value,
        "message",
        Value::from(visible(&diagnostic.message, MESSAGE)),
    );
    set(
        &mut value,
        "help",
        diagnostic.help.as_ref().map(|help| visible(help, MESSAGE)).into(),
    );
    set(&mut value, "related", Value::from(related));
    value
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn place(span: Option<Span>, sources: &SourceMap) -> Value {
    let Some(span) = span else {
        return json!({
            "file": null, "line": null, "column": null, "end_line": null, "end_column": null, "text": null,
        });
    };
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.line_column(Span {
        start: span.end,
        ..span
    });
    json!({
        "file": visible(sources.name(span.file), MESSAGE),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "text": visible(sources.snippet(span), MESSAGE),
    })
}

fn report<'a>(diagnostic: &'a Diagnostic, pages: &mut Pages<'_>) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(visible(&diagnostic.message, MESSAGE))
        .id(diagnostic.code);
    let mut elements: Vec<Element<'a>> = Vec::new();
    for (file, marks) in by_file(diagnostic) {
        let Some(excerpt) = pages.excerpt(file, &marks) else {
            elements.push(Origin::path(visible(pages.sources.name(file), MESSAGE)).into());
            continue;
        };
        let path = visible(pages.sources.name(file), MESSAGE);
        elements.push(Origin::path(path).line(excerpt.line).char_column(excerpt.column).into());
        let annotations = excerpt.marks.into_iter().map(|(primary, range, label)| {
            let kind = if primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let annotation = kind.span(range);
            if label.is_empty() {
                annotation
            } else {
                annotation.label(label)
            }
        });
        let snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.first_line)
            .annotations(annotations);
        elements.push(snippet.into());
    }
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(visible(help, MESSAGE)).into());
    }
    vec![title.elements(elements)]
}

/// The marks of a diagnostic by file and piece of it: that of the primary place first, the others as they were added.
fn by_file(diagnostic: &Diagnostic) -> Vec<(FileId, Vec<(bool, Mark)>)> {
    let primary = diagnostic.primary.map(|span| {
        let label = String::new();
        (true, Mark { span, label })
    });
    let related = diagnostic.related.iter().map(|mark| (false, mark.clone()));
    let mut files: Vec<(FileId, Vec<(bool, Mark)>)> = Vec::new();
    for (is_primary, mark) in primary.into_iter().chain(related) {
        let file = mark.span.file;
        let near = |marks: &[(bool, Mark)]| {
            let first = marks.first().map(|(_, first)| first.span.start);
            first.is_some_and(|first| first.abs_diff(mark.span.start) <= NEAR)
        };
        match files.iter_mut().find(|(known, marks)| *known == file && near(marks)) {
            Some((_, marks)) => marks.push((is_primary, mark)),
            None => files.push((file, vec![(is_primary, mark)])),
        }
    }
    files
}

/// Some lines of a file, safe to print.
struct Excerpt {
    text: String,
    first_line: usize,
    /// Where the first mark begins in the file, counted from 1.
    line: usize,
    column: usize,
    marks: Vec<(bool, Range<usize>, String)>,
}

/// The files with the places where their lines begin, found once.
struct Pages<'s> {
    sources: &'s SourceMap,
    starts: BTreeMap<FileId, Vec<usize>>,
}

impl<'s> Pages<'s> {
    fn new(sources: &'s SourceMap) -> Self {
        Self {
            sources,
            starts: BTreeMap::new(),
        }
    }

    fn excerpt(&mut self, file: FileId, marks: &[(bool, Mark)]) -> Option<Excerpt> {
        let text = self.sources.text(file);
        let starts = self.starts.entry(file).or_insert_with(|| {
            let after = text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after).collect()
        });
        let line_of = |offset: usize| starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let clip = |offset: u32| floor(text, offset as usize);
        let lines = marks.iter().map(|(_, mark)| line_of(clip(mark.span.start)));
        let (first, last) = (lines.clone().min()?, lines.clone().max()?);
        let mut shown = Excerpt {
            text: String::new(),
            first_line: first + 1,
            line: lines.clone().next()? + 1,
            column: 1,
            marks: Vec::new(),
        };
        for line in first..=last {
            let start = starts.get(line).copied()?;
            let end = starts.get(line + 1).copied().unwrap_or(text.len());
            let content = text.get(start..end)?.trim_end_matches(['\n', '\r']);
            let here: Vec<&(bool, Mark)> = marks
                .iter()
                .zip(lines.clone())
                .filter_map(|(mark, of)| (of == line).then_some(mark))
                .collect();
            if line + 1 == shown.line {
                let at = marks.first().map(|(_, mark)| clip(mark.span.start)).unwrap_or_default();
                shown.column = self.sources.line_column(Span::new(file, at..at)).1;
            }
            let ranges = here.iter().map(|(_, mark)| {
                let from = clip(mark.span.start) - start;
                // Of a place that spans lines the first is marked: a table's end is of no interest.
                from.min(content.len())
                    ..(clip(mark.span.end).saturating_sub(start)).clamp(from.min(content.len()), content.len())
            });
            let (safe, ranges) = safe_line(content, ranges.collect());
            let offset = shown.text.len();
            for ((is_primary, mark), range) in here.into_iter().zip(ranges) {
                let label = visible(&mark.label, MESSAGE);
                shown
                    .marks
                    .push((*is_primary, offset + range.start..offset + range.end, label));
            }
            shown.text.push_str(&safe);
            shown.text.push('\n');
        }
        Some(shown)
    }
}

/// A line cut to the part round its marks, with everything invisible made visible, and the marks moved along.
fn safe_line(line: &str, marks: Vec<Range<usize>>) -> (String, Vec<Range<usize>>) {
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    // Only the window is gone through: a line may be as long as its file.
    let is_long = line.chars().nth(LINE).is_some();
    let lead = line.get(..first).unwrap_or_default().char_indices().rev().nth(LEAD - 1);
    let from = lead.filter(|_| is_long).map_or(0, |(at, _)| at);
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    // For every character boundary that is shown: where it was and where it is now.
    let mut moved: Vec<(usize, usize)> = Vec::new();
    let mut cut = false;
    let window = line.get(from..).unwrap_or_default();
    for (index, (at, character)) in window.char_indices().enumerate() {
        moved.push((from + at, out.len()));
        if index >= LINE {
            cut = true;
            break;
        }
        push_visible(&mut out, character);
    }
    if !cut {
        moved.push((line.len(), out.len()));
    }
    let end = out.len();
    let now = |offset: usize| moved.iter().find(|(was, _)| *was >= offset).map_or(end, |(_, is)| *is);
    let ranges = marks.into_iter().map(|mark| now(mark.start)..now(mark.end)).collect();
    if cut {
        out.push('…');
    }
    (out, ranges)
}

/// Text that cannot steer a terminal, at most `limit` characters of it.
fn visible(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(limit) {
        push_visible(&mut out, character);
    }
    if text.chars().nth(limit).is_some() {
        out.push('…');
    }
    out
}

fn push_visible(out: &mut String, character: char) {
    match character {
        // The renderer sets tabs as four columns.
        '\t' => out.push('\t'),
        _ => out.push_str(&safe::text(character.encode_utf8(&mut [0; 4]))),
    }
}

/// The character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(sources: &SourceMap, file: FileId, text: &str) -> Span {
        let start = sources.text(file).find(text).unwrap();
        Span::new(file, start..start + text.len())
    }

    #[test]
    fn an_error_points_into_two_files() {
        let mut sources = SourceMap::default();
        let main = sources.add("baseline.toml", "[accounts.a]\nemail = \"x@example.com\"\n");
        let part = sources.add("accounts/b.toml", "\n[accounts.b]\nemail = \"x@example.com\" # same\n");
        let diagnostic = Diagnostic::error("duplicate-email", "two accounts have the e-mail `x@example.com`")
            .at(span(&sources, part, "\"x@example.com\""))
            .also(span(&sources, main, "\"x@example.com\""), "first used here")
            .help("every account needs its own");
        insta::assert_snapshot!(render(&[diagnostic], &sources, false), @r#"
        error[duplicate-email]: two accounts have the e-mail `x@example.com`
         --> accounts/b.toml:3:9
          |
        3 | email = "x@example.com" # same
          |         ^^^^^^^^^^^^^^^
         ::: baseline.toml:2:9
          |
        2 | email = "x@example.com"
          |         --------------- first used here
          |
          = help: every account needs its own
        "#);
    }

    #[test]
    fn two_places_in_one_file_and_a_warning_without_a_place() {
        let mut sources = SourceMap::default();
        let file = sources.add("b.toml", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\n");
        let list = [
            Diagnostic::error("x", "seven")
                .at(span(&sources, file, "7"))
                .also(span(&sources, file, "1"), "one"),
            Diagnostic::warning("y", "just so"),
        ];
        insta::assert_snapshot!(render(&list, &sources, false), @"
        error[x]: seven
         --> b.toml:7:5
          |
        1 | a = 1
          |     - one
        ...
        7 | g = 7
          |     ^

        warning[y]: just so
        ");
        let coloured = render(&list, &sources, true);
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(
            anstream::adapter::strip_str(&coloured).to_string(),
            render(&list, &sources, false)
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let mut sources = SourceMap::default();
        let file = sources.add("a\u{1b}[2J.toml", "na\u{1b}[31mme\u{9b} = \"\u{202e}x\" # \u{7}\r\n");
        let diagnostic = Diagnostic::error("x", "bad `\u{1b}]0;title\u{7}\n\u{2066}`")
            .at(span(&sources, file, "\"\u{202e}x\""))
            .help("\u{9b}31m");
        let text = render(std::slice::from_ref(&diagnostic), &sources, false);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2066}']));
        assert!(text.contains(r"na\u{1b}[31mme\u{9b} = "), "{text}");
        let json = to_json(&[diagnostic], &sources).to_string();
        assert!(
            json.chars()
                .all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{2066}'),
            "{json}"
        );
    }

    #[test]
    fn a_long_line_is_cut_round_the_mark_and_keeps_its_column() {
        let mut sources = SourceMap::default();
        let file = sources.add("p.json", format!("{}HERE{}", "x".repeat(500_000), "y".repeat(500_000)));
        let long = "m".repeat(10_000);
        let text = render(
            &[Diagnostic::error("x", long).at(span(&sources, file, "HERE"))],
            &sources,
            false,
        );
        assert!(text.contains("p.json:1:500001"), "{text}");
        assert!(text.contains("HERE"), "{text}");
        assert!(text.len() < 2_000, "{}", text.len());
    }

    #[test]
    fn json_has_the_place_and_the_text() {
        let mut sources = SourceMap::default();
        let file = sources.add("b.toml", "é = 1\nname = 3\n");
        let diagnostic = Diagnostic::error("wrong-type", "expected a string")
            .at(span(&sources, file, "3"))
            .help("so");
        let value = to_json(&[diagnostic, Diagnostic::warning("w", "m")], &sources);
        assert_eq!(
            value[0],
            json!({
                "code": "wrong-type", "severity": "error", "message": "expected a string", "file": "b.toml",
                "line": 2, "column": 8, "end_line": 2, "end_column": 9, "text": "3", "help": "so", "related": [],
            })
        );
        assert_eq!(value[1]["line"], Value::Null);
        assert_eq!(value[1]["help"], Value::Null);
    }

    proptest! {
        #[test]
        fn no_text_and_no_place_makes_it_fail(text in "[a-z\\n\\r\\té\u{1b}\u{202e}👩 ]{0,80}", places in prop::collection::vec((0u32..120, 0u32..120), 0..4)) {
            let mut sources = SourceMap::default();
            let file = sources.add("f", text);
            let mut diagnostic = Diagnostic::error("x", "m");
            for (start, end) in places {
                let span = Span { file, start, end };
                diagnostic = if diagnostic.primary.is_none() { diagnostic.at(span) } else { diagnostic.also(span, "l") };
            }
            let list = [diagnostic];
            let shown = render(&list, &sources, false);
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(to_json(&list, &sources).is_array());
        }
    }
}
