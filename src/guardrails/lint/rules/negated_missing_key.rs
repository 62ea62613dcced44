//! A negated operator also denies what does not have the key.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::on;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Comparison;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "negated-missing-key",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A negated operator also denies what does not have the key",
    why: "\
        It is often said that `StringNotEquals` does nothing when the key is absent. It is the other way round: it \
        is true, and the `Deny` applies, to calls through a VPC endpoint that have no `aws:SourceIp`, to calls from \
        the internet that have no `aws:SourceVpc`, to resources without the tag.",
    instead: "\
        To spare calls without the key, add `\"Null\": { key: \"false\" }`. To deny them knowingly, add `IfExists`, \
        which changes nothing and says so.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:SourceVpc": "vpc-0a1b2c3d" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "*",
  "Condition": { "StringNotEqualsIfExists": { "aws:SourceVpc": "vpc-0a1b2c3d" }, "Null": { "aws:SourceVpc": "false" } } }"#,
    check: Check::Statement(check),
};

/// Keys that many ordinary calls do not have.
///
/// Source: IAM User Guide, "AWS global condition context keys", availability of each.
const OFTEN_ABSENT: &[&str] = &[
    "aws:sourceip",
    "aws:vpcsourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:ec2instancesourcevpc",
    "aws:ec2instancesourceprivateipv4",
    "aws:sourceidentity",
    "aws:username",
    "aws:federatedprovider",
    "aws:tokenissuetime",
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    if !view.denies() {
        return;
    }
    for condition in &view.statement.conditions {
        let operator = condition.operator;
        let key = condition.key.text.to_ascii_lowercase();
        let severity = if OFTEN_ABSENT.contains(&key.as_str()) {
            Severity::Warning
        } else if key.starts_with("aws:resourcetag/") {
            Severity::Note
        } else {
            continue;
        };
        let is_settled = on(&view.statement, &key).any(|other| other.operator.comparison == Comparison::Null);
        if operator.comparison.is_negated() && !operator.if_exists && operator.set.is_none() && !is_settled {
            let written = condition.key.text.escape_debug();
            report.as_bad_as(
                severity,
                condition.operator_place,
                format!("`{operator}` is true without `{written}`: such calls are denied too"),
                "add `IfExists` if that is meant, or `Null` with `\"false\"` for the key if it is not".to_owned(),
            );
        }
    }
}
