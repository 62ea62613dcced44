//! An action never acts on one of the statement's resources.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::reach::{Forms, Reach};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "action-without-resource",
    severity: Severity::Warning,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "An action never acts on one of the statement's resources",
    why: "\
        An action that acts on no resource is evaluated with the resource `*`, which no ARN matches, and one that \
        acts on other resource types is evaluated with their ARNs. The statement never applies to it.",
    instead: "\
        Name ARNs of the resource types that the action acts on, or move the action to a statement with \
        `\"Resource\": \"*\"`.",
    bad: r#"{ "Effect": "Deny", "Action": ["iam:DeleteRole", "iam:DeleteAccountPasswordPolicy"],
  "Resource": "arn:*:iam::*:role/Deploy" }"#,
    good: r#"[
  { "Sid": "Role", "Effect": "Deny", "Action": "iam:DeleteRole", "Resource": "arn:*:iam::*:role/Deploy" },
  { "Sid": "Password", "Effect": "Deny", "Action": "iam:DeleteAccountPasswordPolicy", "Resource": "*" }
]"#,
    check: Check::Known(check),
};

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    let statement = &view.statement;
    if statement.actions.negated || statement.resources.negated {
        return;
    }
    let reach = Reach::of(statement);
    if reach.is_everything() {
        return;
    }
    for pattern in &statement.actions.patterns {
        let actions = table.matching(&pattern.text);
        let mut forms = Forms::of(table, &actions);
        if actions.is_empty() || reach.touches(&mut forms) {
            continue;
        }
        let written = pattern.text.escape_debug();
        let (message, help) = match forms.first() {
            None => (
                format!("`{written}` acts on no resource: it is evaluated with `*`, which no ARN matches"),
                "move it to a statement with `\"Resource\": \"*\"`".to_owned(),
            ),
            Some(one) => (
                format!("`{written}` acts on none of the statement's resources"),
                format!("it acts on `{one}`"),
            ),
        };
        report.helped(pattern.place, message, help);
    }
}
