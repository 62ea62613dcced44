//! There is no such version of the language.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "version-unknown",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "There is no such version of the language",
    why: "AWS refuses the policy. The version is that of the language, not of the policy: it is no date to be set.",
    instead: "Write `\"Version\": \"2012-10-17\"`.",
    bad: r#"{ "Version": "2026-11-23", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(member) = subject.document.root.member("Version")
        && !matches!(text(&member.value), Some("2012-10-17" | "2008-10-17"))
    {
        report.helped(
            member.value.place(),
            "not a version of the language",
            "write `\"Version\": \"2012-10-17\"`".to_owned(),
        );
    }
}
