//! A value is not of the operator's kind.

use std::net::IpAddr;

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Family;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "condition-value",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A value is not of the operator's kind",
    why: "AWS refuses it, or the condition is never true, or always where it is negated.",
    instead: "\
        Write `true` or `false` for `Bool` and `Null`, a decimal number, an ISO 8601 time or seconds since 1970, an \
        address or CIDR range, an ARN with all its six parts.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "role/Deploy" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        for value in &condition.values {
            let text = value.text.as_str();
            let wanted = match condition.operator.comparison.family() {
                // What a variable stands for is known only in a request.
                _ if text.contains("${") => continue,
                Family::Bool | Family::Null => (!is_truth(text)).then_some("`true` or `false`"),
                Family::Numeric => (!is_number(text)).then_some("a decimal number"),
                Family::Date => (!is_time(text)).then_some("a time like `2026-11-23T00:00:00Z`"),
                Family::Address => (!is_network(text)).then_some("an IP address or CIDR range"),
                Family::Arn => {
                    (text.splitn(6, ':').count() < 6).then_some("an ARN with six parts, or a pattern of one")
                }
                Family::String | Family::Binary => None,
            };
            if let Some(wanted) = wanted {
                let message = format!(
                    "`{}` compares with {wanted}, not `{}`",
                    condition.operator,
                    text.escape_debug()
                );
                report.at(value.place, message);
            }
        }
    }
}

fn is_truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

/// ISO 8601 with as much of it as is written, or seconds since 1970.
fn is_time(text: &str) -> bool {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    digits(text.trim_start_matches('-')) || (date.len() >= 7 && date.split('-').all(digits))
}

fn is_network(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32_u8,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}
