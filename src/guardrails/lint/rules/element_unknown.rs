//! A key is no element of a policy or statement.

use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, written};
use crate::guardrails::lint::written::with_hint;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "element-unknown",
    severity: Severity::Error,
    group: Group::Grammar,
    kinds: CONTROL,
    summary: "A key is no element of a policy or statement",
    why: "AWS refuses elements that it does not know, and a misspelt `Condition` would be no condition.",
    instead: "\
        Use `Version`, `Id` and `Statement` in a policy; `Sid`, `Effect`, `Action` or `NotAction`, `Resource` or \
        `NotResource`, `Condition`, and in RCPs `Principal` in a statement. The case counts.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Conditions": { "Bool": { "aws:ViaAWSService": "false" } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*",
  "Condition": { "Bool": { "aws:ViaAWSService": "false" } } }"#,
    check: Check::Document(check),
};

const OF_POLICIES: &[&str] = &["Version", "Id", "Statement"];
const OF_STATEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    known(&subject.document.root, OF_POLICIES, report);
    for statement in written(subject.document) {
        known(statement, OF_STATEMENTS, report);
    }
}

fn known(node: &Node, known: &[&'static str], report: &mut Report<'_>) {
    for member in node.members() {
        if !known.contains(&member.key.as_str()) {
            let message = with_hint("is not an element of a policy", &member.key, known.iter().copied());
            report.at(member.key_place(), message);
        }
    }
}
