//! Two statements have the same `Sid`.

use std::collections::BTreeSet;

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule, STATEMENTS};
use crate::guardrails::lint::subject::{Subject, written};
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "sid-twice",
    severity: Severity::Warning,
    group: Group::Grammar,
    kinds: STATEMENTS,
    summary: "Two statements have the same `Sid`",
    why: "\
        By the `Sid` a plan, a denied request and a test name the statement that decided; two of one name cannot be \
        told apart. In the delegation policy groundline knows its own statements by it.",
    instead: "Name each statement after what it protects.",
    bad: r#"[
  { "Sid": "Deny", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" },
  { "Sid": "Deny", "Effect": "Deny", "Action": "account:CloseAccount", "Resource": "*" }
]"#,
    good: r#"[
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" },
  { "Sid": "StayOpen", "Effect": "Deny", "Action": "account:CloseAccount", "Resource": "*" }
]"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let severity = if subject.kind == Kind::Delegation {
        Severity::Error
    } else {
        Severity::Warning
    };
    let mut seen = BTreeSet::new();
    for statement in written(subject.document) {
        let Some(sid) = statement.member("Sid") else { continue };
        if let Some(name) = text(&sid.value).filter(|name| !name.is_empty())
            && !seen.insert(name)
        {
            let message = format!("two statements have the `Sid` `{}`", name.escape_debug());
            report.as_bad_as(severity, sid.value.place(), message, None);
        }
    }
}
