//! No service of AWS has this name as a caller.

use crate::facts::partitions::regions;
use crate::facts::principals::{
    AS_OF, Wrong, close_to, in_arn, is_key, is_key_of_more, is_name, is_via_key, wrong, wrong_via,
};
use crate::facts::suggest::closest;
use crate::guardrails::document::Node;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::options::{REGIONS, SERVICES};
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Rule, STATEMENTS};
use crate::guardrails::lint::subject::Subject;
use crate::guardrails::lint::written::{arns, compared, principals};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "service-principal-unknown",
    severity: Severity::Error,
    group: Group::Conditions,
    kinds: STATEMENTS,
    summary: "No service of AWS has this name as a caller",
    why: "\
        No service calls by that name, and AWS takes it without a word: the service that was to be spared is denied, \
        and a role may be passed to the one that was to be kept from it.",
    instead: "\
        Write the service principal as the guide of the service does: it is not always the prefix of its actions. If \
        it is newer than this version of groundline, name it in `allow-unknown` of the baseline; `--allow-unknown` \
        makes it a warning. `kms:ViaService` has a Region in it: `s3.eu-west-1.amazonaws.com`.",
    bad: r#"{ "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*",
  "Condition": { "StringNotEquals": { "iam:PassedToService": ["lamda.amazonaws.com", "ecs-tasks.amazonaws.com"] } } }"#,
    good: r#"{ "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*",
  "Condition": { "StringNotEquals": { "iam:PassedToService": ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] } } }"#,
    check: Check::Written(check),
};

fn check(statement: &Node, subject: &Subject<'_>, report: &mut Report<'_>) {
    let newer = |name: &str| subject.options.newer.is_some_and(|newer| newer.contains(name));
    let mut say = |node: &Node, principal: &str, wrong: Option<Wrong<'_>>| {
        if let Some(wrong) = wrong {
            tell(node, principal, wrong, subject, report);
        }
    };
    for (key, node, text) in compared(statement) {
        if is_via_key(key) && !text.contains("${") {
            say(node, text, wrong_via(text, newer));
        } else if is_closed(text) && (is_key(key) || is_key_of_more(key) && is_name(text)) {
            say(node, text, wrong(text, newer));
        }
    }
    for (node, text) in principals(statement, "Service").filter(|(_, text)| is_closed(text)) {
        say(node, text, wrong(text, newer));
    }
    for (node, arn) in arns(statement) {
        if let Some(principal) = in_arn(arn) {
            say(node, principal, wrong(principal, newer));
        }
    }
}

/// Whether neither a wildcard nor a variable stands in a text.
fn is_closed(text: &str) -> bool {
    !text.contains(['*', '?', '$'])
}

fn tell(node: &Node, principal: &str, wrong: Wrong<'_>, subject: &Subject<'_>, report: &mut Report<'_>) {
    let severity = match subject.options.allow_unknown {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let written = principal.escape_debug();
    let newer_name = || format!("what is newer than the table of {AS_OF} goes into `allow-unknown` of the baseline");
    let hint = |count, close: &dyn Fn() -> Option<String>| subject.options.hint(count, close);
    let did_you_mean = |close: String| format!("did you mean `{close}`?");
    let (message, help) = match wrong {
        Wrong::Service => (
            format!("there is no service `{written}`"),
            Some(hint(SERVICES, &|| close_to(principal)).map_or_else(newer_name, did_you_mean)),
        ),
        Wrong::Region(region) => (
            format!("there is no Region `{region}`, which `{written}` names"),
            Some(
                hint(REGIONS, &|| {
                    closest(region, regions()).map(|close| principal.replacen(region, close, 1))
                })
                .map_or_else(newer_name, did_you_mean),
            ),
        ),
        Wrong::NoRegion => (
            format!("`{written}` names no Region, as services do that ask for a key"),
            Some("write it like `s3.eu-west-1.amazonaws.com`".to_owned()),
        ),
    };
    report.as_bad_as(severity, node.place(), message, help);
}
