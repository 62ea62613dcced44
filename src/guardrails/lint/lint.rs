//! The linter itself: every rule on one document.

use super::super::actions::ActionTable;
use super::super::document::{Document, Kind as NodeKind, ParseError, Place};
use super::super::inherit;
use super::catalogue::catalogue;
use super::finding::{Finding, Severity};
use super::options::Options;
use super::report::Report;
use super::rule::{Check, Group, Kind};
use super::subject::{Subject, kind, written};
use crate::facts::policy_types;

/// Everything that is wrong with a policy, in the order of the text, then of the codes.
#[must_use]
pub fn lint(document: &Document, policy_type: &str, table: &ActionTable, options: Options<'_>) -> Vec<Finding> {
    let subject = Subject::new(document, policy_type, kind(policy_type), options, Some(table));
    run(&subject, |_| true)
}

/// What AWS would refuse, and what only looks as if it could mean something: the rules of grammar and size.
#[must_use]
pub fn check(document: &Document, policy_type: &str) -> Vec<Finding> {
    let subject = Subject::new(document, policy_type, kind(policy_type), Options::default(), None);
    run(&subject, |group| group == Group::Grammar)
}

/// What is wrong with the Organization's resource policy. Every statement needs a `Sid`: by it the policy is shared with
/// whoever else writes statements.
///
/// Source: AWS Organizations User Guide, "Delegated administrator for AWS Organizations" and "Resource-based policy examples".
#[must_use]
pub fn check_delegation(document: &Document, options: Options<'_>) -> Vec<Finding> {
    run(&Subject::new(document, "", Kind::Delegation, options, None), |_| true)
}

/// Why a text is no document, as a finding like any other.
#[must_use]
pub fn parse_finding(error: &ParseError) -> Finding {
    Finding {
        code: super::rules::policy_json::CODE,
        severity: Severity::Error,
        message: error.message.clone(),
        help: None,
        place: Place {
            offset: error.offset,
            length: error.length,
        },
    }
}

fn run(subject: &Subject<'_>, wanted: fn(Group) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A type that is not known may have a language of its own.
    let is_known = policy_types::known(subject.policy_type).is_some();
    if subject.kind == Kind::Inheriting && is_known && wanted(Group::Inheriting) {
        findings.extend(inherit::check(subject.document, subject.policy_type));
    }
    for rule in catalogue() {
        if !wanted(rule.group) || !rule.kinds.contains(&subject.kind) {
            continue;
        }
        let mut report = Report::of(rule, &mut findings);
        match rule.check {
            Check::Document(check) => check(subject, &mut report),
            Check::Written(check) => {
                // What is no object has one finding, of its shape.
                let objects = written(subject.document).iter();
                for node in objects.filter(|node| matches!(node.kind, NodeKind::Object(_))) {
                    check(node, subject, &mut report);
                }
            }
            Check::Statement(check) => {
                for view in &subject.statements {
                    check(view, subject, &mut report);
                }
            }
            Check::Known(check) => {
                let known = subject
                    .table
                    .map(|table| subject.statements.iter().map(move |view| (view, table)));
                for (view, table) in known.into_iter().flatten() {
                    check(view, subject, table, &mut report);
                }
            }
            Check::Elsewhere => {}
        }
    }
    findings.sort_by(|one, other| (one.place, one.code, &one.message).cmp(&(other.place, other.code, &other.message)));
    findings.dedup();
    findings
}
