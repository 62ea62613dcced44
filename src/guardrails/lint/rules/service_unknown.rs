//! No service has this prefix.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::actions::retired;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::SERVICES;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::unknown::unknown_name;
use crate::guardrails::lint::written::{Spelled, action};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "service-unknown",
    severity: Severity::Error,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "No service has this prefix",
    why: "A `Deny` of actions that do not exist protects nothing, and AWS takes it without a word.",
    instead: "\
        Write the prefix of the Service Authorization Reference: it is often not the name of the service. If the \
        service is newer than this version of groundline, `--allow-unknown` makes it a warning.",
    bad: r#"{ "Effect": "Deny", "Action": "guarduty:DeleteDetector", "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "guardduty:DeleteDetector", "Resource": "*" }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    let severity = unknown_name(view, subject);
    for pattern in &view.statement.actions.patterns {
        let Spelled::Good { service } = action(&pattern.text) else {
            continue;
        };
        if table.service(service).is_none() && retired(service).is_none() {
            let help = subject
                .options
                .hint(SERVICES, || table.closest_service(service))
                .map(|close| format!("did you mean `{close}`?"));
            let message = format!("`{}` is the prefix of no service", service.escape_debug());
            report.as_bad_as(severity, pattern.place, message, help);
        }
    }
}
