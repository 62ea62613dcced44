//! The policy is longer than AWS takes.

use crate::facts::policy_types::policy_type;
use crate::facts::quotas::DELEGATION_POLICY;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, EVERY, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "policy-size",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: EVERY,
    summary: "The policy is longer than AWS takes",
    why: "\
        AWS counts every character of the text that it is sent and refuses what is longer. groundline sends it \
        without white space, so that layout costs nothing.",
    instead: "\
        Shorten Sids, merge statements that differ only in their actions, use wildcards, or split the policy: \
        statements that deny may stand in any number of policies.",
    bad: r#""#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let most = if subject.kind == Kind::Delegation {
        DELEGATION_POLICY
    } else {
        policy_type(subject.policy_type).max_size
    };
    let size = subject.document.size();
    if size > most {
        report.at(
            subject.document.root.place(),
            format!("the policy has {size} characters without white space: AWS takes {most}"),
        );
    }
}
