//! Whether the library keeps the names that it spares.

use super::super::{Argument, Arguments, EXEMPT_ROLES, Guardrail, PolicyKind, all};
use super::support::surroundings;
use crate::guardrails::document::Document;
use crate::guardrails::lint::unprotected;

fn document(guardrail: &Guardrail, exempt: &[&str]) -> Document {
    let mut with = Arguments::new();
    for parameter in &guardrail.parameters {
        if parameter.default.is_none() {
            with.insert(parameter.name.clone(), Argument::texts(["s3"]));
        }
        if parameter.name == EXEMPT_ROLES {
            with.insert(parameter.name.clone(), Argument::texts(exempt.iter().copied()));
        }
    }
    Document::parse(&guardrail.compile(&with, &surroundings()).unwrap()).unwrap()
}

/// How many names are open, with `protect-roles` told of `told`. `quarantine` would keep all of them where it is attached, so it is left out.
fn open(told: Option<&[&str]>) -> usize {
    let exempt = ["automation/Remediation", "Release-*"];
    let scps = all().iter().filter(|one| one.kind == PolicyKind::Scp);
    let documents: Vec<Document> = scps
        .filter_map(|one| match one.name.as_str() {
            "quarantine" => None,
            "protect-roles" => told.map(|told| document(one, told)),
            _ => Some(document(one, &exempt)),
        })
        .collect();
    unprotected(&documents.iter().collect::<Vec<_>>()).findings.len()
}

#[test]
fn whoever_is_exempt_is_protected_by_the_same_list() {
    assert_eq!(open(Some(&["automation/Remediation", "Release-*"])), 0);
    assert!(open(Some(&["automation/Remediation"])) > 0, "one name is not kept");
    assert!(open(None) > open(Some(&[])), "nothing keeps groundline's own roles");
}
