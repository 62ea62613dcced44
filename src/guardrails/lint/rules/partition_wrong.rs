//! What is named is in no partition of AWS, or in another than the Organization.

use crate::facts::partitions::{self, Partition};
use crate::facts::principals;
use crate::facts::suggest::closest;
use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{arns, compared};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "partition-wrong",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: STATEMENTS,
    summary: "What is named is in no partition of AWS, or in another than the Organization",
    why: "\
        Partitions know nothing of each other: an ARN, a Region or a service of another one matches nothing here, so \
        that who was to be spared is denied, and what was to be denied is not. Where the Organization is, `home` of \
        `[regions]` in its baseline says.",
    instead: "\
        Write the partition of the Organization (`aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso`, …), or `*` for \
        any: `arn:*:iam::*:role/Deploy`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:awz:iam::*:role/Deploy" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/Deploy" } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, subject: &Subject<'_>, report: &mut Report<'_>) {
    let home = subject.options.partition;
    for (node, arn) in arns(statement) {
        of_arn(node, arn, home, report);
    }
    for (key, node, text) in compared(statement) {
        if partitions::is_key(key) {
            let there = partitions::of_region(text).filter(|_| partitions::is_region(text));
            elsewhere(node, text, there, home, report);
        } else if principals::is_key(key) || principals::is_via_key(key) {
            elsewhere(node, text, principals::only_in(text), home, report);
        }
    }
}

fn of_arn(node: &Node, arn: &str, home: Option<&Partition>, report: &mut Report<'_>) {
    let Some(name) = partitions::of_arn(arn) else { return };
    let Some(there) = partitions::named(name) else {
        let close = closest(name, partitions::PARTITIONS.iter().map(|known| known.id));
        report.helped(
            node.place(),
            format!("there is no partition `{}`", name.escape_debug()),
            close.map(|close| format!("did you mean `{close}`? `*` is any of them")),
        );
        return;
    };
    let region = arn.split(':').nth(3).filter(|region| partitions::is_region(region));
    match region.and_then(|region| Some((region, partitions::of_region(region)?))) {
        Some((region, other)) if other.id != there.id => report.helped(
            node.place(),
            format!(
                "`{region}` is in the partition `{}`, and the ARN that names it in `{}`",
                other.id, there.id
            ),
            "correct the one or the other: no such ARN exists".to_owned(),
        ),
        _ => elsewhere(node, arn, Some(there), home, report),
    }
}

fn elsewhere(node: &Node, text: &str, there: Option<&Partition>, home: Option<&Partition>, report: &mut Report<'_>) {
    let (Some(there), Some(home)) = (there, home) else {
        return;
    };
    if there.id != home.id {
        let message = format!(
            "`{}` is in the partition `{}`, and the Organization in `{}`",
            text.escape_debug(),
            there.id,
            home.id
        );
        let help = match text.strip_prefix("arn:").and_then(|rest| rest.split_once(':')) {
            Some((_, rest)) => format!(
                "write `arn:{}:{}`, or `*` for the partition",
                home.id,
                rest.escape_debug()
            ),
            None => "remove it: it matches nothing in this partition".to_owned(),
        };
        report.helped(node.place(), message, help);
    }
}
