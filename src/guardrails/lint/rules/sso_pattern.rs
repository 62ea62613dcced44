//! A pattern does not match the roles of a permission set, or matches more of them.

use crate::guardrails::lint::exempt::{literal_start, patterns};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "sso-pattern",
    severity: Severity::Warning,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "A pattern does not match the roles of a permission set, or matches more of them",
    why: "\
        The role of a permission set is `role/aws-reserved/sso.amazonaws.com/REGION/AWSReservedSSO_NAME_SUFFIX`: the \
        Region stands there unless it is us-east-1, and the suffix is random. A pattern without the path or the \
        suffix spares nobody; one that ends in `NAME*` also spares permission sets whose names begin alike.",
    instead: "Write `arn:*:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_NAME_*`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin*" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*" } } }"#,
    check: Check::Statement(check),
};

const START: &str = "AWSReservedSSO_";

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for pattern in patterns(&view.statement) {
        let Some((before, set)) = pattern.text.rsplit_once(START) else {
            continue;
        };
        let (severity, message) = if before.ends_with(":role/") {
            (
                Severity::Error,
                "it spares nobody: the role's path `aws-reserved/sso.amazonaws.com*/` is missing".to_owned(),
            )
        } else if !set.contains(['*', '?']) {
            (
                Severity::Error,
                "it spares nobody: the role's name ends in a random suffix, which `_*` matches".to_owned(),
            )
        } else if before.ends_with("sso.amazonaws.com/") {
            (
                Severity::Warning,
                "it spares nobody unless IAM Identity Center is in us-east-1: the path ends in the Region elsewhere"
                    .to_owned(),
            )
        } else if literal_start(set).is_empty() {
            (Severity::Warning, "it spares every permission set".to_owned())
        } else if set.ends_with('*') && !set.ends_with("_*") {
            let name = literal_start(set).escape_debug();
            (
                Severity::Warning,
                format!("it spares every permission set whose name begins with `{name}`"),
            )
        } else {
            continue;
        };
        let name = match literal_start(set).trim_end_matches('_') {
            "" => "NAME",
            name => name,
        };
        let help = format!(
            "write `arn:*:iam::*:role/aws-reserved/sso.amazonaws.com*/{START}{}_*`",
            name.escape_debug()
        );
        report.as_bad_as(severity, pattern.place, message, help);
    }
}
