//! A service that is not known to support resource control policies.

use crate::guardrails::document::Node;
use crate::guardrails::grammar::rcp::SERVICES;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{Spelled, action, texts};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "rcp-service",
    severity: Severity::Warning,
    group: Group::Grammar,
    kinds: &[Kind::Rcp],
    summary: "A service that is not known to support resource control policies",
    why: "\
        AWS refuses RCPs that name a service which they do not reach. The list of services grows, so that this one \
        may have been added.",
    instead: "Remove the action, or see the list in the AWS Organizations User Guide, \"Resource control policies\".",
    bad: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "glue:*"], "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    good: r#"{ "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:SecureTransport": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Action", "NotAction"]) {
        if let Spelled::Good { service } = action(text)
            && !SERVICES.contains(&service.to_ascii_lowercase().as_str())
        {
            let message = format!("`{service}` is not known to support RCPs: AWS may refuse it");
            report.at(node.place(), message);
        }
    }
}
