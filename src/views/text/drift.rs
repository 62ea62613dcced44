//! `groundline drift`: what is not as the baseline says.

use crate::engine::plan::Plan;
use crate::views::Style;
use crate::views::detail::Voice;
use crate::views::difference::{about, differences, filtered, headline};
use crate::views::safe;

use super::page::{Page, column};
use super::sections;

/// The drift for a person. Ends with a line break.
#[must_use]
pub fn drift(plan: &Plan, style: &Style) -> String {
    let mut page = Page::new(style);
    page.line(page.style.strong(about(plan)));
    let words = headline(plan);
    let part = if filtered(plan) {
        " (only the part that was asked for)"
    } else {
        ""
    };
    let words = if words == "in sync" {
        page.style.good(words)
    } else {
        page.style.strong(words)
    };
    page.line(format!("drift: {words}{part}"));
    let found = differences(plan);
    let addresses: Vec<_> = found
        .iter()
        .map(|d| safe::text(&d.address.to_string()).into_owned())
        .collect();
    let width = column(addresses.iter());
    if !found.is_empty() {
        page.gap();
    }
    for (difference, address) in found.iter().zip(&addresses) {
        for (number, entry) in difference.entries.iter().enumerate() {
            let address = if number == 0 { address.as_str() } else { "" };
            let address = page.style.strong(format!("{address:width$}"));
            page.line(format!("  {address}  {}", entry.headline(Voice::Drift)));
            page.details(&entry.lines(Voice::Drift));
        }
    }
    sections::warnings(&mut page, &plan.warnings);
    sections::unread(&mut page, &plan.unread, Voice::Drift);
    sections::pending(&mut page, &plan.pending);
    let heading = "worth knowing";
    sections::left_out(&mut page, heading, plan.left_out.iter().filter(|left| !left.drift));
    sections::foreign(&mut page, plan);
    page.into_text()
}
