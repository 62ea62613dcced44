//! A statement has no `Effect`.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "effect-missing",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A statement has no `Effect`",
    why: "AWS refuses the policy: it does not guess whether a statement allows or denies.",
    instead: "Write `\"Effect\": \"Deny\"` or `\"Effect\": \"Allow\"`.",
    bad: r#"{ "Sid": "StayInOrg", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    if statement.member("Effect").is_none() {
        report.at(statement.place(), "the statement has no `Effect`");
    }
}
