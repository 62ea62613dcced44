//! Drift as one HTML file that needs nothing else: no script, no font, no image, no link.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use crate::engine::plan::Plan;

use super::detail::{Line, Mark, Voice};
use super::difference::{Difference, Entry, about, beside, differences, filtered, headline};
use super::{impact, safe};

const TEMPLATE: &str = include_str!("drift.html");

#[derive(Serialize)]
struct Page {
    about: String,
    headline: String,
    in_sync: bool,
    filtered: bool,
    differences: Vec<Card>,
    urgent: Vec<Section>,
    other: Vec<Section>,
    version: &'static str,
}

#[derive(Serialize)]
struct Card {
    anchor: usize,
    address: String,
    entries: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    kind: &'static str,
    headline: String,
    lines: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    class: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    class: &'static str,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// The drift as an HTML document. The template escapes everything; texts are made harmless for copying before that.
#[must_use]
pub fn drift(plan: &Plan) -> String {
    let headline = headline(plan);
    let page = Page {
        about: about(plan),
        in_sync: headline == "in sync",
        headline,
        filtered: filtered(plan),
        differences: differences(plan).iter().enumerate().map(card).collect(),
        urgent: urgent(plan),
        other: other(plan),
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .render_str(TEMPLATE, Serde(&page))
        // The template is ours and tested; an error in it must not look like a clean page.
        .unwrap_or_else(|error| {
            format!(
                "<p>this page could not be made: {}</p>\n",
                safe::html(&error.to_string())
            )
        })
}

fn card((number, difference): (usize, &Difference<'_>)) -> Card {
    Card {
        anchor: number + 1,
        address: safe::text(&difference.address.to_string()).into_owned(),
        entries: difference.entries.iter().map(item).collect(),
    }
}

fn item(entry: &Entry<'_>) -> Item {
    let kind = match entry {
        Entry::Change(change, _) => match change.action.sigil() {
            '+' => "made",
            '>' => "moved",
            '-' => "gone",
            _ => "changed",
        },
        Entry::Refused(_) => "refused",
        Entry::LeftOut(_) => "left-out",
    };
    Item {
        kind,
        headline: entry.headline(Voice::Drift),
        lines: entry.lines(Voice::Drift).iter().map(row).collect(),
    }
}

fn row(line: &Line) -> Row {
    let class = match line.mark {
        Mark::Plain => "plain",
        Mark::Made => "made",
        Mark::Gone => "gone",
        Mark::Changed => "changed",
        Mark::Place => "place",
        Mark::Risk => "risk",
        Mark::Help => "help",
    };
    Row {
        class,
        text: format!("{}{}", "  ".repeat(line.indent), line.text),
    }
}

/// What keeps the page from being the whole truth; it stands above the details.
fn urgent(plan: &Plan) -> Vec<Section> {
    let unread = plan
        .unread
        .iter()
        .map(|unread| vec![unread.what.clone(), unread.why.clone()]);
    let warnings = plan.warnings.iter();
    let warnings = warnings.map(|w| vec![w.address.to_string(), beside(&w.why, &w.help)]);
    let pending = plan
        .pending
        .iter()
        .map(|p| vec![p.what.clone(), p.since.clone(), p.until.clone()]);
    filled([
        section("Warnings", "alarm", &["Address", "What"], warnings),
        section("Could not be read", "alarm", &["What", "Why"], unread),
        section(
            "Still in progress at AWS",
            "wait",
            &["What", "Since", "Counts as failed from"],
            pending,
        ),
    ])
}

fn other(plan: &Plan) -> Vec<Section> {
    let known = plan.left_out.iter().filter(|left| !left.drift);
    let known = known.map(|left| vec![left.address.to_string(), left.why.clone()]);
    let impact = plan.impact.iter();
    let impact = impact.map(|group| vec![impact::accounts(group), impact::lines(group).join("; ")]);
    let foreign = plan.foreign.iter();
    let foreign = foreign.map(|f| vec![f.kind.clone(), f.id.clone(), f.name.clone(), f.owner.clone()]);
    filled([
        section(
            "What applying would do to accounts",
            "note",
            &["Accounts", "What"],
            impact,
        ),
        section("Worth knowing", "note", &["Address", "What"], known),
        section(
            "Not ours (listed, never changed)",
            "note",
            &["Kind", "Id", "Name", "Owner"],
            foreign,
        ),
    ])
}

fn filled<const N: usize>(sections: [Section; N]) -> Vec<Section> {
    sections
        .into_iter()
        .filter(|section| !section.rows.is_empty())
        .collect()
}

fn section(
    title: &'static str,
    class: &'static str,
    heads: &[&'static str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Section {
    let safe = |row: Vec<String>| row.into_iter().map(|cell| safe::text(&cell).into_owned()).collect();
    Section {
        title,
        class,
        heads: heads.to_vec(),
        rows: rows.map(safe).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::sample;

    #[test]
    fn rich_drift() {
        insta::assert_snapshot!(drift(&sample::rich()));
    }

    #[test]
    fn in_sync_says_so_and_unread_does_not() {
        assert!(drift(&sample::in_sync()).contains("in sync"));
        let unread = drift(&sample::unread_only());
        assert!(
            !unread.contains("in sync") && unread.contains("1 thing could not be read"),
            "{unread}"
        );
    }

    #[test]
    fn hostile_names_are_text_and_nothing_is_fetched() {
        let text = drift(&sample::hostile());
        sample::assert_harmless(&text);
        assert!(!text.contains("<script") && text.contains("&lt;script&gt;"), "{text}");
        for fetch in ["src=", "href=\"http", "url(", "@import", "<link"] {
            assert!(!text.contains(fetch), "{fetch}");
        }
    }
}
