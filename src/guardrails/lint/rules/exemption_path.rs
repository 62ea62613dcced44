//! A pattern misses a role because of its path.

use crate::guardrails::lint::exempt::{Principal, literal_start, patterns};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "exemption-path",
    severity: Severity::Warning,
    group: Group::Exemptions,
    kinds: CONTROL,
    summary: "A pattern misses a role because of its path",
    why: "\
        The ARN of a role holds its path. A name that AWS keeps under a path matches nothing without it, and \
        `role/*/NAME` matches no role that has none.",
    instead: "Write the path, or `role/NAME` for a role without one.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/AWSControlTowerStackSetRole" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/service-role/AWSControlTowerStackSetRole" } } }"#,
    check: Check::Statement(check),
};

/// Roles that AWS makes under a path.
///
/// Source: AWS Control Tower User Guide, "How AWS Control Tower works with roles to create and manage accounts".
const WITH_PATH: &[(&str, &str)] = &[
    ("AWSControlTowerAdmin", "service-role/"),
    ("AWSControlTowerStackSetRole", "service-role/"),
    ("AWSControlTowerCloudTrailRole", "service-role/"),
    ("AWSControlTowerConfigAggregatorRoleForOrganizations", "service-role/"),
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    for pattern in patterns(&view.statement) {
        let Some(principal) = Principal::read(&pattern.text).filter(|principal| principal.kind == "role") else {
            continue;
        };
        let (path, name) = (principal.path(), principal.name());
        let known = WITH_PATH.iter().find(|(known, _)| *known == name);
        if let Some((_, wanted)) = known.filter(|_| path.is_empty()) {
            report.helped(
                pattern.place,
                format!("AWS keeps `{name}` under the path `{wanted}`: it spares nobody"),
                format!("write `role/{wanted}{name}`"),
            );
        } else if path == "*" && !name.is_empty() && literal_start(name).len() >= 3 {
            report.helped(
                pattern.place,
                "it spares only roles with a path: `role/*/` matches none without".to_owned(),
                format!("write `role/{}` as well, or instead", name.escape_debug()),
            );
        }
    }
}
