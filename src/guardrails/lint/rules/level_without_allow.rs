//! Nothing is allowed at a level.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "level-without-allow",
    severity: Severity::Error,
    group: Group::Policy,
    kinds: &[Kind::Scp],
    summary: "Nothing is allowed at a level",
    why: "\
        An action passes only if some SCP allows it at every level from the root down to the account. A list of \
        denials that takes the place of `FullAWSAccess` denies everything.",
    instead: "Keep `FullAWSAccess` attached at every level.",
    bad: r#"{ "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    good: r#"[
  { "Sid": "FullAWSAccess", "Effect": "Allow", "Action": "*", "Resource": "*" },
  { "Sid": "StayInOrg", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }
]"#,
    check: Check::Elsewhere,
};
