//! A resource is neither `*` nor an ARN.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::texts;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "resource-shape",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A resource is neither `*` nor an ARN",
    why: "AWS refuses the policy.",
    instead: "Write `arn:*:service:region:account:name`, with wildcards in any part but the service.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "log-archive" }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:*:s3:::log-archive" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Resource", "NotResource"]) {
        if text != "*" && !text.starts_with("arn:") {
            report.at(
                node.place(),
                "a resource is `*` or an ARN: `arn:*:service:region:account:name`",
            );
        }
    }
}
