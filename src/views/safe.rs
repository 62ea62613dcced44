//! Text that others wrote (names, tags, policies, error messages) made harmless for where it is shown.

use std::borrow::Cow;

/// Whether a character can steer a terminal, turn the direction of text, or hide.
///
/// C0, DEL and C1 controls; bidirectional marks, embeddings, overrides and isolates; zero-width and blank fillers; line and
/// paragraph separators; interlinear annotations; tag characters (Unicode 16, `Bidi_Control` and `Default_Ignorable_Code_Point`).
fn hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// What a CI runner takes for a command wherever it stands in a line of the log (GitHub Actions' older form, Azure Pipelines, TeamCity).
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Whether a CI runner may take it for a command: `::add-mask::x` at the start of a line, or one of [`COMMANDS`].
fn commands(line: &str) -> bool {
    begins(line) || has_command(line)
}

/// Whether a line begins as a command of GitHub Actions. `::: baseline.toml:10:6`, by which an error names a second file, does not: a command has
/// a second `::` after its name.
fn begins(line: &str) -> bool {
    line.trim_start()
        .strip_prefix("::")
        .is_some_and(|rest| !rest.starts_with(": ") || rest.contains("::"))
}

fn has_command(text: &str) -> bool {
    text.contains("##") && {
        let small = text.to_ascii_lowercase();
        COMMANDS.iter().any(|command| small.contains(command))
    }
}

/// The same line, no command of a CI runner: `\u{3a}:add-mask::x`.
fn uncommanded(line: &str) -> String {
    let shown = match line.trim_start().strip_prefix("::") {
        Some(rest) => {
            let margin = line.len() - line.trim_start().len();
            format!("{}\\u{{3a}}:{rest}", " ".repeat(margin))
        }
        None => line.to_owned(),
    };
    if has_command(&shown) {
        shown.replace('#', "\\u{23}")
    } else {
        shown
    }
}

/// Finished lines of text, with none that a CI runner takes for a command. Not for JSON: see [`json`].
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    if !text.lines().any(commands) {
        return Cow::Borrowed(text);
    }
    let shown = text.split_inclusive('\n').map(|line| {
        if commands(line) {
            Cow::Owned(uncommanded(line))
        } else {
            Cow::Borrowed(line)
        }
    });
    Cow::Owned(shown.collect())
}

/// A finished document of any format, with no line that begins as a command of a CI runner does. What it may hold elsewhere is the matter of
/// [`text`] and [`json`]; no line of JSON, XML or HTML begins so.
#[must_use]
pub fn starts(text: &str) -> Cow<'_, str> {
    if !text.lines().any(begins) {
        return Cow::Borrowed(text);
    }
    let shown = text.split_inclusive('\n').map(|line| {
        if begins(line) {
            Cow::Owned(uncommanded(line))
        } else {
            Cow::Borrowed(line)
        }
    });
    Cow::Owned(shown.collect())
}

/// One line for a terminal: characters that steer it or hide become `\u{1b}`, line breaks and tabs `\n`, `\r` and `\t`. It may stand at the
/// start of a line: no CI runner takes it for a command there.
#[must_use]
pub fn text(raw: &str) -> Cow<'_, str> {
    if !raw.contains(hostile) {
        return if commands(raw) {
            Cow::Owned(uncommanded(raw))
        } else {
            Cow::Borrowed(raw)
        };
    }
    let mut out = String::with_capacity(raw.len() + 8);
    for c in raw.chars() {
        if hostile(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    if commands(&out) {
        out = uncommanded(&out);
    }
    Cow::Owned(out)
}

/// Lines for a terminal, each as [`text`] makes it.
#[must_use]
pub fn each_line(raw: &str) -> Cow<'_, str> {
    if !raw.split('\n').any(|line| line.contains(hostile) || commands(line)) {
        return Cow::Borrowed(raw);
    }
    let shown = raw.split_inclusive('\n').map(|line| match line.strip_suffix('\n') {
        Some(line) => format!("{}\n", text(line)),
        None => text(line).into_owned(),
    });
    Cow::Owned(shown.collect())
}

