//! The prefix is that of a service that is gone.

use crate::guardrails::actions::retired;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::written::{Spelled, action};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "service-retired",
    severity: Severity::Error,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "The prefix is that of a service that is gone",
    why: "The entry protects nothing, while what took the service's place is open. In `NotAction` it spares nothing.",
    instead: "Name the actions of the service that does the work today.",
    bad: r#"{ "Effect": "Deny", "Action": "macie:DisassociateFromMasterAccount", "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "macie2:Disassociate*", "Resource": "*" }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let severity = if view.protects() {
        Severity::Error
    } else {
        Severity::Warning
    };
    for pattern in &view.statement.actions.patterns {
        let Spelled::Good { service } = action(&pattern.text) else {
            continue;
        };
        if let Some(gone) = retired(service) {
            let message = format!("nothing answers to the prefix `{}`: {}", gone.prefix, gone.because);
            let successors: Vec<String> = gone.successors.iter().map(|prefix| format!("`{prefix}`")).collect();
            let help = (!successors.is_empty()).then(|| format!("its work is done by {}", successors.join(", ")));
            report.as_bad_as(severity, pattern.place, message, help);
        }
    }
}
