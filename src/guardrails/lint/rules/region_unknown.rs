//! A Region, or a pattern of Regions, matches nothing that AWS has.

use crate::facts::partitions;
use crate::facts::suggest::closest;
use crate::guardrails::document::Node;
use crate::guardrails::document::Place;
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::REGIONS;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{arns, compared};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "region-unknown",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: STATEMENTS,
    summary: "A Region, or a pattern of Regions, matches nothing that AWS has",
    why: "\
        No request is made there. In the list of what is spared, a mistyped Region denies the real one: a whole \
        company stops.",
    instead: "\
        Spell the Region as AWS does. If it is newer than this version of groundline, name it in `allow-unknown` of \
        the baseline; `--allow-unknown` makes it a warning.",
    bad: r#"{ "Effect": "Deny", "NotAction": ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-wst-1", "eu-central-1"] } } }"#,
    good: r#"{ "Effect": "Deny", "NotAction": ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*"], "Resource": "*",
  "Condition": { "StringNotEquals": { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, subject: &Subject<'_>, report: &mut Report<'_>) {
    for (key, node, region) in compared(statement) {
        if partitions::is_key(key) && !region.contains("${") && !takes_word(key, region) {
            name(region, node.place(), subject, report);
        }
    }
    for (node, arn) in arns(statement) {
        let region = arn.split(':').nth(3);
        // Words such as `global` and `us` stand where a Region does in the ARNs of some services.
        if let Some(region) = region.filter(|region| partitions::is_name(region)) {
            name(region, node.place(), subject, report);
        }
    }
}

/// Whether a condition key takes a word that is no Region, which a pattern may match too.
fn takes_word(key: &str, region: &str) -> bool {
    partitions::words_of(key).any(|word| exists(region, word))
}

/// Whether what is written is that Region, or a pattern that matches it.
fn exists(written: &str, known: &str) -> bool {
    if written.contains(['*', '?']) {
        covers(written, known)
    } else {
        written.eq_ignore_ascii_case(known)
    }
}

fn name(region: &str, place: Place, subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut newer = subject.options.newer.into_iter().flatten();
    if partitions::regions().any(|known| exists(region, known)) || newer.any(|known| exists(region, known)) {
        return;
    }
    let severity = match subject.options.allow_unknown {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let written = region.escape_debug();
    let message = if region.contains(['*', '?']) {
        format!("`{written}` matches no Region")
    } else {
        format!("there is no Region `{written}`")
    };
    let close = subject.options.hint(REGIONS, || closest(region, partitions::regions()));
    let help = close.map(|close| format!("did you mean `{close}`?"));
    report.as_bad_as(severity, place, message, help);
}
