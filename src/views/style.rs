//! What colours mean. A struct that is passed down, so that two outputs of one run can differ.

use std::fmt::Display;

use anstyle::{AnsiColor, Style as Ansi};

use super::detail::Mark;

/// Colours of one output. Every text reads the same without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    made: Ansi,
    changed: Ansi,
    moved: Ansi,
    gone: Ansi,
    alarm: Ansi,
    strong: Ansi,
    faint: Ansi,
}

impl Style {
    /// No colours: for files, pipes and `NO_COLOR`.
    #[must_use]
    pub fn plain() -> Self {
        let none = Ansi::new();
        Self {
            made: none,
            changed: none,
            moved: none,
            gone: none,
            alarm: none,
            strong: none,
            faint: none,
        }
    }

    /// The sixteen colours every terminal has, so that they follow its theme.
    #[must_use]
    pub fn colored() -> Self {
        let ink = |color: AnsiColor| Ansi::new().fg_color(Some(color.into()));
        Self {
            made: ink(AnsiColor::Green),
            changed: ink(AnsiColor::Yellow),
            moved: ink(AnsiColor::Cyan),
            gone: ink(AnsiColor::Red),
            alarm: ink(AnsiColor::Red).bold(),
            strong: Ansi::new().bold(),
            faint: Ansi::new().dimmed(),
        }
    }

    pub(super) fn strong(&self, text: impl Display) -> String {
        paint(self.strong, text)
    }

    pub(super) fn faint(&self, text: impl Display) -> String {
        paint(self.faint, text)
    }

    pub(super) fn alarm(&self, text: impl Display) -> String {
        paint(self.alarm, text)
    }

    pub(super) fn good(&self, text: impl Display) -> String {
        paint(self.made, text)
    }

    pub(super) fn sigil(&self, sigil: char) -> String {
        let style = match sigil {
            '+' => self.made,
            '>' => self.moved,
            '-' => self.gone,
            _ => self.changed,
        };
        paint(style, sigil)
    }

    pub(super) fn mark(&self, mark: Mark, text: impl Display) -> String {
        let style = match mark {
            Mark::Plain => return text.to_string(),
            Mark::Made => self.made,
            Mark::Gone => self.gone,
            Mark::Changed => self.changed,
            Mark::Place | Mark::Help => self.faint,
            Mark::Risk => self.alarm,
        };
        paint(style, text)
    }
}

fn paint(style: Ansi, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_adds_nothing_and_colored_resets() {
        assert_eq!(Style::plain().alarm("x"), "x");
        assert_eq!(Style::colored().good("x"), "\u{1b}[32mx\u{1b}[0m");
    }
}
