//! `*` is literal text to this operator.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Comparison;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "wildcard-literal",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "`*` is literal text to this operator",
    why: "`StringEquals` compares with the letter `*`: the condition never matches, and its negation always does.",
    instead: "Use `StringLike` or `StringNotLike`; to ask whether there is any value, use `Null`.",
    bad: r#"{ "Effect": "Deny", "Action": "backup:DeleteBackupVault", "Resource": "*",
  "Condition": { "StringEquals": { "aws:ResourceTag/protected": "*" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "backup:DeleteBackupVault", "Resource": "*",
  "Condition": { "Null": { "aws:ResourceTag/protected": "false" } } }"#,
    check: Check::Statement(check),
};

/// Keys whose values hold `*`: everybody as a principal, names of certificates and records.
const STARRED: &[&str] = &["lambda:principal", "acm:domainnames"];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let help = match condition.operator.comparison {
            Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => {
                "use `StringLike`, or `Null` for any value"
            }
            Comparison::StringNotEquals | Comparison::StringNotEqualsIgnoreCase => "use `StringNotLike`",
            _ => continue,
        };
        let key = condition.key.text.to_ascii_lowercase();
        if STARRED.contains(&key.as_str()) {
            continue;
        }
        for value in condition
            .values
            .iter()
            .filter(|value| value.text.replace("${*}", "").contains('*'))
        {
            let message = format!(
                "`*` is literal text to `{}`: no wildcard in `{}`",
                condition.operator,
                value.text.escape_debug()
            );
            report.helped(value.place, message, help.to_owned());
        }
    }
}
