//! The library under its own linter: no errors, no warnings.

use std::collections::BTreeMap;

use super::super::all;
use super::support::texts;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::document::Document;
use crate::guardrails::lint::{Options, Severity, lint};

#[test]
fn the_library_is_clean() {
    let table = ActionTable::embedded();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for guardrail in all() {
        for (name, text) in texts(guardrail) {
            let document = Document::parse(&text).unwrap();
            for finding in lint(&document, guardrail.kind.policy_type(), table, Options::default()) {
                if finding.severity != Severity::Note {
                    let at = text.get(finding.place.offset..finding.place.offset + finding.place.length);
                    let line = format!(
                        "{guardrail}: {} {:?}: {}",
                        finding.code,
                        at.unwrap_or_default(),
                        finding.message
                    );
                    wrong.entry(line).or_insert(name.clone());
                }
            }
        }
    }
    let lines: Vec<String> = wrong.iter().map(|(line, first)| format!("{line} ({first})")).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}
