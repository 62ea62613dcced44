//! `groundline apply`: what came of it.

use crate::engine::event::{Applied, ChangeEnd, End};
use crate::views::plural::count;
use crate::views::{Style, safe};

use super::page::Page;
use super::sections;

/// The result for a person: what did not end well, one line each, then the counts. Ends with a line break.
#[must_use]
pub fn applied(applied: &Applied, style: &Style) -> String {
    let Applied {
        ends,
        interrupted,
        still_differs,
        still_pending,
        unverified,
    } = applied;
    let mut page = Page::new(style);
    for change in ends {
        end(&mut page, change, *interrupted);
    }
    if !still_differs.is_empty() {
        page.gap();
        page.line(page.style.alarm("read again, and still not as planned"));
        for (address, why) in still_differs {
            page.line(format!("  {}: {}", safe::text(&address.to_string()), safe::text(why)));
        }
    }
    let told = |what: &str| {
        let ended = ends.iter().map(|change| &change.end);
        ended
            .filter_map(|end| {
                if let End::Pending { what, .. } = end {
                    Some(what)
                } else {
                    None
                }
            })
            .any(|told| told == what)
    };
    let others: Vec<_> = still_pending
        .iter()
        .filter(|pending| !told(&pending.what))
        .cloned()
        .collect();
    sections::pending(&mut page, &others);
    if !unverified.is_empty() {
        page.gap();
        page.line(page.style.strong("not verified by reading again"));
        for why in unverified {
            page.line(format!("  {}", safe::text(why)));
        }
    }
    page.gap();
    let counts = counts(applied);
    page.line(if is_clean(applied) {
        page.style.good(counts)
    } else {
        page.style.strong(counts)
    });
    if *interrupted {
        let pending = applied.count(|end| matches!(end, End::Pending { .. })) > 0;
        let pending = if pending {
            ", AWS goes on with what is pending"
        } else {
            ""
        };
        page.line(format!("stopped: what was done stays{pending}; run again to go on"));
    } else if let Some(line) = next(applied) {
        page.line(line);
    }
    page.into_text()
}

/// One change. What is done and has nothing to say is told only where all of it may not be done.
fn end(page: &mut Page<'_>, change: &ChangeEnd, tells_done: bool) {
    let title = format!("{} {}", change.action, change.address);
    let title = safe::text(&title);
    let (word, why, help) = match &change.end {
        End::Done { note: None, .. } => {
            if tells_done {
                page.line(format!("  {}  {title}", page.style.good("done   ")));
            }
            return;
        }
        End::Done { note: Some(note), .. } => (page.style.strong("note   "), safe::text(note).into_owned(), None),
        End::Pending { what, since, until } => {
            let (what, since, until) = (safe::text(what), safe::text(since), safe::text(until));
            // AWS does not always say since when.
            let dates = if since.is_empty() {
                String::new()
            } else {
                format!(", since {since}, counts as failed from {until}")
            };
            (page.style.strong("pending"), format!("{what}{dates}"), None)
        }
        End::Failed { message, help } => (
            page.style.alarm("failed "),
            safe::text(message).into_owned(),
            help.as_deref(),
        ),
        End::Skipped { why } => (page.style.strong("skipped"), safe::text(why).into_owned(), None),
    };
    page.line(format!("  {word}  {title}: {why}"));
    if let Some(help) = help {
        page.line(format!("           {}", page.style.faint(safe::text(help))));
    }
}

fn counts(applied: &Applied) -> String {
    let done = applied.count(|end| matches!(end, End::Done { .. }));
    let failed = applied.count(|end| matches!(end, End::Failed { .. }));
    let skipped = applied.count(|end| matches!(end, End::Skipped { .. }));
    let pending = applied.count(|end| matches!(end, End::Pending { .. }));
    let accounts = match (applied.accounts_created(), applied.accounts_pending()) {
        (0, 0) => String::new(),
        (made, 0) => format!("; {} made", count(made, "AWS account")),
        (made, pending) => format!(
            "; {} made, {pending} more being made by AWS",
            count(made, "AWS account")
        ),
    };
    format!("done {done}, failed {failed}, skipped {skipped}, pending {pending}{accounts}")
}

fn is_clean(applied: &Applied) -> bool {
    applied.count(|end| !matches!(end, End::Done { .. })) == 0
        && applied.still_differs.is_empty()
        && applied.still_pending.is_empty()
        && applied.unverified.is_empty()
        && !applied.interrupted
}

/// What to do next, or that nothing is left to do.
fn next(applied: &Applied) -> Option<String> {
    let failed = applied.count(|end| matches!(end, End::Failed { .. }));
    let pending = applied.count(|end| matches!(end, End::Pending { .. }));
    if failed > 0 {
        let what = if failed == 1 { "it" } else { "them" };
        return Some(format!(
            "{} failed: mend what stopped {what} and run again",
            count(failed, "change")
        ));
    }
    if pending > 0 || !applied.still_pending.is_empty() {
        return Some("AWS is still working: run again later to finish".to_owned());
    }
    if !applied.still_differs.is_empty() {
        return Some("run `groundline plan` to see what is left".to_owned());
    }
    (applied.unverified.is_empty() && !applied.ends.is_empty())
        .then(|| "read again: the Organization is as planned".to_owned())
}
