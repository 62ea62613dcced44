//! What is measured with: guardrails of the library.

use groundline::guardrails::library::{self, Arguments, Surroundings};

/// AWS's own policy that allows everything.
pub const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// Guardrails that work without arguments.
const GUARDRAILS: &[&str] = &[
    "approved-regions@1",
    "deny-root@1",
    "encrypted-volumes@1",
    "imdsv2@1",
    "no-external-sharing@1",
    "no-long-lived-credentials@1",
    "no-new-internet@1",
    "protect-monitoring@1",
    "protect-roles@1",
    "protect-security-services@1",
    "spend-freeze@1",
    "stay-in-org@1",
];

/// Twelve guardrails by name, compiled.
pub fn guardrails() -> Vec<(&'static str, String)> {
    let compiled = GUARDRAILS.iter().map(|name| {
        let guardrail = library::find(name).unwrap();
        (
            *name,
            guardrail.compile(&Arguments::new(), &Surroundings::example()).unwrap(),
        )
    });
    compiled.collect()
}
