//! A statement denies nothing that another does not deny already.

use std::collections::BTreeSet;

use crate::guardrails::evaluate::matching::resource_covers;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::{Comparison, Condition, Names};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "statement-shadowed",
    severity: Severity::Warning,
    group: Group::Policy,
    kinds: CONTROL,
    summary: "A statement denies nothing that another does not deny already",
    why: "\
        What one statement denies no other can allow: conditions of this one, made to let something pass, have no \
        effect.",
    instead: "Remove the statement, or give the broader one the same condition.",
    bad: r#"[
  { "Sid": "NoKeys", "Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*" },
  { "Sid": "ButDeploy", "Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }
]"#,
    good: r#"{ "Sid": "NoKeys", "Effect": "Deny", "Action": "iam:CreateAccessKey", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, subject: &Subject<'_>, report: &mut Report<'_>) {
    let others = subject.statements.iter().filter(|other| other.index != view.index);
    let mut shadows = others.filter(|other| {
        let twins = other.denies() && denies_all_of(other, view);
        // Of two that deny the same, the later one is pointed at.
        twins && (other.index < view.index || !denies_all_of(view, other))
    });
    if let Some(shadow) = shadows.next().filter(|_| view.denies()) {
        let name = shadow.statement.name(shadow.index);
        report.at(
            view.place(),
            format!(
                "all of it is denied by `{}` already, whatever its conditions say",
                name.escape_debug()
            ),
        );
    }
}

/// Whether every request that `narrow` matches is one that `wide` matches, as far as the texts show it.
fn denies_all_of(wide: &View, narrow: &View) -> bool {
    !narrow.actions.is_empty()
        && resources(&wide.statement.resources, &narrow.statement.resources)
        && narrow.actions.is_subset(&wide.actions)
        && wide.statement.conditions.iter().all(|condition| {
            let others = &narrow.statement.conditions;
            others.iter().any(|other| follows(condition, other))
        })
}

fn resources(wide: &Names, narrow: &Names) -> bool {
    let wide_texts: BTreeSet<&str> = wide.texts().collect();
    match (wide.negated, narrow.negated) {
        (false, _) if wide_texts.contains("*") => true,
        (false, false) => narrow
            .texts()
            .all(|text| wide.texts().any(|pattern| resource_covers(pattern, text))),
        (true, true) => wide_texts.is_subset(&narrow.texts().collect()),
        _ => false,
    }
}

/// Whether `wide` is true wherever `narrow` is: the same comparison, with more values, or fewer where it is negated.
fn follows(wide: &Condition, narrow: &Condition) -> bool {
    if wide.operator != narrow.operator
        || !wide.is_on(&narrow.key.text)
        || wide.operator.comparison == Comparison::Null && narrow.values.len() != 1
    {
        return false;
    }
    let of = |condition: &Condition| -> BTreeSet<String> { condition.texts().map(str::to_owned).collect() };
    let (wide_values, narrow_values) = (of(wide), of(narrow));
    if wide.operator.comparison.is_negated() {
        wide_values.is_subset(&narrow_values)
    } else {
        narrow_values.is_subset(&wide_values)
    }
}
