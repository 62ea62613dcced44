//! A resource control policy also denies AWS's own services.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{holds_without_key, is_null};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Statement;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "services-denied",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: &[Kind::Rcp],
    summary: "A resource control policy also denies AWS's own services",
    why: "\
        A service that acts for itself has no account, ARN or Organization of a principal: a negated operator on \
        such a key is true for it. Roles can no longer be assumed by Lambda or EC2, logs no longer delivered.",
    instead: "\
        Add `\"BoolIfExists\": { \"aws:PrincipalIsAWSService\": \"false\" }`, so that the statement is not about \
        services.",
    bad: r#"{ "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }"#,
    good: r#"{ "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
  "Condition": { "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
                 "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }"#,
    check: Check::Statement(check),
};

/// Keys that a service principal does not have.
///
/// Source: IAM User Guide, "AWS global condition context keys", properties of the principal.
const OF_IAM_PRINCIPALS: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let statement = &view.statement;
    if !view.denies() || spares_services(statement) {
        return;
    }
    let first = statement.conditions.iter().find(|condition| {
        let key = condition.key.text.to_ascii_lowercase();
        let of_principal = OF_IAM_PRINCIPALS.contains(&key.as_str()) || key.starts_with("aws:principaltag/");
        of_principal && condition.operator.comparison.is_negated()
    });
    if let Some(condition) = first {
        let key = condition.key.text.escape_debug();
        report.helped(
            condition.key.place,
            format!("AWS's services have no `{key}`: they are denied too"),
            "add `\"BoolIfExists\": { \"aws:PrincipalIsAWSService\": \"false\" }`".to_owned(),
        );
    }
}

/// Whether the statement is not about service principals: it says so, or asks for something that they do not have.
fn spares_services(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        let key = condition.key.text.to_ascii_lowercase();
        match key.as_str() {
            "aws:principalisawsservice" => condition.texts().all(|value| value.eq_ignore_ascii_case("false")),
            "aws:principalservicename" | "aws:principalservicenameslist" => {
                condition.operator.comparison.is_negated() || is_null(condition, "true")
            }
            _ => {
                let of_principal = OF_IAM_PRINCIPALS.contains(&key.as_str()) || key.starts_with("aws:principaltag/");
                // Whoever comes by an identity provider is no service either.
                let of_provider = !key.starts_with("aws:")
                    && key
                        .split(':')
                        .next()
                        .is_some_and(|host| host.contains('.') || host == "saml");
                (of_principal || of_provider) && !holds_without_key(condition)
            }
        }
    })
}
