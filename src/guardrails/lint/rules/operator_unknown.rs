//! There is no such condition operator.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{operators, with_hint};
use crate::guardrails::policy::{Comparison, Operator};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "operator-unknown",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "There is no such condition operator",
    why: "AWS refuses the policy.",
    instead: "\
        Write an operator of IAM, with `ForAnyValue:` or `ForAllValues:` before it for keys of many values and \
        `IfExists` behind it where an absent key shall match.",
    bad: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "StringEqual": { "aws:RequestedRegion": "us-east-2" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-2" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for operator in operators(statement) {
        if Operator::parse(&operator.key).is_none() {
            let known = Comparison::ALL.iter().map(|known| known.name());
            report.at(
                operator.key_place(),
                with_hint("is not a condition operator", &operator.key, known),
            );
        }
    }
}
