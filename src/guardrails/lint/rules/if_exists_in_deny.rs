//! A `Deny` also matches whatever does not have the key.

use crate::guardrails::actions::ActionSet;
use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{may_be_absent, requires};
use crate::guardrails::lint::mfa::is_mfa;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Family;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "if-exists-in-deny",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Deny` also matches whatever does not have the key",
    why: "\
        `IfExists` makes a positive operator true when the key is absent: the statement denies every call without \
        it, not only those with the value.",
    instead: "\
        Leave `IfExists` out, so that only the value is denied. If absent is as bad as the value, say so in a \
        statement of its own with `Null`.",
    bad: r#"{ "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
  "Condition": { "StringLikeIfExists": { "ec2:InstanceType": "*.metal" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
  "Condition": { "StringLike": { "ec2:InstanceType": "*.metal" } } }"#,
    check: Check::Known(check),
};

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    if !view.denies() {
        return;
    }
    for condition in &view.statement.conditions {
        let operator = condition.operator;
        let key = condition.key.text.as_str();
        if !operator.if_exists
            || operator.comparison.is_negated()
            || operator.set.is_some()
            || is_mfa(key)
            || requires(&view.statement, key)
            || !may_be_absent(key, subject.kind, table)
        {
            continue;
        }
        let written = key.escape_debug();
        // For numbers, dates and truth values absent often is the worst case; a request that cannot have the key is no case of it.
        let others = || without_key(view, key, table);
        match operator.comparison.family() {
            Family::Bool | Family::Numeric | Family::Date => {
                if let Some(action) = others() {
                    let action = action.escape_debug();
                    let message =
                        format!("every `{action}` is denied: it never has `{written}`, and `IfExists` matches then");
                    report.at(condition.operator_place, message);
                }
            }
            _ => {
                let message = format!("every call without `{written}` is denied as well: `IfExists` matches then");
                report.at(condition.operator_place, message);
            }
        }
    }
}

/// An entry of the statement whose actions never offer the key of a service, where those of another do.
fn without_key<'a>(view: &'a View, key: &str, table: &ActionTable) -> Option<&'a str> {
    let id = table.key_id(key).filter(|id| !table.key(*id).global)?;
    let offers = |actions: &ActionSet| actions.iter().any(|action| table.lists(action, id));
    if !view.protects() || !offers(&view.actions) {
        return None;
    }
    view.statement.actions.texts().find(|entry| {
        let actions = table.matching(entry);
        !actions.is_empty() && !offers(&actions)
    })
}
