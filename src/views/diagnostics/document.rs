//! Diagnostics as JSON.

use serde_json::{Value, json};

use super::words::{MESSAGE, visible};
use crate::diagnostics::{Diagnostic, SourceMap, Span};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_the_place_and_the_text() {
        let mut sources = SourceMap::default();
        let file = sources.add("b.toml", "é = 1\nname = 3\n");
        let diagnostic = Diagnostic::error("wrong-type", "expected a string")
            .at(Span::new(file, 14..15))
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
}
