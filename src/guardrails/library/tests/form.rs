//! What every text of the library looks like: plain, legal, minified, and of actions that exist.

use super::super::embedded::FILES;
use super::super::{PolicyKind, all};
use super::support::texts;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::document::Document;
use crate::guardrails::lint::{Options, lint};
use crate::guardrails::policy::Policy;

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

/// A Deny of an action that does not exist denies nothing.
#[test]
fn actions_exist() {
    let table = ActionTable::embedded();
    let mut unknown = Vec::new();
    for guardrail in all().iter().filter(|one| one.kind != PolicyKind::DeclarativeEc2) {
        for (name, text) in texts(guardrail) {
            for statement in Policy::parse(&text).unwrap().statements {
                for pattern in &statement.actions.patterns {
                    if table.matching(&pattern.text).is_empty() {
                        unknown.push(format!("{name}: {}", pattern.text));
                    }
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}
