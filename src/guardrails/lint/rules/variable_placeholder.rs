//! A placeholder was never filled in.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::lint::variables::{texts, variables};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "variable-placeholder",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A placeholder was never filled in",
    why: "\
        `${Account}` is taken for a variable that has no value. In an exemption it spares nobody; in a resource it \
        matches nothing. Policies are not templates: CloudFormation or Terraform would have filled it in.",
    instead: "Put the value in. For any account write `*`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::${Account}:role/Deploy" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/Deploy" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for (text, _) in texts(&view.statement) {
        for name in variables(&text.text).filter(|name| !name.contains(':')) {
            let message = format!("`${{{}}}` is a placeholder that nobody filled in", name.escape_debug());
            report.at(text.place, message);
        }
    }
}
