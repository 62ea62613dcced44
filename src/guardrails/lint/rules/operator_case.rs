//! An operator is not written as AWS spells it.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::operators;
use crate::guardrails::policy::Operator;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "operator-case",
    severity: Severity::Note,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "An operator is not written as AWS spells it",
    why: "AWS takes operators in any case today, but does not say so; other tools that read policies do not.",
    instead: "Write the operator as AWS does.",
    bad: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "stringequals": { "aws:RequestedRegion": "us-east-2" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-2" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for operator in operators(statement) {
        if let Some(parsed) = Operator::parse(&operator.key)
            && parsed.to_string() != operator.key
        {
            report.at(operator.key_place(), format!("AWS writes `{parsed}`"));
        }
    }
}
