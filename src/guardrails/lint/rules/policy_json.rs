//! The text is no JSON document.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::rule::{Check, EVERY, Group, Rule};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "policy-json",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: EVERY,
    summary: "The text is no JSON document",
    why: "AWS takes JSON only: no comma after the last item, no comments, double quotes, no key twice.",
    instead: "Remove what is underlined; an editor that knows JSON shows the same place.",
    bad: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" },
] }"#,
    good: r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
] }"#,
    check: Check::Elsewhere,
};

/// Its code, for whoever reads the text.
pub(in crate::guardrails::lint) const CODE: &str = RULE.code;
