//! Whoever may create roles can spare themselves.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "exemption-unprotected",
    severity: Severity::Warning,
    group: Group::Exemptions,
    kinds: &[Kind::Scp],
    summary: "Whoever may create roles can spare themselves",
    why: "\
        A role whose name is spared is a privilege. No SCP of the baseline keeps others from creating a role of that \
        name, or from changing who may assume it.",
    instead: "\
        Protect the name with the guardrail `protect-roles`, or deny `iam:CreateRole` and \
        `iam:UpdateAssumeRolePolicy` on it to everybody else.",
    bad: r#"{ "Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }"#,
    good: r#"[
  { "Sid": "Trail", "Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } },
  { "Sid": "ProtectDeploy", "Effect": "Deny", "Action": ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"],
    "Resource": "arn:*:iam::*:role/Deploy",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }
]"#,
    check: Check::Elsewhere,
};
