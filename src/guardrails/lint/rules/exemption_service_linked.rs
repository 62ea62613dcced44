//! Service-linked roles are spared, which no policy touches anyway.

use crate::guardrails::lint::exempt::{Principal, patterns};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "exemption-service-linked",
    severity: Severity::Note,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "Service-linked roles are spared, which no policy touches anyway",
    why: "\
        Neither SCPs nor RCPs apply to service-linked roles. The pattern costs characters and suggests that it were \
        needed.",
    instead: "Remove the pattern.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": ["arn:*:iam::*:role/aws-service-role/*", "arn:*:iam::*:role/Deploy"] } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for pattern in patterns(&view.statement) {
        let Some(principal) = Principal::read(&pattern.text) else {
            continue;
        };
        if principal.path_and_name.starts_with("aws-service-role/") || principal.name().starts_with("AWSServiceRoleFor")
        {
            report.at(
                pattern.place,
                "no policy applies to service-linked roles: they need not be spared",
            );
        }
    }
}
