//! An action, or a pattern of actions, matches nothing that AWS has.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::actions::retired;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::ACTIONS;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::unknown::unknown_name;
use crate::guardrails::lint::written::{Spelled, action};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "action-unknown",
    severity: Severity::Error,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "An action, or a pattern of actions, matches nothing that AWS has",
    why: "\
        A `Deny` of an action that does not exist protects nothing, and AWS takes it without a word. In `NotAction` \
        it spares nothing.",
    instead: "\
        Spell the action as the Service Authorization Reference does. If it is newer than this version of \
        groundline, `--allow-unknown` makes it a warning.",
    bad: r#"{ "Effect": "Deny", "Action": ["guardduty:DeleteDetectors", "s3:Erase*"], "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": ["guardduty:DeleteDetector", "s3:DeleteBucket*"], "Resource": "*" }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    let severity = unknown_name(view, subject);
    for pattern in &view.statement.actions.patterns {
        let Spelled::Good { service } = action(&pattern.text) else {
            continue;
        };
        if table.service(service).is_none() || retired(service).is_some() || !table.matching(&pattern.text).is_empty() {
            continue;
        }
        let written = pattern.text.escape_debug();
        let message = if pattern.text.contains(['*', '?']) {
            format!("`{written}` matches no action of `{}`", service.escape_debug())
        } else {
            format!("`{written}` is no action that AWS has")
        };
        let help = subject
            .options
            .hint(ACTIONS, || table.closest_action(&pattern.text))
            .map(|close| format!("did you mean `{close}`?"));
        report.as_bad_as(severity, pattern.place, message, help);
    }
}
