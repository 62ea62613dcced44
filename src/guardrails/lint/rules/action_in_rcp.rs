//! The action of a resource control policy is `*` alone.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{Spelled, action, texts};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "action-in-rcp",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Rcp],
    summary: "The action of a resource control policy is `*` alone",
    why: "AWS refuses it: RCPs reach some services only, and each is named.",
    instead: "Name the services: `s3:*`, `kms:*`.",
    bad: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    good: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Action", "NotAction"]) {
        if action(text) == Spelled::Everything {
            report.at(node.place(), "an RCP's action names a service: `*` alone is refused");
        }
    }
}
