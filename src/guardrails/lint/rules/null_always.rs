//! A `Null` condition is always true.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Comparison;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "null-always",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Null` condition is always true",
    why: "With both `true` and `false` it asks whether the key is there or not there.",
    instead: "Keep one of the two.",
    bad: r#"{ "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
  "Condition": { "Null": { "aws:RequestTag/owner": ["true", "false"] } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
  "Condition": { "Null": { "aws:RequestTag/owner": "true" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let has = |wanted: &str| condition.texts().any(|text| text.eq_ignore_ascii_case(wanted));
        if condition.operator.comparison == Comparison::Null && has("true") && has("false") {
            let key = condition.key.text.escape_debug();
            report.at(
                condition.key.place,
                format!("`{key}` is there or not there: `Null` with both is always true"),
            );
        }
    }
}
