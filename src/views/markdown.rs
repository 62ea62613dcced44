//! Drift as a comment on a pull request: a table, and the details folded away.

use crate::engine::plan::Plan;

use super::difference::{Difference, about, differences, filtered, headline};
use super::plural::count;
use super::{impact, safe, value};

/// Characters after which nothing more is written but what is missing: GitHub takes 65,536 for a comment, GitLab more.
const BUDGET: usize = 60_000;
/// Rows of one table.
const ROWS: usize = 100;
/// Characters of one cell.
const CELL: usize = 200;

/// The drift as GitHub-flavoured Markdown. Texts of others stand in code spans and fences, where they are only text.
/// What a reader must know comes first, so that it is there when the rest does not fit.
#[must_use]
pub fn drift(plan: &Plan) -> String {
    let found = differences(plan);
    let mut sheet = Sheet::default();
    sheet.write(&format!("### Drift: {}\n\n{}\n", headline(plan), span(&about(plan))));
    if filtered(plan) {
        sheet.write("\nOnly the part that was asked for was compared.\n");
    }
    let rows = found.iter().map(|d| [d.address.to_string(), d.headline()]);
    sheet.table("", ["Address", "What differs"], rows);
    let rows = plan.warnings.iter();
    let rows = rows.map(|warning| [format!("{}: {}", warning.address, warning.why), warning.help.clone()]);
    sheet.table("\n#### Warnings\n", ["What", "What to do"], rows);
    let rows = plan
        .unread
        .iter()
        .map(|unread| [unread.what.clone(), unread.why.clone()]);
    sheet.table("\n#### Could not be read\n", ["What", "Why"], rows);
    let rows = plan.pending.iter().map(|pending| {
        let when = format!("since {}, counts as failed from {}", pending.since, pending.until);
        [pending.what.clone(), when]
    });
    sheet.table("\n#### Still in progress at AWS\n", ["What", "When"], rows);
    let rows = plan
        .impact
        .iter()
        .map(|group| [impact::accounts(group), impact::lines(group).join("; ")]);
    sheet.table(
        "\n#### What applying would do to accounts\n",
        ["Accounts", "What"],
        rows,
    );
    sheet.details(&found);
    let known = plan.left_out.iter().filter(|left| !left.drift);
    let rows = known.map(|left| [left.address.to_string(), left.why.clone()]);
    sheet.table("\n#### Worth knowing\n", ["Address", "What"], rows);
    let rows = plan.foreign.iter().map(|foreign| {
        let thing = format!("{} {} {}", foreign.kind, foreign.id, value::quoted(&foreign.name));
        [thing, foreign.owner.clone()]
    });
    sheet.folded_table("Not ours (listed, never changed)", ["What", "Owner"], rows);
    sheet.out
}

/// A code span that is not longer than a cell should be.
fn span(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => safe::markdown(&format!("{}…", text.get(..end).unwrap_or(""))),
        None => safe::markdown(text),
    }
}

/// A comment that grows, and how long it is.
#[derive(Default)]
struct Sheet {
    out: String,
    characters: usize,
}

impl Sheet {
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.characters += text.chars().count();
    }

    fn has_room(&self, text: &str) -> bool {
        self.characters + text.chars().count() <= BUDGET
    }

    fn table(&mut self, title: &str, heads: [&str; 2], rows: impl Iterator<Item = [String; 2]>) {
        let mut rows = rows.enumerate().peekable();
        if rows.peek().is_none() {
            return;
        }
        let [first, second] = heads;
        self.write(&format!("{title}\n| {first} | {second} |\n|---|---|\n"));
        while let Some((number, [first, second])) = rows.next() {
            let row = format!("| {} | {} |\n", span(&first), span(&second));
            if number == ROWS || !self.has_room(&row) {
                let missing = count(rows.count() + 1, "more row");
                self.write(&format!("\n{missing} not shown here.\n"));
                return;
            }
            self.write(&row);
        }
    }

    fn folded_table(&mut self, title: &str, heads: [&str; 2], rows: impl Iterator<Item = [String; 2]>) {
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            return;
        }
        self.write(&format!("\n<details><summary>{title}: {}</summary>\n", rows.len()));
        self.table("", heads, rows.into_iter());
        self.write("\n</details>\n");
    }

    /// What the table does not say already, folded away.
    fn details(&mut self, found: &[Difference<'_>]) {
        let mut missing = 0;
        for difference in found {
            let block = difference.block();
            if block.len() == 1 && difference.headline().chars().count() <= CELL {
                continue;
            }
            let block = block.join("\n");
            // Three at least, and longer than any run inside: so nothing inside can end the block.
            let fence = "`".repeat(safe::longest_run(&block, '`').max(2) + 1);
            let address = safe::html(&difference.address.to_string());
            let folded = format!(
                "\n<details><summary><code>{address}</code></summary>\n\n{fence}diff\n{block}\n{fence}\n\n</details>\n"
            );
            if missing == 0 && self.has_room(&folded) {
                self.write(&folded);
            } else {
                missing += 1;
            }
        }
        if missing > 0 {
            let addresses = count(missing, "address");
            self.write(&format!(
                "\nThe details of {addresses} do not fit here: run `groundline drift`.\n"
            ));
        }
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
        insta::assert_snapshot!(drift(&sample::in_sync()), @r#"
        ### Drift: in sync

        `organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"`
        "#);
        insta::assert_snapshot!(drift(&sample::unread_only()), @r#"
        ### Drift: no differences found, 1 thing could not be read

        `organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"`

        #### Could not be read

        | What | Why |
        |---|---|
        | `policies of type TAG_POLICY` | `` access denied: `organizations:ListPolicies` is not allowed for `arn:aws:iam::111111111111:role/Ci` `` |
        "#);
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
                None if line.starts_with("<details><summary><code>") => {
                    // Inside an HTML block Markdown is not read, up to the next empty line.
                    assert!(
                        line.ends_with("</code></summary>") && line.matches('<').count() == 5,
                        "{line}"
                    );
                }
                None => ours.push_str(&without_spans(line)),
            }
        }
        assert!(fence.is_none());
        assert!(
            !ours.contains("](") && !ours.contains("<script") && !ours.contains('@'),
            "{ours}"
        );
        assert_eq!(text.matches("\n</details>").count(), 2);
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
            plan.unread.extend(sample::hostile().unread);
            plan.foreign.extend(sample::hostile().foreign);
        }
        let text = drift(&plan);
        assert!(text.chars().count() < 65_536, "{}", text.chars().count());
        assert!(
            text.contains("4900 more rows not shown here") && text.contains("do not fit here"),
            "{text}"
        );
    }
}
