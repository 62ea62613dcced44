//! A `Deny` refuses calls that leave a safe default alone.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::{holds_without_key, requires};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "safe-default-denied",
    severity: Severity::Warning,
    group: Group::Conditions,
    kinds: CONTROL,
    summary: "A `Deny` refuses calls that leave a safe default alone",
    why: "\
        Since 2023 new buckets have no ACLs and every object is encrypted, whether the call says so or not. A \
        statement that asks for the header denies calls that are safe without it: most of them.",
    instead: "\
        Deny the unsafe value instead, or add `\"Null\": { key: \"false\" }` so that only calls with the header are \
        compared.",
    bad: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
  "Condition": { "Null": { "s3:x-amz-server-side-encryption": "true" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
  "Condition": { "StringNotEquals": { "s3:x-amz-server-side-encryption": "aws:kms" },
                 "Null": { "s3:x-amz-server-side-encryption": "false" } } }"#,
    check: Check::Statement(check),
};

/// Headers without which a call is safe, and why.
///
/// Source: Amazon S3 User Guide, "Default settings for new S3 buckets FAQ" (April 2023) and "Default encryption FAQ" (January 2023).
const SAFE_WHEN_ABSENT: &[(&str, &str)] = &[
    ("s3:x-amz-object-ownership", "new buckets have no ACLs by default"),
    (
        "s3:x-amz-server-side-encryption",
        "every object is encrypted by default",
    ),
    ("s3:x-amz-acl", "ACLs are off by default"),
];

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let statement = &view.statement;
    for condition in statement.conditions.iter().filter(|_| view.denies()) {
        let known = SAFE_WHEN_ABSENT.iter().find(|(key, _)| condition.is_on(key));
        let Some((key, why)) = known else { continue };
        if holds_without_key(condition) && !requires(statement, key) {
            report.helped(
                condition.key.place,
                format!("calls without `{key}` are denied, though {why}"),
                format!("add `\"Null\": {{ \"{key}\": \"false\" }}`"),
            );
        }
    }
}
