//! Lines that are put under each other.

use crate::views::Style;
use crate::views::detail::Line;

/// Columns to the left of the details of a change.
const DETAIL: usize = 6;

/// A text that grows.
pub(super) struct Page<'a> {
    pub style: &'a Style,
    out: String,
}

impl<'a> Page<'a> {
    pub fn new(style: &'a Style) -> Self {
        Self {
            style,
            out: String::new(),
        }
    }

    pub fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref().trim_end());
        self.out.push('\n');
    }

    /// An empty line, if something stands above it.
    pub fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    pub fn details(&mut self, lines: &[Line]) {
        for Line { mark, indent, text } in lines {
            let text = self.style.mark(*mark, text);
            self.line(format!("{:left$}{text}", "", left = DETAIL + 2 * indent));
        }
    }

    pub fn into_text(self) -> String {
        self.out
    }
}

/// How wide the column of addresses is: as the longest, within reason.
pub(super) fn column<'a>(addresses: impl Iterator<Item = &'a String>) -> usize {
    addresses
        .map(|address| address.chars().count())
        .max()
        .unwrap_or(0)
        .min(44)
}
