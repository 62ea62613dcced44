//! A Region, or a pattern of Regions, matches nothing that AWS has.

use crate::facts::partitions;
use crate::facts::suggest::closest;
use crate::guardrails::document::Place;
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::keys::on;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};
use crate::guardrails::policy::Comparison;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "region-unknown",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: CONTROL,
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
    check: Check::Statement(check),
};

fn check(view: &View, subject: &Subject<'_>, report: &mut Report<'_>) {
    for condition in on(&view.statement, "aws:RequestedRegion") {
        if condition.operator.comparison == Comparison::Null {
            continue;
        }
        for value in condition.values.iter().filter(|value| !value.text.contains("${")) {
            name(&value.text, value.place, subject, report);
        }
    }
    let values = view.statement.conditions.iter().flat_map(|condition| &condition.values);
    for arn in view.statement.resources.patterns.iter().chain(values) {
        let parts: Vec<&str> = arn.text.splitn(6, ':').collect();
        // Words such as `global` and `us` stand where a Region does in the ARNs of some services.
        if let ["arn", _, _, region, ..] = parts.as_slice()
            && partitions::of_region(region).is_some()
            && !region.ends_with("-global")
        {
            name(region, arn.place, subject, report);
        }
    }
}

fn name(region: &str, place: Place, subject: &Subject<'_>, report: &mut Report<'_>) {
    let exists = |known: &str| {
        if region.contains(['*', '?']) {
            covers(region, known)
        } else {
            region.eq_ignore_ascii_case(known)
        }
    };
    let mut newer = subject.options.newer.into_iter().flatten();
    if exists(partitions::UNSPECIFIED) || partitions::regions().any(exists) || newer.any(|known| exists(known)) {
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
    let help = closest(region, partitions::regions()).map(|close| format!("did you mean `{close}`?"));
    report.as_bad_as(severity, place, message, help);
}
