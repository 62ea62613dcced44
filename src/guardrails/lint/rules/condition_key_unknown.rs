//! There is no such condition key.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::CONDITION_KEYS;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "condition-key-unknown",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "There is no such condition key",
    why: "\
        No request has it. A positive operator never matches, so that a `Deny` never applies; a negated one always \
        matches, so that nobody is spared.",
    instead: "\
        Write `prefix:Name` as AWS documents it. If the key is newer than this version of groundline, \
        `--allow-unknown` makes it a warning.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:CreateBucket", "Resource": "*",
  "Condition": { "Null": { "s3locationconstraint": "false" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:CreateBucket", "Resource": "*",
  "Condition": { "Null": { "s3:LocationConstraint": "false" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let key = &condition.key;
        if table.condition_key(&key.text).is_some() {
            continue;
        }
        let written = key.text.escape_debug();
        let (severity, message) = if !key.text.contains(':') {
            (
                Severity::Error,
                format!("`{written}` is no condition key: keys are `prefix:Name`"),
            )
        } else if subject.options.allow_unknown {
            (
                Severity::Warning,
                format!("`{written}` is no condition key that is known here"),
            )
        } else {
            (Severity::Error, format!("`{written}` is no condition key that AWS has"))
        };
        let help = subject
            .options
            .hint(CONDITION_KEYS, || table.closest_key(&key.text))
            .map(|close| format!("did you mean `{close}`?"));
        report.as_bad_as(severity, key.place, message, help);
    }
}
