//! A resource control policy denies every call that no service makes for somebody.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{on, requires};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "source-unguarded",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: &[Kind::Rcp],
    summary: "A resource control policy denies every call that no service makes for somebody",
    why: "\
        `aws:SourceOrgID`, `aws:SourceAccount` and `aws:SourceArn` are only in requests that a service makes on \
        behalf of a resource. A negated operator on them is true for every ordinary call.",
    instead: "\
        Add `\"Null\": { \"aws:SourceAccount\": \"false\" }` and `\"Bool\": { \"aws:PrincipalIsAWSService\": \
        \"true\" }`.",
    bad: r#"{ "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*",
  "Condition": { "StringNotEqualsIfExists": { "aws:SourceOrgID": "o-a1b2c3d4e5" } } }"#,
    good: r#"{ "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*",
  "Condition": { "StringNotEqualsIfExists": { "aws:SourceOrgID": "o-a1b2c3d4e5" },
                 "Null": { "aws:SourceAccount": "false" }, "Bool": { "aws:PrincipalIsAWSService": "true" } } }"#,
    check: Check::Statement(check),
};

/// Keys of calls that a service makes on behalf of a resource.
///
/// Source: IAM User Guide, "The confused deputy problem", and the RCP examples of AWS.
const OF_SOURCES: &[&str] = &[
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let statement = &view.statement;
    let asks_for_service = || {
        on(statement, "aws:PrincipalIsAWSService")
            .any(|condition| condition.texts().all(|value| value.eq_ignore_ascii_case("true")))
            || requires(statement, "aws:PrincipalServiceName")
    };
    let has_source = || OF_SOURCES.iter().any(|key| requires(statement, key));
    if !view.denies() || asks_for_service() || has_source() {
        return;
    }
    let first = statement.conditions.iter().find(|condition| {
        condition.operator.comparison.is_negated() && OF_SOURCES.iter().any(|key| condition.is_on(key))
    });
    if let Some(condition) = first {
        let key = condition.key.text.escape_debug();
        report.helped(
            condition.key.place,
            format!("ordinary calls have no `{key}`: all of them are denied"),
            "add `\"Null\": { \"aws:SourceAccount\": \"false\" }` and `\"Bool\": { \"aws:PrincipalIsAWSService\": \"true\" }`".to_owned(),
        );
    }
}
