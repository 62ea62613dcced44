//! The old name of an action is denied, its new name is not.

use crate::guardrails::actions::ActionTable;
use crate::guardrails::lint::finding::Severity;
use crate::guardrails::lint::report::Report;
use crate::guardrails::lint::rule::{CONTROL, Check, Group, Rule};
use crate::guardrails::lint::subject::{Subject, View};

pub(in crate::guardrails::lint) const RULE: Rule = Rule {
    code: "administrator-twin-missing",
    severity: Severity::Error,
    group: Group::Actions,
    kinds: CONTROL,
    summary: "The old name of an action is denied, its new name is not",
    why: "\
        GuardDuty, Security Hub and Macie renamed their \"Master\" actions to \"Administrator\" and kept both. Who \
        calls the new name walks past the statement.",
    instead: "Deny both, or use a pattern that means both: `guardduty:Disassociate*`.",
    bad: r#"{ "Effect": "Deny", "Action": "guardduty:DisassociateFromMasterAccount", "Resource": "*" }"#,
    good: r#"{ "Effect": "Deny", "Action": "guardduty:Disassociate*", "Resource": "*" }"#,
    check: Check::Known(check),
};

/// Old and new names.
///
/// Source: API references of GuardDuty, Security Hub and Macie, deprecated operations.
const TWINS: &[(&str, &str)] = &[
    (
        "guardduty:DisassociateFromMasterAccount",
        "guardduty:DisassociateFromAdministratorAccount",
    ),
    (
        "securityhub:DisassociateFromMasterAccount",
        "securityhub:DisassociateFromAdministratorAccount",
    ),
    (
        "macie2:DisassociateFromMasterAccount",
        "macie2:DisassociateFromAdministratorAccount",
    ),
    ("guardduty:AcceptInvitation", "guardduty:AcceptAdministratorInvitation"),
    (
        "securityhub:AcceptInvitation",
        "securityhub:AcceptAdministratorInvitation",
    ),
];

fn check(view: &View, subject: &Subject<'_>, table: &ActionTable, report: &mut Report<'_>) {
    if !view.protects() {
        return;
    }
    for pattern in &view.statement.actions.patterns {
        let twin = TWINS.iter().find(|(old, _)| old.eq_ignore_ascii_case(&pattern.text));
        let Some((_, new)) = twin else { continue };
        let is_denied = |id| {
            let denying = subject.statements.iter().filter(|other| other.denies());
            denying.into_iter().any(|other| other.actions.contains(id))
        };
        if table.find(new).is_some_and(|id| !is_denied(id)) {
            let message = format!(
                "`{}` is also called `{new}`, which is not denied",
                pattern.text.escape_debug()
            );
            report.helped(pattern.place, message, format!("deny `{new}` as well"));
        }
    }
}
