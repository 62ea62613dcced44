//! The policy is in version 2008-10-17 of the language, or names none, which means the same.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "version-old",
    severity: Severity::Warning,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "The policy is in version 2008-10-17 of the language, or names none, which means the same",
    why: "\
        In that version `${…}` is literal text, so that a condition with a variable compares with the wrong text. \
        AWS refuses RCPs in it.",
    instead: "Write `\"Version\": \"2012-10-17\"`.",
    bad: r#"{ "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let root = &subject.document.root;
    let (message, place) = match root.member("Version") {
        None => (
            "no `Version` means 2008-10-17, in which `${…}` is literal text",
            root.place(),
        ),
        Some(member) if text(&member.value) == Some("2008-10-17") => {
            ("in version 2008-10-17 `${…}` is literal text", member.value.place())
        }
        Some(_) => return,
    };
    let has_variables = || subject.document.minified().contains("${");
    let severity = if subject.kind == Kind::Rcp || has_variables() {
        Severity::Error
    } else {
        Severity::Warning
    };
    report.as_bad_as(
        severity,
        place,
        message,
        "write `\"Version\": \"2012-10-17\"`".to_owned(),
    );
}
