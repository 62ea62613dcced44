//! `aws:PrincipalArn` is compared with the ARN of a session.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{PRINCIPAL_ARN, on};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "assumed-role-arn",
    severity: Severity::Error,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "`aws:PrincipalArn` is compared with the ARN of a session",
    why: "\
        In a session of a role `aws:PrincipalArn` is the ARN of the role, `arn:aws:iam::…:role/NAME`, never \
        `arn:aws:sts::…:assumed-role/…`. The pattern matches nobody.",
    instead: "Write the ARN of the role. To compare the name of the session, use `aws:userid`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:sts::*:assumed-role/Deploy/*" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/Deploy" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for condition in on(&view.statement, PRINCIPAL_ARN) {
        for value in condition
            .values
            .iter()
            .filter(|value| value.text.contains(":assumed-role/"))
        {
            report.helped(
                value.place,
                "no principal has the ARN of a session: `aws:PrincipalArn` is that of the role",
                "write `arn:aws:iam::…:role/NAME`".to_owned(),
            );
        }
    }
}
