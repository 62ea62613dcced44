//! Drift as a comment on a pull request: a table, and the details folded away.

use std::fmt::Write as _;

use crate::engine::plan::Plan;

use super::difference::{Difference, about, differences, filtered, headline};
use super::plural::count;
use super::{safe, value};

/// Characters after which no more details are written: GitHub takes 65,536 for a comment, GitLab more.
const BUDGET: usize = 55_000;
/// Rows of one table; with long names still well within the budget.
const ROWS: usize = 100;
/// Characters of one cell.
const CELL: usize = 200;

/// The drift as GitHub-flavoured Markdown. Texts of others stand in code spans and fences, where they are only text.
#[must_use]
pub fn drift(plan: &Plan) -> String {
    let found = differences(plan);
    let mut out = format!("### Drift: {}\n\n{}\n", headline(plan), span(&about(plan)));
    if filtered(plan) {
        out.push_str("\nOnly the part that was asked for was compared.\n");
    }
    let rows = found.iter().map(|d| [d.address.to_string(), d.headline()]);
    table(&mut out, "", ["Address", "What differs"], rows);
    let unread = plan
        .unread
        .iter()
        .map(|unread| [unread.what.clone(), unread.why.clone()]);
    table(&mut out, "Could not be read", ["What", "Why"], unread);
    let pending = plan.pending.iter().map(|p| {
        [
            p.what.clone(),
            format!("since {}, counts as failed from {}", p.since, p.until),
        ]
    });
    table(&mut out, "Still in progress at AWS", ["What", "When"], pending);
    let known = plan.left_out.iter().filter(|left| !left.drift);
    let known = known.map(|left| [left.address.to_string(), left.why.clone()]);
    table(&mut out, "Worth knowing", ["Address", "What"], known);
    let foreign = plan.foreign.iter().map(|foreign| {
        let thing = format!("{} {} {}", foreign.kind, foreign.id, value::quoted(&foreign.name));
        [thing, foreign.owner.clone()]
    });
    table(&mut out, "Not ours (listed, never changed)", ["What", "Owner"], foreign);
    details(&mut out, &found);
    out
}

fn table(out: &mut String, title: &str, heads: [&str; 2], rows: impl Iterator<Item = [String; 2]>) {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
    if !title.is_empty() {
        let _ = write!(out, "\n#### {title}\n");
    }
    let [first, second] = heads;
    let _ = write!(out, "\n| {first} | {second} |\n|---|---|\n");
    for [first, second] in rows.iter().take(ROWS) {
        let _ = writeln!(out, "| {} | {} |", span(first), span(second));
    }
    let more = rows.len().saturating_sub(ROWS);
    if more > 0 {
        let _ = write!(out, "\n{} not shown here.\n", count(more, "more row"));
    }
}

/// A code span that is not longer than a cell should be.
fn span(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => safe::markdown(&format!("{}…", text.get(..end).unwrap_or(""))),
        None => safe::markdown(text),
    }
}

fn details(out: &mut String, found: &[Difference<'_>]) {
    for (number, difference) in found.iter().enumerate() {
        let block = difference.block().join("\n");
        // Three at least, and longer than any run inside: so nothing inside can end the block.
        let fence = "`".repeat(safe::longest_run(&block, '`').max(2) + 1);
        let address = safe::html(&difference.address.to_string());
        let folded = format!(
            "\n<details><summary><code>{address}</code></summary>\n\n{fence}diff\n{block}\n{fence}\n\n</details>\n"
        );
        if out.chars().count() + folded.chars().count() > BUDGET {
            let more = count(found.len() - number, "address");
            let _ = write!(
                out,
                "\nThe details of {more} do not fit here: run `groundline drift`.\n"
            );
            return;
        }
        out.push_str(&folded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::{Action, Change, Phase};
    use crate::views::sample;

    #[test]
    fn rich_drift() {
        insta::assert_snapshot!(drift(&sample::rich()));
    }

    #[test]
    fn in_sync_and_unread() {
        insta::assert_snapshot!(drift(&sample::in_sync()), @"");
        insta::assert_snapshot!(drift(&sample::unread_only()), @"");
    }

    #[test]
    fn hostile_names_stay_in_code() {
        let text = drift(&sample::hostile());
        sample::assert_harmless(&text);
        // What is left after taking fences and code spans away is ours.
        let mut ours = String::new();
        let mut fence = None::<String>;
        for line in text.lines() {
            let ticks: String = line.chars().take_while(|c| *c == '`').collect();
            match &fence {
                Some(open) if ticks.len() >= open.len() && line == ticks => fence = None,
                Some(_) => {}
                None if ticks.len() >= 3 && line == format!("{ticks}diff") => fence = Some(ticks),
                None => ours.push_str(&without_spans(line)),
            }
        }
        assert!(fence.is_none());
        assert!(
            !ours.contains("](") && !ours.contains("<script") && !ours.contains('@'),
            "{ours}"
        );
        assert_eq!(text.matches("\n</details>").count(), 1);
        for line in text.lines().filter(|line| line.starts_with("| ")) {
            assert_eq!(line.matches('|').count(), 3, "{line}");
        }
    }

    /// A span runs from backticks to the next run of as many.
    fn without_spans(line: &str) -> String {
        let line: Vec<char> = line.chars().collect();
        let run = |from: usize| line[from..].iter().take_while(|c| **c == '`').count();
        let mut out = String::new();
        let mut at = 0;
        while at < line.len() {
            let open = run(at);
            if open == 0 {
                out.push(line[at]);
                at += 1;
                continue;
            }
            at += open;
            while run(at) != open {
                assert!(at < line.len(), "every span ends");
                at += run(at).max(1);
            }
            at += open;
        }
        out
    }

    #[test]
    fn many_differences_fit_into_a_comment() {
        let mut plan = sample::in_sync();
        for n in 0..5_000 {
            let mut change = Change::new(
                "units",
                Phase::Units,
                Action::Create,
                Address::new("unit", format!("u{n:04}")),
            );
            change.reason = "x".repeat(300);
            plan.changes.push(change);
        }
        let text = drift(&plan);
        assert!(text.chars().count() < 65_536, "{}", text.chars().count());
        assert!(
            text.contains("4900 more rows not shown here") && text.contains("do not fit here"),
            "{text}"
        );
    }
}
