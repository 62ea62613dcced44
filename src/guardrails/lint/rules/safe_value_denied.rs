//! A `Deny` matches the safe value and lets the unsafe one pass.

use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::is_about_principal;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::{Condition, Family};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "safe-value-denied",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Deny` matches the safe value and lets the unsafe one pass",
    why: "The condition is turned round: what should be forced is denied, and what should be denied is forced.",
    instead: "Compare the other way: `StringNotEquals` with the safe value, or `StringEquals` with the unsafe one.",
    bad: r#"{ "Effect": "Deny", "Action": "sagemaker:CreateNotebookInstance", "Resource": "*",
  "Condition": { "StringNotEquals": { "sagemaker:RootAccess": "Enabled" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "sagemaker:CreateNotebookInstance", "Resource": "*",
  "Condition": { "StringNotEquals": { "sagemaker:RootAccess": "Disabled" } } }"#,
    check: Check::Statement(check),
};

/// Keys with a value that is safe and one that is not.
///
/// Source: Service Authorization Reference, the keys of each service and their values.
const VALUES: &[(&str, &str, &str)] = &[
    ("sagemaker:RootAccess", "Disabled", "Enabled"),
    ("sagemaker:DirectInternetAccess", "Disabled", "Enabled"),
    ("ec2:MetadataHttpTokens", "required", "optional"),
    ("ec2:Attribute/HttpTokens", "required", "optional"),
    ("ec2:AssociatePublicIpAddress", "false", "true"),
    ("ec2:Encrypted", "true", "false"),
    ("elasticfilesystem:Encrypted", "true", "false"),
    ("elasticloadbalancing:Scheme", "internal", "internet-facing"),
    ("lambda:FunctionUrlAuthType", "AWS_IAM", "NONE"),
    ("ram:RequestedAllowsExternalPrincipals", "false", "true"),
    ("rds:StorageEncrypted", "true", "false"),
    ("aws:SecureTransport", "true", "false"),
    ("aws:MultiFactorAuthPresent", "true", "false"),
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let conditions = &view.statement.conditions;
    for condition in conditions.iter().filter(|_| view.denies()) {
        let known = VALUES.iter().find(|(key, _, _)| condition.is_on(key));
        let Some((key, safe, unsafe_)) = known else { continue };
        // With another condition the statement may be about what is safe but not enough: encrypted with the wrong key.
        let is_alone = conditions
            .iter()
            .all(|other| other.is_on(key) || is_about_principal(other));
        if is_alone && matches(condition, safe) == Some(true) && matches(condition, unsafe_) == Some(false) {
            report.at(
                condition.operator_place,
                format!("`{key}` of `{safe}` is denied and `{unsafe_}` passes: the comparison is turned round"),
            );
        }
    }
}

/// Whether the condition is true of a request with that value; nothing of an operator that is not for words.
fn matches(condition: &Condition, value: &str) -> Option<bool> {
    if condition.operator.set.is_some() || condition.values.is_empty() {
        return None;
    }
    let found = match condition.operator.comparison.family() {
        Family::Bool => condition.texts().any(|text| text.eq_ignore_ascii_case(value)),
        Family::String => condition.texts().any(|text| covers(text, value)),
        _ => return None,
    };
    Some(found != condition.operator.comparison.is_negated())
}
