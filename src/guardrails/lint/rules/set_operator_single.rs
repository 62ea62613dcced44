//! A set operator compares a key of one value.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Operator;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "set-operator-single",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A set operator compares a key of one value",
    why: "\
        It is taken as a list of one. `ForAllValues` then also matches requests without the key, which nobody \
        expects of a plain comparison.",
    instead: "Leave the set operator out.",
    bad: r#"{ "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
  "Condition": { "ForAnyValue:StringEquals": { "aws:RequestedRegion": "us-east-2" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
  "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-2" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let is_single = || table.condition_key(&condition.key.text).is_some_and(|key| !key.many);
        if condition.operator.set.is_some() && is_single() {
            let plain = Operator {
                set: None,
                ..condition.operator
            };
            let key = condition.key.text.escape_debug();
            report.helped(
                condition.operator_place,
                format!("`{key}` has one value: it needs no set operator"),
                format!("write `{plain}`"),
            );
        }
    }
}
