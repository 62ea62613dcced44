//! The operator compares values of another kind than the key has.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::actions::KeyKind;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Family;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "operator-kind",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "The operator compares values of another kind than the key has",
    why: "\
        Values that cannot be read as the operator's kind do not match, so that the condition is never true, or \
        always where it is negated.",
    instead: "\
        Use the operators of the key's kind: `IpAddress` for addresses, `Numeric…` for numbers, `Date…` for times, \
        `Bool` for true and false, `Arn…` for ARNs.",
    bad: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "StringEquals": { "aws:SourceIp": "203.0.113.0/24" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in &view.statement.conditions {
        let Some(key) = table.condition_key(&condition.key.text) else {
            continue;
        };
        let has_range = || condition.texts().any(|value| value.contains('/'));
        // Texts are compared with whatever a key holds; keys that AWS documents as texts often hold numbers or truth values.
        let fits = match (condition.operator.comparison.family(), key.kind) {
            (Family::String, KeyKind::Ip) => !has_range(),
            (Family::Address, kind) => matches!(kind, KeyKind::Ip | KeyKind::String),
            (Family::Arn, kind) => matches!(kind, KeyKind::Arn | KeyKind::String),
            (Family::Numeric | Family::Date, kind) => {
                matches!(kind, KeyKind::Numeric | KeyKind::Date | KeyKind::String)
            }
            (Family::Bool, kind) => matches!(kind, KeyKind::Bool | KeyKind::String),
            (Family::String | Family::Binary | Family::Null, _) => true,
        };
        if !fits {
            let message = format!(
                "`{}` does not compare `{}`, which is of kind {}",
                condition.operator,
                key.name,
                key.kind.name()
            );
            report.at(condition.operator_place, message);
        }
    }
}
