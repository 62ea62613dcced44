//! A key of many values is compared without a set operator.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Comparison;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "set-operator-missing",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A key of many values is compared without a set operator",
    why: "\
        Without `ForAnyValue` or `ForAllValues` a positive comparison with a list is false, so that a `Deny` never \
        applies.",
    instead: "Write `ForAnyValue:` before the operator.",
    bad: r#"{ "Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*",
  "Condition": { "StringEquals": { "aws:TagKeys": "owner" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "ec2:CreateTags", "Resource": "*",
  "Condition": { "ForAnyValue:StringEquals": { "aws:TagKeys": "owner" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let operator = condition.operator;
        let is_many = || table.condition_key(&condition.key.text).is_some_and(|key| key.many);
        if operator.set.is_none() && operator.comparison != Comparison::Null && is_many() {
            let key = condition.key.text.escape_debug();
            report.helped(
                condition.operator_place,
                format!("`{key}` has many values: `{operator}` alone does not compare it"),
                format!("write `ForAnyValue:{operator}`"),
            );
        }
    }
}
