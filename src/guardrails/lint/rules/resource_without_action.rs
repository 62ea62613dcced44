//! None of the statement's actions acts on this resource.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::reach::{Forms, Reach};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "resource-without-action",
    severity: Severity::Warning,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "None of the statement's actions acts on this resource",
    why: "The entry protects nothing: most often the resource type is misspelt, or belongs to other actions.",
    instead: "Write the ARN as the Service Authorization Reference does for the resource type, or remove it.",
    bad: r#"{ "Effect": "Deny", "Action": ["ec2:DeleteVpc", "ec2:DeleteVpnGateway"],
  "Resource": ["arn:*:ec2:*:*:vpc/*", "arn:*:ec2:*:*:vpc-gateway/*", "arn:*:ec2:*:*:vpn-gateway/*"] }"#,
    good: r#"{ "Effect": "Deny", "Action": ["ec2:DeleteVpc", "ec2:DeleteVpnGateway"],
  "Resource": ["arn:*:ec2:*:*:vpc/*", "arn:*:ec2:*:*:vpn-gateway/*"] }"#,
    check: Check::Known(check),
};

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    let statement = &view.statement;
    let reach = Reach::of(statement);
    if statement.resources.negated || view.actions.is_empty() || reach.is_everything() {
        return;
    }
    // Where no action meets any resource, the actions are pointed at.
    let mut forms = Forms::of(table, &view.actions);
    if !reach.touches(&mut forms) {
        return;
    }
    for resource in &statement.resources.patterns {
        let one = Reach::of_one(&resource.text);
        if !one.touches(&mut forms) {
            let message = format!("no action of the statement acts on `{}`", resource.text.escape_debug());
            report.at(resource.place, message);
        }
    }
}
