//! A `Deny` with `ForAllValues` also matches requests without the key.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{may_be_absent, requires};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::SetOperator;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "for-all-values-in-deny",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Deny` with `ForAllValues` also matches requests without the key",
    why: "\
        `ForAllValues` is true when the request has no value at all, with or without `IfExists`: the statement \
        denies everything that has no such key.",
    instead: "Use `ForAnyValue`, or add `\"Null\": { key: \"false\" }`.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "ForAllValues:StringLikeIfExists": { "aws:ResourceOrgPaths": "o-a1b2c3d4e5/*/ou-ab12-sandbox0/*" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "ForAnyValue:StringLike": { "aws:ResourceOrgPaths": "o-a1b2c3d4e5/*/ou-ab12-sandbox0/*" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    if !view.denies() {
        return;
    }
    for condition in &view.statement.conditions {
        let key = condition.key.text.as_str();
        // A negated one is true of absent keys without `ForAllValues` too, and is written to spare some values.
        if condition.operator.set == Some(SetOperator::ForAllValues)
            && !condition.operator.comparison.is_negated()
            && may_be_absent(key, subject.kind, table)
            && !requires(&view.statement, key)
        {
            report.helped(
                condition.operator_place,
                format!(
                    "`ForAllValues` is true without `{}`: such calls are denied too",
                    key.escape_debug()
                ),
                "use `ForAnyValue`, or add `Null` with `\"false\"` for the key".to_owned(),
            );
        }
    }
}
