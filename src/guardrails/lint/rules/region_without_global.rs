//! A list of Regions leaves out us-east-1 and spares no global service.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::on;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "region-without-global",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A list of Regions leaves out us-east-1 and spares no global service",
    why: "\
        IAM, Organizations, Route 53, CloudFront and AWS Support answer in us-east-1 whatever Region you work in. \
        Denying it denies them: nobody can change a role or a record.",
    instead: "\
        Add `us-east-1` to the list and deny its regional services in a second statement, as the guardrail \
        `approved-regions` does, or spare the global services with `NotAction`.",
    bad: r#"{ "Effect": "Deny", "NotAction": ["sts:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } } }"#,
    good: r#"{ "Effect": "Deny", "NotAction": ["sts:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"] } } }"#,
    check: Check::Known(check),
};

/// Services without which nobody gets on, whose only Region is us-east-1.
///
/// Source: AWS General Reference, "Service endpoints and quotas" of each.
const GLOBAL: &[&str] = &["iam", "organizations", "route53", "cloudfront", "support"];

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in on(&view.statement, "aws:RequestedRegion").filter(|_| view.denies()) {
        let has_global = condition
            .texts()
            .any(|region| covers(region, "us-east-1") || region.contains("${"));
        if !condition.operator.comparison.is_negated() || has_global {
            continue;
        }
        let is_denied = |prefix: &&&str| {
            let service = table.of_service(prefix);
            !service.is_empty() && service.is_subset(&view.actions)
        };
        let denied: Vec<String> = GLOBAL
            .iter()
            .filter(is_denied)
            .map(|prefix| format!("`{prefix}`"))
            .collect();
        if !denied.is_empty() {
            report.helped(
                condition.key.place,
                format!("us-east-1 is not in the list, where {} answer", denied.join(", ")),
                "add `us-east-1`, or spare them with `NotAction`".to_owned(),
            );
        }
    }
}
