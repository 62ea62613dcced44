//! A pattern spares more than the role that is meant.

use crate::guardrails::lint::exempt::{Principal, literal_start, patterns};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "exemption-broad",
    severity: Severity::Warning,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "A pattern spares more than the role that is meant",
    why: "\
        Whoever may create a role, or change who may assume one, chooses its name. A pattern that many names match \
        lets them spare themselves.",
    instead: "Name the role, or at least a start of its name that is protected with the guardrail `protect-roles`.",
    bad: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/aws*" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "*", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/IncidentResponse" } } }"#,
    check: Check::Statement(check),
};

/// Letters of a name that a pattern must fix to mean one role or a family of them.
const FIXED: usize = 5;

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for pattern in patterns(&view.statement) {
        let message = match pattern.text.as_str() {
            "*" => Some("it spares everybody".to_owned()),
            text => Principal::read(text).and_then(broad),
        };
        if let Some(message) = message {
            report.at(pattern.place, message);
        }
    }
}

/// What such a pattern spares, if that is too much.
fn broad(principal: Principal<'_>) -> Option<String> {
    let is_one_account = principal.account.len() == 12 && principal.account.bytes().all(|byte| byte.is_ascii_digit());
    if is_one_account || principal.is_made_by_aws() {
        return None;
    }
    let kind = principal.kind;
    if literal_start(kind).len() < kind.len() {
        return Some("it spares principals of every kind and name".to_owned());
    }
    let name = principal.name();
    let has_wildcard = literal_start(name).len() < name.len();
    let path = principal.path();
    let has_fixed_path = !path.is_empty() && literal_start(path).len() >= FIXED;
    if !matches!(kind, "role" | "user") || !has_wildcard || has_fixed_path || literal_start(name).len() >= FIXED {
        return None;
    }
    let start = literal_start(name);
    Some(if start.is_empty() {
        format!("it spares every {kind} whose name fits `{}`", name.escape_debug())
    } else {
        format!(
            "it spares every {kind} whose name begins with `{}`",
            start.escape_debug()
        )
    })
}
