//! A resource control policy has `NotAction` or `NotPrincipal`.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "negated-in-rcp",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Rcp],
    summary: "A resource control policy has `NotAction` or `NotPrincipal`",
    why: "AWS refuses it: an RCP lists the actions that it denies.",
    instead: "List the actions, with a service each: `s3:*`.",
    bad: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    good: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for key in ["NotPrincipal", "NotAction"] {
        if let Some(member) = statement.member(key) {
            report.at(member.key_place(), format!("an RCP takes no `{key}`"));
        }
    }
}
