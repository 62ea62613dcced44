//! A statement is no JSON object.

use crate::guardrails::document::Kind;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::{Subject, written};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "statement-shape",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: STATEMENTS,
    summary: "A statement is no JSON object",
    why: "AWS refuses the policy.",
    instead: "Write `{ … }` for each statement.",
    bad: r#"{ "Version": "2012-10-17", "Statement": ["Deny"] }"#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for node in written(subject.document) {
        if !matches!(node.kind, Kind::Object(_)) {
            report.at(node.place(), "a statement is a JSON object");
        }
    }
}
