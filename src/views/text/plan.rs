//! `groundline plan`: what will be done, in the order in which it is started.

use crate::engine::change::Action;
use crate::engine::plan::{Bottleneck, Limit, Plan};
use crate::views::Style;
use crate::views::detail::Voice;
use crate::views::difference::{Entry, about, filtered};
use crate::views::plural::{count, duration};
use crate::views::safe;

use super::page::{Page, column};
use super::sections;

/// Actions in the order in which the summary counts them.
const ACTIONS: [Action; 12] = [
    Action::Create,
    Action::Adopt,
    Action::Update,
    Action::Move,
    Action::Attach,
    Action::Enable,
    Action::Register,
    Action::Detach,
    Action::Disable,
    Action::Deregister,
    Action::Delete,
    Action::Release,
];

/// The plan for a person to review. Ends with a line break.
#[must_use]
pub fn plan(plan: &Plan, style: &Style) -> String {
    let mut page = Page::new(style);
    page.line(page.style.strong(about(plan)));
    if !plan.changes.is_empty() {
        page.gap();
        changes(&mut page, plan);
    }
    sections::impact(&mut page, &plan.impact);
    sections::refused(&mut page, &plan.refused);
    sections::warnings(&mut page, &plan.warnings);
    sections::unread(&mut page, &plan.unread, Voice::Plan);
    sections::pending(&mut page, &plan.pending);
    let heading = "differs, but is not planned";
    sections::left_out(&mut page, heading, plan.left_out.iter().filter(|left| left.drift));
    let heading = "worth knowing";
    sections::left_out(&mut page, heading, plan.left_out.iter().filter(|left| !left.drift));
    sections::foreign(&mut page, plan);
    page.gap();
    if plan.changes.is_empty() {
        let words = nothing(plan);
        let words = if plan.refused.is_empty() && plan.unread.is_empty() {
            page.style.good(words)
        } else {
            words
        };
        page.line(words);
    } else {
        page.line(page.style.strong(summary(plan)));
        page.line(effort(plan));
        if let Some(found) = plan.effort.bottleneck.as_ref().filter(|found| found.seconds >= 1.0) {
            page.line(bottleneck(found));
        }
    }
    page.into_text()
}

fn changes(page: &mut Page<'_>, plan: &Plan) {
    let addresses: Vec<_> = plan
        .changes
        .iter()
        .map(|c| safe::text(&c.address.to_string()).into_owned())
        .collect();
    let width = column(addresses.iter());
    for (change, address) in plan.changes.iter().zip(&addresses) {
        let entry = Entry::Change(change, change.risks.iter().collect());
        let sigil = page.style.sigil(change.action.sigil());
        // Padded before it is painted: escape sequences have no width.
        let address = page.style.strong(format!("{address:width$}"));
        page.line(format!("  {sigil} {address}  {}", entry.headline(Voice::Plan)));
        page.details(&entry.lines(Voice::Plan));
    }
}

/// What to say when nothing will be done. It claims only what is known.
fn nothing(plan: &Plan) -> String {
    let mut but = Vec::new();
    if !plan.refused.is_empty() {
        but.push(format!("{} refused", count(plan.refused.len(), "change")));
    }
    if !plan.unread.is_empty() {
        but.push(format!("{} could not be read", count(plan.unread.len(), "thing")));
    }
    let drift = plan.left_out.iter().filter(|left| left.drift).count();
    if drift > 0 {
        but.push(format!("{} not planned", count(drift, "difference")));
    }
    if !plan.pending.is_empty() {
        but.push(format!(
            "AWS is still working on {}",
            count(plan.pending.len(), "thing")
        ));
    }
    if !but.is_empty() {
        format!("no changes planned, but {}", but.join(", "))
    } else if filtered(plan) {
        "no changes in the part that was asked for; the rest was not compared".to_owned()
    } else {
        "no changes: the Organization is as the baseline says".to_owned()
    }
}

fn summary(plan: &Plan) -> String {
    let counted = |action: Action| plan.changes.iter().filter(|change| change.action == action).count();
    let mut parts: Vec<_> = ACTIONS
        .into_iter()
        .map(|action| (action, counted(action)))
        .filter(|(_, number)| *number > 0)
        .map(|(action, number)| format!("{number} to {action}"))
        .collect();
    let accounts = plan.accounts_to_create();
    if accounts > 0 {
        parts.push(format!(
            "{} to make, which cannot be undone",
            count(accounts, "AWS account")
        ));
    }
    parts.push(format!("{} refused", plan.refused.len()));
    if !plan.unread.is_empty() {
        parts.push(format!("{} unread", plan.unread.len()));
    }
    if !plan.warnings.is_empty() {
        parts.push(count(plan.warnings.len(), "warning"));
    }
    format!("plan: {}", parts.join(", "))
}

fn effort(plan: &Plan) -> String {
    let number = |calls: u64| usize::try_from(calls).unwrap_or(usize::MAX);
    let writes = match count(number(plan.effort.calls), "write") {
        writes if plan.effort.check_calls == 0 => writes,
        writes => format!(
            "{writes} and {} before them",
            count(number(plan.effort.check_calls), "read")
        ),
    };
    let reads = count(number(plan.effort.read_calls), "call");
    let time = duration(plan.effort.seconds);
    format!("effort: {writes}, {time} at the published rates, then verified (reading took {reads})")
}

fn bottleneck(bottleneck: &Bottleneck) -> String {
    let name = match bottleneck.operation.split_once(':') {
        Some((_, name)) => safe::text(name),
        None => safe::text(&bottleneck.operation),
    };
    let limit = match bottleneck.limit {
        Limit::Rate { per_second } if per_second < 1.0 => format!(", one every {:.0} s", 1.0 / per_second),
        Limit::Rate { per_second } => format!(", {per_second} a second"),
        Limit::InProgress { at_a_time } => format!(", {at_a_time} at a time"),
        Limit::Serial => ", one change at a time".to_owned(),
        Limit::Duration => String::new(),
    };
    format!("bottleneck: {name}{limit}, {}", duration(bottleneck.seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bottleneck_is_named_with_what_limits_it() {
        let said = |limit| {
            let operation = "organizations:CreateAccount".to_owned();
            let seconds = 350.0;
            bottleneck(&Bottleneck {
                operation,
                limit,
                seconds,
            })
        };
        let said = [
            said(Limit::Rate { per_second: 0.1 }),
            said(Limit::Rate { per_second: 2.0 }),
            said(Limit::InProgress { at_a_time: 5 }),
            said(Limit::Serial),
            said(Limit::Duration),
        ];
        let lines = [
            "bottleneck: CreateAccount, one every 10 s, about 6 min",
            "bottleneck: CreateAccount, 2 a second, about 6 min",
            "bottleneck: CreateAccount, 5 at a time, about 6 min",
            "bottleneck: CreateAccount, one change at a time, about 6 min",
            "bottleneck: CreateAccount, about 6 min",
        ];
        assert_eq!(said, lines);
    }

    #[test]
    fn every_action_is_counted() {
        let mut words: Vec<_> = ACTIONS.iter().map(|action| action.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 12);
    }
}
