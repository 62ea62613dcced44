//! What every text of the library looks like: legal, small, plain, known to AWS, and whole at the root.

use super::super::embedded::FILES;
use super::super::{Argument, Arguments, Guardrail, PolicyKind, all, find};
use super::support::{compiled, surroundings};
use crate::guardrails::actions::ActionTable;
use crate::guardrails::document::Document;
use crate::guardrails::lint::{Options, lint};
use crate::guardrails::policy::Policy;

/// Every text that the files' defaults and tests make, with the name of what made it.
fn texts(guardrail: &Guardrail) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = guardrail
        .tests()
        .iter()
        .map(|test| (format!("{guardrail}: {}", test.name), compiled(guardrail, test)))
        .collect();
    match guardrail.compile(&Arguments::new(), &surroundings()) {
        Ok(text) => texts.push((guardrail.to_string(), text)),
        Err(problems) => assert!(
            problems.iter().all(|problem| problem.code == "missing-parameter"),
            "{guardrail}: {problems:?}"
        ),
    }
    texts
}

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

/// What the linter says rightly of unusual arguments: where only tables need tags, those of EC2 need no protection.
const ACCEPTED: &[(&str, &str)] = &[(
    "require-tags@1: a table, where tables are asked for",
    "action-without-resource",
)];

#[test]
fn texts_are_legal_and_fit() {
    for guardrail in all() {
        let kind = guardrail.kind.policy_type();
        for (name, text) in texts(guardrail) {
            let document = Document::parse(&text).unwrap();
            let mut found = lint(&document, kind, ActionTable::embedded(), Options::default());
            found.retain(|finding| !ACCEPTED.contains(&(name.as_str(), finding.code)));
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

/// All that belongs at the root fits three SCPs, with three patterns of exempt roles. Packing adds commas and shares the frames.
#[test]
fn the_root_set_fits_three_policies() {
    let mut exempt = surroundings();
    exempt
        .exempt
        .push("aws-reserved/sso.amazonaws.com*/AWSReservedSSO_OrgAdmin_*".to_owned());
    let tags = Argument::texts(["owner", "cost-center"]);
    let root = [
        "approved-regions@1",
        "deny-root@1",
        "encrypted-volumes@1",
        "imdsv2@1",
        "no-external-sharing@1",
        "no-long-lived-credentials@1",
        "no-new-internet@1",
        "protect-groundline-tag@1",
        "protect-monitoring@1",
        "protect-roles@1",
        "protect-security-services@1",
        "require-tags@1",
        "stay-in-org@1",
    ];
    let sizes: Vec<usize> = root
        .iter()
        .map(|name| {
            let guardrail = find(name).unwrap();
            let tagged = guardrail.parameter("tag-keys").is_some();
            let with: Arguments = tagged
                .then(|| ("tag-keys".to_owned(), tags.clone()))
                .into_iter()
                .collect();
            guardrail.compile(&with, &exempt).unwrap().len()
        })
        .collect();
    let total: usize = sizes.iter().sum();
    assert!(total < 21_000, "{total}: {sizes:?}");
}
