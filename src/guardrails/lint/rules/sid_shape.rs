//! A `Sid` is no text.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "sid-shape",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: STATEMENTS,
    summary: "A `Sid` is no text",
    why: "AWS refuses the policy.",
    instead: "Write the name of the statement in quotes.",
    bad: r#"{ "Sid": 1, "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(sid) = statement.member("Sid")
        && text(&sid.value).is_none()
    {
        report.at(sid.value.place(), "`Sid` is a text");
    }
}
