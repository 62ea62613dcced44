//! An action is not spelt as one.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{Spelled, action, texts};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "action-shape",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "An action is not spelt as one",
    why: "AWS refuses it.",
    instead: "Write `service:Name`, with `*` and `?` anywhere in the name, or `*` alone.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "LeaveOrganization", "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Action", "NotAction"]) {
        if action(text) == Spelled::BadShape {
            let message = if text.contains(':') {
                "an action's name has letters, digits, `*` and `?`"
            } else {
                "an action is `*` or `service:Name`"
            };
            report.at(node.place(), message);
        }
    }
}
