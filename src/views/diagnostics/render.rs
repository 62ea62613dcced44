//! Diagnostics as text, in the manner of rustc.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::Pages;
use super::words::{MESSAGE, visible};
use crate::diagnostics::{Diagnostic, FileId, Mark, Severity, SourceMap};
use crate::views::fold::{Kind, fold, kind, named, quoted};

/// Places of one file that are more bytes apart are shown in pieces: what stands between them would be gone through for each.
const NEAR: u32 = 10_000;
/// How wide the text is made, in columns.
const WIDTH: usize = 120;
/// Places that are named for findings of one kind; the rest is counted.
const NAMED: usize = 5;

/// Writes diagnostics one after the other, each with the source it is about. Source text and messages hold what others
/// wrote, so that characters which would steer a terminal, or turn the direction of text, are shown as escapes.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    let mut page = Page::new(sources, color);
    for diagnostic in diagnostics {
        page.say(diagnostic, None);
    }
    page.out
}

/// The same, with many findings of one kind said once: the first in full, and of the others where they are. `all` is what to type to see
/// all of them in full.
#[must_use]
pub fn folded(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool, all: &str) -> String {
    let mut page = Page::new(sources, color);
    for group in fold(diagnostics, kind_of) {
        let more = (!group.more.is_empty()).then(|| {
            let places = group.more.iter().map(|other| place(group.first, other, sources));
            let places = named(places.collect(), NAMED);
            format!(
                "and {} more of this kind: {places} (all of them with `{all}`)",
                group.more.len()
            )
        });
        page.say(group.first, more);
    }
    page.out
}

/// Severity, code, and the message without what is particular.
fn kind_of(diagnostic: &Diagnostic) -> (Severity, &'static str, Kind) {
    (diagnostic.severity, diagnostic.code, kind(&diagnostic.message))
}

/// What is particular of a finding: the first word in which it differs from the one that is shown, and where it is.
fn place(shown: &Diagnostic, other: &Diagnostic, sources: &SourceMap) -> String {
    let words = quoted(&other.message).zip(quoted(&shown.message).map(Some).chain(std::iter::repeat(None)));
    let mut differing = words.filter(|(word, of_first)| Some(*word) != *of_first);
    let word = differing
        .next()
        .map(|(word, _)| format!("`{}`", visible(word, MESSAGE)));
    let at = other.primary.map(|span| {
        let (line, _) = sources.line_column(span);
        format!("{}:{line}", visible(sources.name(span.file), MESSAGE))
    });
    match (word, at) {
        (Some(word), Some(at)) => format!("{word} at {at}"),
        (word, at) => word.or(at).unwrap_or_else(|| visible(&other.message, MESSAGE)),
    }
}

/// A text that grows.
struct Page<'s> {
    renderer: Renderer,
    pages: Pages<'s>,
    out: String,
}

impl<'s> Page<'s> {
    fn new(sources: &'s SourceMap, color: bool) -> Self {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        Self {
            renderer: renderer.term_width(WIDTH),
            pages: Pages::new(sources),
            out: String::new(),
        }
    }

    fn say(&mut self, diagnostic: &Diagnostic, more: Option<String>) {
        let shown = report(diagnostic, more, &mut self.pages);
        let text = self.renderer.render(&shown);
        for line in text.lines().filter(|line| !is_empty_origin(line)) {
            self.out.push_str(&pointed(line));
            self.out.push('\n');
        }
        self.out.push('\n');
    }
}

/// The place is named apart from the excerpt, because the renderer would count columns in the excerpt, which may be cut
/// and escaped; for the excerpt it then writes a line that names nothing.
fn is_empty_origin(line: &str) -> bool {
    anstream::adapter::strip_str(line).to_string().trim() == ":::"
}

/// The second and later places of a finding begin as the first does, not with `:::`: what begins with `::` may be a command to a CI runner.
fn pointed(line: &str) -> Cow<'_, str> {
    let plain = anstream::adapter::strip_str(line).to_string();
    if plain.trim_start().starts_with("::: ") {
        Cow::Owned(line.replacen(":::", "-->", 1))
    } else {
        Cow::Borrowed(line)
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, more: Option<String>, pages: &mut Pages<'_>) -> Vec<Group<'a>> {
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
    if let Some(more) = more {
        elements.push(Level::NOTE.message(more).into());
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostics::Span;
    use crate::views::diagnostics::to_json;

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
         --> baseline.toml:2:9
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
    fn many_of_one_kind_are_said_once() {
        let mut sources = SourceMap::default();
        let mut list = Vec::new();
        for number in 0..500 {
            let file = sources.add(format!("p{number:03}.json"), "{}\n");
            let message = format!("the policy `p{number:03}` has {number} characters");
            list.push(
                Diagnostic::error("long", message)
                    .at(Span::new(file, 0..1))
                    .help("cut it"),
            );
        }
        let file = sources.add("b.toml", "a\n");
        list.push(Diagnostic::error("other", "no `a`").at(Span::new(file, 0..1)));
        list.extend((0..3).map(|_| Diagnostic::warning("few", "these are few")));
        insta::assert_snapshot!(folded(&list, &sources, false, "groundline validate --format json"), @r"
        error[long]: the policy `p000` has 0 characters
         --> p000.json:1:1
          |
        1 | {}
          | ^
          |
          = help: cut it
          = note: and 499 more of this kind: `p001` at p001.json:1, `p002` at p002.json:1, `p003` at p003.json:1, `p004` at p004.json:1, `p005` at p005.json:1 and 494 others (all of them with `groundline validate --format json`)

        error[other]: no `a`
         --> b.toml:1:1
          |
        1 | a
          | ^

        warning[few]: these are few

        warning[few]: these are few

        warning[few]: these are few
        ");
        assert!(render(&list, &sources, false).lines().count() > 2_500);
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
            prop_assert_eq!(folded(&list, &sources, false, "x"), shown);
        }
    }
}
