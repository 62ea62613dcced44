//! A service control policy names a principal.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "principal-in-scp",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Scp],
    summary: "A service control policy names a principal",
    why: "AWS refuses it: an SCP is about every principal of the accounts below.",
    instead: "Name callers in `Condition`, with `aws:PrincipalArn`.",
    bad: r#"{ "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::111122223333:role/Admin" },
  "Action": "iam:CreateUser", "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for key in ["Principal", "NotPrincipal"] {
        if let Some(member) = statement.member(key) {
            let message = format!("an SCP takes no `{key}`: name callers in `Condition` with `aws:PrincipalArn`");
            report.at(member.key_place(), message);
        }
    }
}
