//! Roles are asked for MFA, which they cannot show.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{holds_without_key, requires};
use crate::guardrails::lint::mfa::is_mfa;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Statement;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "mfa-of-roles",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: &[Kind::Scp],
    summary: "Roles are asked for MFA, which they cannot show",
    why: "\
        The keys of MFA are in requests of IAM users and their temporary credentials. The session of a role has \
        none, not even where its user signed in with MFA: whatever asks for them denies every role.",
    instead: "\
        Ask for MFA in the trust policy of roles or in IAM Identity Center. For IAM users, limit the statement to \
        them with `ArnLike` on `aws:PrincipalArn`.",
    bad: r#"{ "Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } }"#,
    good: r#"{ "Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
  "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" },
                 "ArnLike": { "aws:PrincipalArn": "arn:*:iam::*:user/*" } } }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let statement = &view.statement;
    if !view.denies() || spares_roles(statement) {
        return;
    }
    for condition in statement
        .conditions
        .iter()
        .filter(|condition| is_mfa(&condition.key.text))
    {
        if !holds_without_key(condition) || requires(statement, &condition.key.text) {
            continue;
        }
        let is_broad = statement.actions.negated || statement.actions.texts().any(|action| action == "*");
        let severity = if is_broad { Severity::Error } else { Severity::Warning };
        let key = condition.key.text.escape_debug();
        report.as_bad_as(
            severity,
            condition.key.place,
            format!("sessions of roles have no `{key}`: every role is denied"),
            "limit the statement to IAM users: `\"ArnLike\": { \"aws:PrincipalArn\": \"arn:*:iam::*:user/*\" }`"
                .to_owned(),
        );
    }
}

/// Whether the statement is about callers that are no roles.
fn spares_roles(statement: &Statement) -> bool {
    statement.conditions.iter().any(|condition| {
        let key = condition.key.text.to_ascii_lowercase();
        let negated = condition.operator.comparison.is_negated();
        match key.as_str() {
            "aws:principalarn" if negated => condition.texts().any(|value| value.ends_with(":role/*")),
            "aws:principalarn" => condition
                .texts()
                .all(|value| value.contains(":user/") || value.ends_with(":root")),
            "aws:principaltype" => condition.texts().all(|value| value == "User") != negated,
            "aws:username" => !holds_without_key(condition),
            _ => false,
        }
    })
}
