//! The policy has no statement.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "statement-missing",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: STATEMENTS,
    summary: "The policy has no statement",
    why: "AWS refuses a policy that says nothing.",
    instead: "Give `Statement` at least one statement.",
    bad: r#"{ "Version": "2012-10-17", "Statement": [] }"#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let root = &subject.document.root;
    match root.member("Statement") {
        None => report.at(root.place(), "the policy has no `Statement`"),
        Some(member) if member.value.items().is_empty() => report.at(member.value.place(), "`Statement` is empty"),
        Some(_) => {}
    }
}
