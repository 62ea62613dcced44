//! A statement of the delegation policy has no `Sid`.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "sid-missing",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Delegation],
    summary: "A statement of the delegation policy has no `Sid`",
    why: "\
        The Organization has one such policy, and others may keep statements in it. groundline knows its own by \
        their `Sid`.",
    instead: "Name every statement.",
    bad: r#"{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
  "Action": "organizations:ListPolicies", "Resource": "*" }"#,
    good: r#"{ "Sid": "ReadPolicies", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
  "Action": "organizations:ListPolicies", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    match statement.member("Sid") {
        None => report.at(
            statement.place(),
            "the statement has no `Sid`: by it groundline knows its own statements",
        ),
        Some(sid) if text(&sid.value) == Some("") => report.at(sid.value.place(), "`Sid` is empty"),
        Some(_) => {}
    }
}
