//! A resource control policy allows something.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::text;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "allow-in-rcp",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Rcp],
    summary: "A resource control policy allows something",
    why: "\
        AWS refuses it: an RCP of yours only denies, and what is allowed is said by `RCPFullAWSAccess`, which AWS \
        keeps attached everywhere.",
    instead: "Turn the statement round: deny what does not meet the condition.",
    bad: r#"{ "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Resource": "*",
  "Condition": { "StringEquals": { "accounts.google.com:aud": "our-client" } } }"#,
    good: r#"{ "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity", "Resource": "*",
  "Condition": { "StringNotEquals": { "accounts.google.com:aud": "our-client" },
                 "Null": { "accounts.google.com:aud": "false" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    if let Some(effect) = statement.member("Effect")
        && text(&effect.value) == Some("Allow")
    {
        report.at(
            effect.value.place(),
            "an RCP only denies: AWS's own `RCPFullAWSAccess` allows",
        );
    }
}
