//! Two statements deny the same and spare different principals.

use std::collections::BTreeSet;

use crate::guardrails::lint::exempt::patterns;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::PRINCIPAL_ARN;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::{Names, Statement};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "exemptions-apart",
    severity: Severity::Warning,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "Two statements deny the same and spare different principals",
    why: "\
        A request passes only if no statement denies it. Whom one statement spares the other denies: nobody is \
        spared by both.",
    instead: "Put all patterns into one list of one statement.",
    bad: r#"[
  { "Sid": "ButDeploy", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Deploy" } } },
  { "Sid": "ButRescue", "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
    "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:*:iam::*:role/Rescue" } } }
]"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": ["arn:*:iam::*:role/Deploy", "arn:*:iam::*:role/Rescue"] } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, subject: &Subject<'_>, report: &mut Report<'_>) {
    let here: BTreeSet<&str> = patterns(&view.statement).map(|pattern| pattern.text.as_str()).collect();
    if here.is_empty() {
        return;
    }
    for earlier in subject.statements.iter().filter(|other| other.index < view.index) {
        let there: BTreeSet<&str> = patterns(&earlier.statement)
            .map(|pattern| pattern.text.as_str())
            .collect();
        let differ = !there.is_empty() && !here.is_subset(&there) && !there.is_subset(&here);
        if differ && core(&view.statement) == core(&earlier.statement) {
            let name = earlier.statement.name(earlier.index);
            let message = format!(
                "`{}` denies the same and spares others: nobody is spared by both",
                name.escape_debug()
            );
            report.at(view.place(), message);
            return;
        }
    }
}

/// What a statement denies, without whom it spares.
fn core(statement: &Statement) -> impl PartialEq {
    let set = |names: &Names| {
        let texts: BTreeSet<String> = names.texts().map(str::to_ascii_lowercase).collect();
        (names.negated, texts)
    };
    let conditions: BTreeSet<_> = statement
        .conditions
        .iter()
        .filter(|condition| !(condition.is_on(PRINCIPAL_ARN) && condition.operator.comparison.is_negated()))
        .map(|condition| {
            let values: BTreeSet<String> = condition.texts().map(str::to_owned).collect();
            (condition.operator, condition.key.text.to_ascii_lowercase(), values)
        })
        .collect();
    (set(&statement.actions), set(&statement.resources), conditions)
}
