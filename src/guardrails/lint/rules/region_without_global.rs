//! A list of Regions leaves out us-east-1 and spares no global service.

use std::collections::BTreeSet;

use crate::facts::partitions::{COMMERCIAL, of_region};
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
        Denying it denies them: nobody can change a role or a record. Other partitions have such a Region of their own.",
    instead: "\
        Add `us-east-1` to the list and deny its regional services in a second statement, as the guardrail \
        `approved-regions` does, or spare the global services with `NotAction`.",
    bad: r#"{ "Effect": "Deny", "NotAction": ["sts:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } } }"#,
    good: r#"{ "Effect": "Deny", "NotAction": ["sts:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1"] } } }"#,
    check: Check::Known(check),
};

/// Services without which nobody gets on, whose only Region is us-east-1, or another one in another partition.
///
/// Source: AWS General Reference, "Service endpoints and quotas" of each.
const GLOBAL: &[&str] = &["iam", "organizations", "route53", "cloudfront", "support"];

fn check(view: &View, _: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    for condition in on(&view.statement, "aws:RequestedRegion").filter(|_| view.denies()) {
        if !condition.operator.comparison.is_negated() || condition.texts().any(|region| region.contains("${")) {
            continue;
        }
        let partition = condition.texts().find_map(of_region).unwrap_or(&COMMERCIAL);
        let is_denied = |prefix: &&&str| {
            let service = table.of_service(prefix);
            let region = partition.region_of(prefix);
            !service.is_empty()
                && service.is_subset(&view.actions)
                && !condition.texts().any(|pattern| covers(pattern, region))
        };
        let denied: Vec<&&str> = GLOBAL.iter().filter(is_denied).collect();
        let regions: BTreeSet<&str> = denied.iter().map(|prefix| partition.region_of(prefix)).collect();
        for region in regions {
            let services = denied.iter().filter(|prefix| partition.region_of(prefix) == region);
            let services: Vec<String> = services.map(|prefix| format!("`{prefix}`")).collect();
            report.helped(
                condition.key.place,
                format!("{region} is not in the list, where {} answer", services.join(", ")),
                format!("add `{region}`, or spare them with `NotAction`"),
            );
        }
    }
}