/// A finished JSON document in which such characters are written `\u001b`. They can only stand inside its strings, so
/// that it stays the same document; `serde_json` itself leaves all but C0 as they are. Its line breaks stay.
#[must_use]
pub fn json(document: &str) -> Cow<'_, str> {
    let bad = |c: char| hostile(c) && c != '\n';
    let document = if has_command(document) {
        Cow::Owned(document.replace('#', "\\u0023"))
    } else {
        Cow::Borrowed(document)
    };
    if !document.contains(bad) {
        return document;
    }
    let mut out = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if bad(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A Markdown code span. Nothing inside it is a link, an image, HTML, an `@mention` or the end of a table's cell: the
/// filters of GitHub and GitLab leave code alone. `|` is written `\u{7c}`, since tables are split before spans are found.
#[must_use]
pub fn markdown(raw: &str) -> String {
    if raw.is_empty() {
        return "(empty)".to_owned();
    }
    let line = text(raw).replace('|', "\\u{7c}");
    let fence = "`".repeat(longest_run(&line, '`') + 1);
    if line.starts_with('`') || line.ends_with('`') {
        format!("{fence} {line} {fence}")
    } else {
        format!("{fence}{line}{fence}")
    }
}

/// How many of `c` stand side by side at most: a Markdown fence has to be longer.
pub(super) fn longest_run(text: &str, c: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for found in text.chars() {
        run = if found == c { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Text for an HTML element or a quoted attribute.
#[must_use]
pub fn html(raw: &str) -> String {
    markup(&text(raw))
}

/// Text for an XML element or a quoted attribute, without the characters that XML 1.0 does not have.
#[must_use]
pub fn xml(raw: &str) -> String {
    let line = text(raw).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    markup(&line)
}

fn markup(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    for c in line.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// One field of a CSV file: quoted where needed, and with `'` in front where a spreadsheet would take it for a formula.
///
/// The characters are those of OWASP's "CSV Injection", their full-width forms included.
#[must_use]
pub fn csv(raw: &str) -> String {
    let line = text(raw);
    let formula = raw
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || raw.starts_with(['\t', '\r', '\n']);
    let line = if formula { format!("'{line}") } else { line.into_owned() };
    if line.contains([',', ';', '"', ' ', '\'']) {
        format!("\"{}\"", line.replace('"', "\"\""))
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_text_shows_what_steers_and_hides() {
        assert_eq!(text("Ünïcode & 日本"), "Ünïcode & 日本");
        assert_eq!(
            text("a\u{1b}[31m\u{9b}b\n\u{202e}c\u{200b}"),
            "a\\u{1b}[31m\\u{9b}b\\n\\u{202e}c\\u{200b}"
        );
        assert_eq!(text("\u{e0041}\u{7f}\r\t"), "\\u{e0041}\\u{7f}\\r\\t");
    }

    #[test]
    fn no_line_is_a_command_of_a_ci_runner() {
        assert_eq!(text("::add-mask::x"), "\\u{3a}:add-mask::x");
        assert_eq!(text("  ::warning::x"), "  \\u{3a}:warning::x");
        assert_eq!(
            text("a ##[group]##VSO[x]"),
            "a \\u{23}\\u{23}[group]\\u{23}\\u{23}VSO[x]"
        );
        assert_eq!(text("iam::x ## title [a]"), "iam::x ## title [a]");
        assert_eq!(
            lines("a\n ::x\nb ##teamcity[\n"),
            "a\n \\u{3a}:x\nb \\u{23}\\u{23}teamcity[\n"
        );
        assert_eq!(lines("a\nb: ::x\n"), "a\nb: ::x\n");
        // An error names a second file so; with more after it, it may be a command.
        assert_eq!(lines("a\n  ::: baseline.toml:10:6\n"), "a\n  ::: baseline.toml:10:6\n");
        assert_eq!(starts("  ::: b.toml:10:6\n"), "  ::: b.toml:10:6\n");
        assert_eq!(lines("  ::: x::add-mask::x\n"), "  \\u{3a}:: x::add-mask::x\n");
        let value = serde_json::json!({ "name": "##[group]::x" });
        let shown = json(&value.to_string()).into_owned();
        assert_eq!(shown, "{\"name\":\"\\u0023\\u0023[group]::x\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(each_line("a\n\nb"), "a\n\nb");
        assert_eq!(
            each_line("a\u{1b}[31m\r\n::x\n\u{202e}b"),
            "a\\u{1b}[31m\\r\n\\u{3a}:x\n\\u{202e}b"
        );
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({ "name": "a\u{9b}\u{202e}\u{e0041}\u{1b}" });
        let shown = json(&serde_json::to_string_pretty(&value).unwrap()).into_owned();
        assert!(shown.contains("\\u009b\\u202e\\udb40\\udc41\\u001b"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn markdown_span_is_longer_than_what_is_in_it() {
        assert_eq!(markdown("](http://x) @me"), "`](http://x) @me`");
        assert_eq!(markdown("a``b"), "```a``b```");
        assert_eq!(markdown("`"), "`` ` ``");
        assert_eq!(markdown("a\\|b"), "`a\\\\u{7c}b`");
        assert_eq!(markdown(""), "(empty)");
    }

    #[test]
    fn markup_cannot_open_an_element_or_leave_an_attribute() {
        assert_eq!(html("<script>'\"&"), "&lt;script&gt;&#39;&quot;&amp;");
        assert_eq!(xml("\u{0}\u{ffff}<"), "\\u{0}\u{fffd}&lt;");
    }

    #[test]
    fn csv_fields_are_no_formulas() {
        assert_eq!(csv("plain"), "plain");
        assert_eq!(csv("=cmd()|' /C calc'!A0"), "\"'=cmd()|' /C calc'!A0\"");
        assert_eq!(csv("  -1"), "\"'  -1\"");
        assert_eq!(csv("\t=1"), "\"'\\t=1\"");
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv("＝1"), "\"'＝1\"");
    }
}
