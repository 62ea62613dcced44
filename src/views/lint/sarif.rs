//! Diagnostics as SARIF 2.1.0. Only the parts that its readers use.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::About;
use crate::diagnostics::{Diagnostic, SourceMap, Span};
use crate::views::json::document;
use crate::views::safe;
use crate::views::sarif::{SCHEMA, plain, uri};

/// The diagnostics as a SARIF log, each at its place. Names of files are taken as relative to the repository. `about` tells of codes;
/// one that is not there stands for itself.
#[must_use]
pub fn sarif(diagnostics: &[Diagnostic], sources: &SourceMap, about: &[About<'_>]) -> String {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.code).collect();
    let rules: Vec<Value> = codes.into_iter().map(|code| rule(code, about)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|found| result(found, sources)).collect();
    document(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "groundline",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(code: &str, about: &[About<'_>]) -> Value {
    match about.iter().find(|about| about.code == code) {
        Some(about) => json!({
            "id": code,
            "shortDescription": { "text": plain(about.summary) },
            "fullDescription": { "text": plain(about.text) },
        }),
        None => json!({ "id": code }),
    }
}

fn result(found: &Diagnostic, sources: &SourceMap) -> Value {
    let message = match &found.help {
        Some(help) => format!("{}: {help}", found.message),
        None => found.message.clone(),
    };
    json!({
        "ruleId": found.code,
        "level": found.severity.word(),
        "message": { "text": plain(&message) },
        "locations": found.primary.map(|span| location(span, sources)).into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "groundlineFinding/v1": fingerprint(found, sources) },
    })
}

fn location(span: Span, sources: &SourceMap) -> Value {
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.line_column(Span {
        start: span.end,
        ..span
    });
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(sources.name(span.file)) },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } })
}

/// The same for the same finding in the same file, wherever it stands there.
fn fingerprint(found: &Diagnostic, sources: &SourceMap) -> String {
    let file = found.primary.map_or("", |span| sources.name(span.file));
    let mut digest = Sha256::new();
    for part in [found.code, file, &safe::text(&found.message)] {
        digest.update(part);
        digest.update([0]);
    }
    let bytes = digest.finalize();
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_diagnostic_is_a_result_at_its_place() {
        let mut sources = SourceMap::default();
        let file = sources.add("policies/a b.json", "{\n  \"é\": [a](b)\u{1b}\n}\n");
        let found = [
            Diagnostic::error("x-y", "wrong [a](b)\u{1b}")
                .at(Span::new(file, 4..8))
                .help("do"),
            Diagnostic::note("z", "so"),
        ];
        let about = [About {
            code: "x-y",
            summary: "short",
            text: "long",
        }];
        let text = sarif(&found, &sources, &about);
        crate::views::sample::assert_harmless(&text);
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["shortDescription"]["text"], "short");
        let first = &run["results"][0];
        assert_eq!((&first["ruleId"], &first["level"]), (&json!("x-y"), &json!("error")));
        assert_eq!(first["message"]["text"], "wrong [a] (b)\\u{1b}: do");
        let place = &first["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "policies/a%20b.json");
        assert_eq!(
            place["region"],
            json!({ "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6 })
        );
        assert_eq!(run["results"][1]["level"], "note");
        assert_eq!(run["results"][1]["locations"], json!([]));
    }
}
