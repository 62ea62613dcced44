//! Conditions of a statement by their keys.

use super::super::actions::ActionTable;
use super::super::policy::{Comparison, Condition, Statement};
use super::rule::Kind;

/// Who calls.
pub(super) const PRINCIPAL_ARN: &str = "aws:PrincipalArn";

/// The conditions on a key.
pub(super) fn on<'a>(statement: &'a Statement, key: &'a str) -> impl Iterator<Item = &'a Condition> {
    statement
        .conditions
        .iter()
        .filter(move |condition| condition.is_on(key))
}

/// Whether the statement matches only requests that have the key: `Null` says so, or a comparison that an absent key fails.
pub(super) fn requires(statement: &Statement, key: &str) -> bool {
    on(statement, key).any(|condition| match condition.operator.comparison {
        Comparison::Null => is_null(condition, "false"),
        _ => fails_without_key(condition),
    })
}

/// Whether it is `Null` with only that value.
pub(super) fn is_null(condition: &Condition, value: &str) -> bool {
    condition.operator.comparison == Comparison::Null
        && !condition.values.is_empty()
        && condition.texts().all(|text| text.eq_ignore_ascii_case(value))
}

/// Whether a request without the key makes the condition true.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (`…IfExists`, negated operators, `Null`) and "Set operators for
/// multivalued context keys": `ForAllValues` is true, `ForAnyValue` is false.
pub(super) fn holds_without_key(condition: &Condition) -> bool {
    use super::super::policy::SetOperator::{ForAllValues, ForAnyValue};
    let operator = condition.operator;
    match (operator.comparison, operator.set) {
        (Comparison::Null, _) => !is_null(condition, "false"),
        (_, Some(ForAllValues)) => true,
        (_, Some(ForAnyValue)) => false,
        (comparison, None) => operator.if_exists || comparison.is_negated(),
    }
}

fn fails_without_key(condition: &Condition) -> bool {
    !holds_without_key(condition)
}

/// Whether it compares as if the key were always there: a positive operator without `IfExists` or set operator.
pub(super) fn is_plain(condition: &Condition) -> bool {
    let operator = condition.operator;
    operator.comparison != Comparison::Null
        && !operator.comparison.is_negated()
        && !operator.if_exists
        && operator.set.is_none()
}

/// Whether some request that such a policy judges has no such key. A key that is not known may be absent.
pub(super) fn may_be_absent(key: &str, kind: Kind, table: &ActionTable) -> bool {
    table.condition_key(key).is_none_or(|facts| match kind {
        Kind::Rcp => !facts.without_principal,
        _ => !facts.always,
    })
}

/// Whether the condition only narrows who calls.
pub(super) fn is_about_principal(condition: &Condition) -> bool {
    let key = condition.key.text.to_ascii_lowercase();
    key.starts_with("aws:principal") || matches!(key.as_str(), "aws:userid" | "aws:username")
}
