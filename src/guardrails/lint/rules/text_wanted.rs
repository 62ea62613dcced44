//! An action or a resource is no text.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "text-wanted",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "An action or a resource is no text",
    why: "AWS refuses the policy.",
    instead: "Put each in quotes.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": 7, "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for key in ["Action", "NotAction", "Resource", "NotResource"] {
        let items = statement
            .member(key)
            .into_iter()
            .flat_map(|member| member.value.items());
        for item in items.filter(|item| text(item).is_none()) {
            report.at(item.place(), format!("`{key}` takes a text or a list of texts"));
        }
    }
}
