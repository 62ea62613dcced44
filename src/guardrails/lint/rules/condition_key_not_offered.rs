//! None of the statement's actions offers this condition key.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "condition-key-not-offered",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "None of the statement's actions offers this condition key",
    why: "\
        The key is never there. A positive operator never matches, so that a `Deny` never applies; a negated one \
        always matches.",
    instead: "See which keys the actions offer in the Service Authorization Reference.",
    bad: r#"{ "Effect": "Deny", "Action": "ec2:CreateVpc", "Resource": "*",
  "Condition": { "StringEquals": { "ec2:InstanceType": "t3.micro" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
  "Condition": { "StringEquals": { "ec2:InstanceType": "t3.micro" } } }"#,
    check: Check::Known(check),
};

/// Keys of services that stand in requests to any service: they tell where the caller's credentials come from.
///
/// Source: the service's user guides: EC2 ("IAM roles for EC2", instance role credentials), Lambda ("Using source function ARN"), Glue, SSM,
/// IAM Identity Center, STS (`sts:SourceIdentity` and the SAML keys stay with the session).
const OF_CREDENTIALS: &[&str] = &[
    "ec2:rolelabel",
    "ec2:roledelivery",
    "ec2:sourceinstancearn",
    "lambda:sourcefunctionarn",
    "ssm:sourceinstancearn",
    "glue:roleassumedby",
    "glue:credentialissuingservice",
    "identitystore:userid",
    "identitystore:groupid",
    "ecs:sourcetaskarn",
];

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    if view.actions.is_empty() {
        return;
    }
    for condition in &view.statement.conditions {
        let name = condition.key.text.to_ascii_lowercase();
        let Some(key) = table.key_id(&name).filter(|key| !table.key(*key).global) else {
            continue;
        };
        // Keys of identity providers have no service, and stay with the session.
        let of_service = name
            .split_once(':')
            .is_some_and(|(prefix, _)| table.service(prefix).is_some());
        if !of_service || OF_CREDENTIALS.contains(&name.as_str()) {
            continue;
        }
        if !view.actions.iter().any(|id| table.lists(id, key)) {
            let written = condition.key.text.escape_debug();
            let message = format!("no action of the statement offers the key `{written}`");
            report.at(condition.key.place, message);
        }
    }
}
