//! The service of an action has wildcards or is no name.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{Spelled, action, texts};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "action-service",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "The service of an action has wildcards or is no name",
    why: "AWS refuses it: wildcards stand only behind the colon.",
    instead: "Write `*` for every action, or one entry for each service.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "*:*", "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "*", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for (node, text) in texts(statement, &["Action", "NotAction"]) {
        if action(text) == Spelled::BadService {
            report.at(
                node.place(),
                "an action's service is a plain name: wildcards stand only behind the `:`",
            );
        }
    }
}
