//! A service control policy allows something, which has no effect beside FullAWSAccess.

use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{Check, Group, Kind, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "allow-adds-nothing",
    severity: Severity::Note,
    group: Group::Policy,
    kinds: &[Kind::Scp],
    summary: "A service control policy allows something, which has no effect beside FullAWSAccess",
    why: "\
        An action passes a level if any policy there allows it, and AWS attaches `FullAWSAccess`, which allows \
        everything, at every level; groundline takes it off only where `full-access = false` is written. Only what \
        an SCP denies has an effect. Without `FullAWSAccess`, every level from the root down to the account has to allow.",
    instead: "Deny what shall not be possible: `Deny` with `NotAction` says \"only these\".",
    bad: r#"{ "Effect": "Allow", "Action": ["ec2:*", "s3:*"], "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "NotAction": ["ec2:*", "s3:*"], "Resource": "*" }"#,
    check: Check::Statement(check),
};

fn check(view: &View, _: &Subject<'_>, report: &mut Report<'_>) {
    let statement = &view.statement;
    // `FullAWSAccess` itself, or a copy of it.
    let is_full = statement.actions.texts().any(|action| action == "*") && !statement.actions.negated;
    if !view.denies() && !is_full {
        report.at(
            statement.effect_place,
            "beside `FullAWSAccess` it allows nothing that was not allowed",
        );
    }
}
