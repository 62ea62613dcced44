//! The policy has letters outside ASCII.

use crate::guardrails::document::{Kind, Node, Place};
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::Subject;

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "non-ascii",
    severity: Severity::Warning,
    group: Group::Policy,
    kinds: CONTROL,
    summary: "The policy has letters outside ASCII",
    why: "\
        No action, key or ARN of AWS has such letters, and some look like others: `с` is no `c`. AWS counts them \
        differently in different places, so that a policy may be too long without looking so.",
    instead: "Write it in ASCII.",
    bad: r#"{ "Sid": "Größe", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    good: r#"{ "Sid": "Groesse", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*" }"#,
    check: Check::Document(check),
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    look(&subject.document.root, report);
}

fn look(node: &Node, report: &mut Report<'_>) {
    match &node.kind {
        Kind::Text(text) => tell(text, node.place(), report),
        Kind::List(items) => items.iter().for_each(|item| look(item, report)),
        Kind::Object(members) => {
            for member in members {
                tell(&member.key, member.key_place(), report);
                look(&member.value, report);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}

fn tell(text: &str, place: Place, report: &mut Report<'_>) {
    if let Some(letter) = text.chars().find(|letter| !letter.is_ascii()) {
        let message = format!("`{}` (U+{:04X}) is not ASCII", letter.escape_debug(), u32::from(letter));
        report.at(place, message);
    }
}
