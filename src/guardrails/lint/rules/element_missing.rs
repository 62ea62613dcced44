//! A statement lacks an element that it must have.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "element-missing",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: STATEMENTS,
    summary: "A statement lacks an element that it must have",
    why: "AWS refuses the policy.",
    instead: "\
        Name actions with `Action` or `NotAction` and resources with `Resource` or `NotResource`; all of them are \
        `\"*\"`. A statement of the delegation policy needs `Effect`, `Principal` and `Action`.",
    bad: r#"{ "Effect": "Deny", "Action": "organizations:LeaveOrganization" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, subject: &Subject<'_>, report: &mut Report<'_>) {
    let wanted: &[&[&str]] = if subject.kind == Kind::Delegation {
        &[&["Effect"], &["Principal"], &["Action"]]
    } else {
        &[&["Action", "NotAction"], &["Resource", "NotResource"]]
    };
    for any in wanted {
        if any.iter().all(|element| statement.member(element).is_none()) {
            let message = match any {
                [one, other] => format!("the statement has neither `{one}` nor `{other}`"),
                _ => format!("the statement has no `{}`", any.concat()),
            };
            report.at(statement.place(), message);
        }
    }
}
