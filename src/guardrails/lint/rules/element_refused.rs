//! The delegation policy takes no negated element.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "element-refused",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: &[Kind::Delegation],
    summary: "The delegation policy takes no negated element",
    why: "AWS refuses the policy.",
    instead: "List the actions, resources and principals that are meant.",
    bad: r#"{ "Sid": "ReadPolicies", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
  "NotAction": "organizations:DeletePolicy", "Resource": "*" }"#,
    good: r#"{ "Sid": "ReadPolicies", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
  "Action": "organizations:ListPolicies", "Resource": "*" }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, _: &Subject<'_>, report: &mut Report<'_>) {
    for element in ["NotAction", "NotResource", "NotPrincipal"] {
        if let Some(member) = statement.member(element) {
            let message = format!("the delegation policy takes no `{element}`: list what is meant");
            report.at(member.key_place(), message);
        }
    }
}
