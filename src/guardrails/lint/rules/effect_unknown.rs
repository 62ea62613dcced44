//! An `Effect` is neither `Allow` nor `Deny`.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "effect-unknown",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "An `Effect` is neither `Allow` nor `Deny`",
    why: "AWS refuses the policy. The case counts: `deny` is no effect.",
    instead: "Write `\"Deny\"` or `\"Allow\"`, with a capital.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    good: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(effect) = statement.member("Effect")
        && !matches!(text(&effect.value), Some("Allow" | "Deny"))
    {
        report.at(effect.value.place(), "`Effect` is exactly `Allow` or `Deny`");
    }
}
