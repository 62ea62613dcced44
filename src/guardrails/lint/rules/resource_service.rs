//! The service of an ARN has wildcards.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::texts;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "resource-service",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "The service of an ARN has wildcards",
    why: "AWS refuses it.",
    instead: "Write one entry for each service.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:*:::log-archive" }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::log-archive" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Resource", "NotResource"]) {
        let mut parts = text.split(':');
        if parts.next() == Some("arn")
            && let Some(service) = parts.nth(1)
            && parts.next().is_some()
            && service.contains(['*', '?'])
        {
            report.at(node.place(), "an ARN's service takes no wildcards");
        }
    }
}
