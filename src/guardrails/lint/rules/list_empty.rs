//! A list of actions or resources is empty.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "list-empty",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A list of actions or resources is empty",
    why: "AWS refuses the policy.",
    instead: "List what is meant, or `\"*\"`, or remove the statement.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": [], "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for key in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(member) = statement.member(key)
            && member.value.items().is_empty()
        {
            report.at(member.value.place(), format!("`{key}` is empty"));
        }
    }
}
