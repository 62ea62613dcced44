//! What a plan does to accounts, in words.

use crate::engine::impact::{ActionImpact, AffectedAccount, Decision, Impact, Requester};

use super::plural::count;
use super::value;

/// Accounts, changes and patterns that are named; the rest is counted.
const ACCOUNTS: usize = 5;
const CHANGES: usize = 4;
const PATTERNS: usize = 12;

/// Whom it is about, where the plan makes accounts: `1 account today; 35 accounts are born under their guardrails`.
pub(super) fn overview(groups: &[Impact]) -> Option<String> {
    // No account is in two groups.
    let all = groups.iter().flat_map(|group| &group.accounts);
    let (born, today): (Vec<&AffectedAccount>, Vec<_>) = all.partition(|account| is_new(account));
    let born = match born.len() {
        0 => return None,
        1 => "1 account is born under its guardrails".to_owned(),
        many => format!("{} are born under their guardrails", count(many, "account")),
    };
    Some(match today.len() {
        0 => born,
        many => format!("{} today; {born}", count(many, "account")),
    })
}

/// Whether the plan makes it: AWS has given it no id yet.
fn is_new(account: &AffectedAccount) -> bool {
    account.id.is_empty()
}

/// The accounts: `2 accounts: "Shop" 111111111111, "Audit" (new)`.
pub(super) fn accounts(impact: &Impact) -> String {
    let names = impact.accounts.iter().map(|account| {
        let id = if is_new(account) { "(new)" } else { &account.id };
        format!("{} {id}", value::quoted(&account.name))
    });
    format!(
        "{}: {}",
        count(impact.accounts.len(), "account"),
        listed(names.collect(), ACCOUNTS)
    )
}

/// The changes that do it: `by scp.freeze, account.shop`.
pub(super) fn because(impact: &Impact) -> String {
    let changes = impact.because.iter().map(ToString::to_string).collect();
    format!("by {}", listed(changes, CHANGES))
}

/// What happens, line by line.
pub(super) fn lines(impact: &Impact) -> Vec<String> {
    let mut lines: Vec<String> = impact.actions.iter().map(action).collect();
    if !impact.settings.is_empty() {
        lines.push(format!("settings change: {}", impact.settings.join(", ")));
    }
    if !impact.not_known.is_empty() {
        let policies = listed(impact.not_known.clone(), CHANGES);
        lines.push(format!(
            "not taken into account, since the text was not read: {policies}"
        ));
    }
    lines
}

/// `denied for an ordinary role, 2 actions: iam:CreateUser, iam:DeleteUser`.
fn action(action: &ActionImpact) -> String {
    let ActionImpact {
        asking,
        becomes,
        was,
        depends_on,
        count: number,
        actions,
        except,
    } = action;
    let depends = || listed(depends_on.clone(), PATTERNS);
    let what = match (was, becomes) {
        (_, Decision::Denied) => "denied".to_owned(),
        (_, Decision::Allowed) => "allowed again".to_owned(),
        (Decision::Allowed, Decision::Conditional) => format!("denied depending on {}", depends()),
        (Decision::Denied, Decision::Conditional) => format!("allowed again depending on {}", depends()),
        (Decision::Conditional, Decision::Conditional) => format!("denied under other conditions on {}", depends()),
    };
    let whom = match asking {
        Requester::OrdinaryRole => "",
        Requester::Outsider => ", for callers from outside the Organization",
    };
    let before = match (was, becomes) {
        (Decision::Conditional, Decision::Denied | Decision::Allowed) => " (before: depending on the request)",
        _ => "",
    };
    let actions = if except.is_empty() {
        listed(actions.clone(), PATTERNS)
    } else {
        format!("all but {}", listed(except.clone(), PATTERNS))
    };
    format!("{what}{whom}{before}, {}: {actions}", count(*number, "action"))
}

/// The first few, and how many more.
fn listed(names: Vec<String>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let first = names.into_iter().take(most).collect::<Vec<_>>().join(", ");
    if more == 0 {
        first
    } else {
        format!("{first} and {more} more")
    }
}
