//! A condition is not built as one.

use crate::guardrails::document::{Kind, Node};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::operators;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "condition-shape",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A condition is not built as one",
    why: "AWS refuses the policy.",
    instead: "Write `{ operator: { key: value or list of values } }`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "aws:ViaAWSService": "false" } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "Bool": { "aws:ViaAWSService": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    let Some(condition) = statement.member("Condition") else {
        return;
    };
    if !is_object(&condition.value) {
        return report.at(
            condition.value.place(),
            "`Condition` is `{ operator: { key: values } }`",
        );
    }
    for operator in operators(statement) {
        if !is_object(&operator.value) {
            report.at(operator.value.place(), "a condition operator holds `{ key: values }`");
        }
        for key in operator.value.members() {
            for value in key.value.items().iter().filter(|value| value.scalar().is_none()) {
                report.at(value.place(), "a condition compares with a text or a list of texts");
            }
        }
    }
}

fn is_object(node: &Node) -> bool {
    matches!(node.kind, Kind::Object(_))
}
