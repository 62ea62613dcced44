//! A statement has an element and its negation.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "element-twice",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A statement has an element and its negation",
    why: "AWS refuses the policy: `Action` and `NotAction` exclude each other, as `Resource` and `NotResource` do.",
    instead: "Keep one, and make a second statement for the other.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:*", "NotAction": "iam:Get*", "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": ["iam:Create*", "iam:Delete*"], "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (one, other) in [("Action", "NotAction"), ("Resource", "NotResource")] {
        let mut found = statement
            .members()
            .iter()
            .filter(|member| member.key == one || member.key == other);
        if let (Some(_), Some(second)) = (found.next(), found.next()) {
            report.at(second.key_place(), format!("`{one}` and `{other}` exclude each other"));
        }
    }
}
