//! What every text of the library looks like: plain, legal, minified, and without a finding of the linter.

use super::super::all;
use super::super::embedded::FILES;
use super::support::texts;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::document::Document;
use crate::guardrails::lint::{Options, lint};

#[test]
fn files_are_ascii_and_say_what_they_are_for() {
    for (name, text) in FILES {
        assert!(text.is_ascii(), "{name}");
    }
    for guardrail in all() {
        assert!(
            guardrail.serves.starts_with(|first: char| first.is_ascii_digit()),
            "{guardrail}: {}",
            guardrail.serves
        );
        assert!(
            guardrail.title.len() < 60 && guardrail.description.len() > 150,
            "{guardrail}"
        );
        for parameter in &guardrail.parameters {
            assert!(
                !parameter.description.ends_with('.') && parameter.description.len() > 20,
                "{guardrail}: {}",
                parameter.name
            );
        }
    }
}

#[test]
fn texts_lint_clean_and_fit() {
    for guardrail in all() {
        let kind = guardrail.kind.policy_type();
        for (name, text) in texts(guardrail) {
            let document = Document::parse(&text).unwrap();
            let found = lint(&document, kind, ActionTable::embedded(), Options::default());
            assert_eq!(found, [], "{name}: {text}");
            assert_eq!(document.size(), text.chars().count(), "{name} is not minified");
        }
    }
}
