//! A `Deny` lets pass whatever does not have the key.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{is_plain, may_be_absent, on};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::{Comparison, Family, Statement};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "missing-key-passes",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Deny` lets pass whatever does not have the key",
    why: "\
        A number, date or `false` that is not there is not compared: the request passes. Where absent means the \
        worst case (no expiry, no TLS, no MFA), the statement misses exactly that.",
    instead: "Add `IfExists` to the operator if absent is as bad as the value.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "NumericLessThan": { "s3:TlsVersion": "1.2" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "NumericLessThanIfExists": { "s3:TlsVersion": "1.2" } } }"#,
    check: Check::Known(check),
};

/// Keys whose absence is the worst case, and what it means.
///
/// Source: Amazon S3 User Guide, "Condition keys for Amazon S3" (`s3:TlsVersion`); IAM User Guide, "API keys for Amazon Bedrock"
/// (`iam:ServiceSpecificCredentialAgeDays`) and "AWS global condition context keys" (`aws:MultiFactorAuthPresent`, `aws:MultiFactorAuthAge`).
const WORST_WHEN_ABSENT: &[(&str, &str)] = &[
    ("s3:TlsVersion", "plain HTTP"),
    (
        "iam:ServiceSpecificCredentialAgeDays",
        "a credential that never expires",
    ),
    ("aws:MultiFactorAuthPresent", "an access key, or a role"),
    ("aws:MultiFactorAuthAge", "a session without MFA"),
];

/// Keys that only requests with something to deny have.
///
/// Source: Amazon EC2 User Guide, "Restrict access to instance metadata" and "Configure instance metadata options" (the default hop limit is 1).
const HARMLESS_WHEN_ABSENT: &[&str] = &["ec2:roledelivery", "ec2:metadatahttpputresponsehoplimit"];

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    if !view.denies() {
        return;
    }
    for condition in &view.statement.conditions {
        let key = condition.key.text.as_str();
        let compares = match condition.operator.comparison.family() {
            Family::Numeric | Family::Date => true,
            // What a service tells as true or false it tells of each call that has to do with it.
            Family::Bool => is_global(key, table) && condition.texts().any(|value| value.eq_ignore_ascii_case("false")),
            _ => false,
        };
        if !compares || !is_plain(condition) || is_settled(&view.statement, key) {
            continue;
        }
        if HARMLESS_WHEN_ABSENT.contains(&key.to_ascii_lowercase().as_str()) || !may_be_absent(key, subject.kind, table)
        {
            continue;
        }
        let written = key.escape_debug();
        let help = format!("if it shall be denied, write `{}IfExists`", condition.operator);
        match WORST_WHEN_ABSENT
            .iter()
            .find(|(worst, _)| worst.eq_ignore_ascii_case(key))
        {
            Some((_, what)) => {
                let message = format!("{what} has no `{written}` and passes");
                report.helped(condition.operator_place, message, help);
            }
            None => {
                let message = format!("a call without `{written}` passes");
                report.as_bad_as(Severity::Note, condition.operator_place, message, help);
            }
        }
    }
}

fn is_global(key: &str, table: &ActionTable) -> bool {
    table.condition_key(key).is_some_and(|key| key.global)
}

/// Whether the statement says itself what becomes of requests without the key.
fn is_settled(statement: &Statement, key: &str) -> bool {
    on(statement, key).any(|condition| condition.operator.comparison == Comparison::Null)
}
