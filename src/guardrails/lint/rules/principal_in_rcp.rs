//! The `Principal` of a resource control policy is not `"*"`.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "principal-in-rcp",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Rcp],
    summary: "The `Principal` of a resource control policy is not `\"*\"`",
    why: "AWS refuses it: an RCP is about everybody who uses the resources of the accounts below.",
    instead: "Write `\"Principal\": \"*\"` and name callers in `Condition`.",
    bad: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    good: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    match statement.member("Principal") {
        Some(member) if text(&member.value) == Some("*") => {}
        Some(member) => report.at(
            member.value.place(),
            "an RCP's `Principal` is exactly `\"*\"`: name callers in `Condition`",
        ),
        None => report.at(statement.place(), "an RCP's statement needs `\"Principal\": \"*\"`"),
    }
}
