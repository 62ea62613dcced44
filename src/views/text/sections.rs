//! What a plan says besides its changes.

use crate::engine::impact::Impact;
use crate::engine::plan::{Foreign, LeftOut, Pending, Plan, Refusal, Unread, Warning};
use crate::views::detail::Voice;
use crate::views::difference::{more, refusal_help, refusal_kind};
use crate::views::fold::fold;
use crate::views::plural::count;
use crate::views::{impact, safe, value};

use super::page::Page;

/// Foreign things that are named; the rest is counted.
const NAMED: usize = 20;

pub(super) fn refused(page: &mut Page<'_>, refused: &[Refusal]) {
    if refused.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.alarm("refused (nothing will be applied)"));
    for group in fold(refused, refusal_kind) {
        let refusal = group.first;
        let risk = refusal.risk.map(|risk| format!("risk {risk}: ")).unwrap_or_default();
        let address = refusal.address.to_string();
        page.line(format!(
            "  {}: {risk}{}",
            safe::text(&address),
            safe::text(&refusal.why)
        ));
        let help = refusal_help(refusal);
        if !help.is_empty() {
            page.line(format!("    {}", page.style.faint(help)));
        }
        if !group.more.is_empty() {
            let more = more(group.more.iter().map(|other| &other.address));
            page.line(format!("    {more}"));
        }
    }
}

/// Groups of accounts that are shown; the rest is counted.
const GROUPS: usize = 10;

pub(super) fn impact(page: &mut Page<'_>, groups: &[Impact]) {
    if groups.is_empty() {
        return;
    }
    page.gap();
    page.line(
        page.style
            .strong("impact (for a role that no policy names, unless said otherwise)"),
    );
    if let Some(overview) = impact::overview(groups) {
        page.line(format!("  {overview}"));
    }
    for group in groups.iter().take(GROUPS) {
        page.line(format!("  {}", safe::text(&impact::accounts(group))));
        page.line(format!("    {}", page.style.faint(safe::text(&impact::because(group)))));
        for line in impact::lines(group) {
            page.line(format!("    {}", safe::text(&line)));
        }
    }
    let more = groups.len().saturating_sub(GROUPS);
    if more > 0 {
        page.line(format!(
            "  and {} more, all of them in `--format json`",
            count(more, "group of accounts")
        ));
    }
}

pub(super) fn unread(page: &mut Page<'_>, unread: &[Unread], voice: Voice) {
    if unread.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.alarm(match voice {
        Voice::Plan => "could not be read (nothing of its kind is planned)",
        Voice::Drift => "could not be read (so it is not known whether it differs)",
    }));
    for Unread { what, why, .. } in unread {
        page.line(format!("  {}: {}", safe::text(what), safe::text(why)));
    }
}

pub(super) fn pending(page: &mut Page<'_>, pending: &[Pending]) {
    if pending.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.strong("still in progress at AWS (run again later)"));
    for Pending { what, since, until } in pending {
        let (what, since, until) = (safe::text(what), safe::text(since), safe::text(until));
        page.line(format!("  {what}: since {since}, counts as failed from {until}"));
    }
}

pub(super) fn left_out<'a>(page: &mut Page<'_>, heading: &str, left_out: impl Iterator<Item = &'a LeftOut>) {
    let left_out: Vec<_> = left_out.collect();
    if left_out.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.strong(heading));
    for left in left_out {
        let address = left.address.to_string();
        page.line(format!("  {}: {}", safe::text(&address), safe::text(&left.why)));
    }
}

pub(super) fn warnings(page: &mut Page<'_>, warnings: &[Warning]) {
    if warnings.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.alarm("warnings (they stop nothing)"));
    for Warning { address, why, help } in warnings {
        let address = address.to_string();
        page.line(format!("  {}: {}", safe::text(&address), safe::text(why)));
        if !help.is_empty() {
            page.line(format!("    {}", page.style.faint(safe::text(help))));
        }
    }
}

pub(super) fn foreign(page: &mut Page<'_>, plan: &Plan) {
    if plan.foreign.is_empty() {
        return;
    }
    page.gap();
    page.line(page.style.strong("not ours (listed, never changed)"));
    for Foreign { kind, id, name, owner } in plan.foreign.iter().take(NAMED) {
        let (kind, id, name) = (safe::text(kind), safe::text(id), value::quoted(name));
        let owner = if owner.is_empty() {
            String::new()
        } else {
            format!(": {}", safe::text(owner))
        };
        page.line(format!("  {kind} {id} {name}{owner}"));
    }
    let more = plan.foreign.len().saturating_sub(NAMED);
    if more > 0 {
        page.line(format!("  and {more} more, all of them in `--format json`"));
    }
}
