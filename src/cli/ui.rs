//! How a command talks: data on stdout, everything else on stderr.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use clap::ValueEnum;

use super::globals::Globals;
use super::host::{Host, Stream};
use super::stop::Stop;
use crate::aws::without_secrets;
use crate::engine::event::Event;
use crate::exit::Exit;
use crate::views::progress::{Bars, Lines, Progress, Quiet};
use crate::views::{Style, safe};

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On terminals, unless `NO_COLOR` is set; everywhere if `CLICOLOR_FORCE` is
    #[default]
    Auto,
    /// Also in files and pipes
    Always,
    /// Nowhere
    Never,
}

impl Color {
    /// Whether a stream gets colours.
    pub(super) fn applies(self, environment: &BTreeMap<String, String>, is_terminal: bool) -> bool {
        let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        let is = |name: &str, value: &str| environment.get(name).is_some_and(|have| have == value);
        match self {
            Self::Always => true,
            Self::Never => false,
            // no-color.org: set and not empty. bixense.com/clicolors: `CLICOLOR_FORCE` set and not `0`.
            Self::Auto if set("NO_COLOR") => false,
            Self::Auto if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
            Self::Auto => is_terminal && !is("TERM", "dumb"),
        }
    }
}

/// The streams of a run, and how to write to them.
pub(super) struct Ui {
    pub(super) stdout: Stream,
    pub(super) stderr: Stream,
    stdout_color: bool,
    stderr_color: bool,
    stderr_is_terminal: bool,
    quiet: bool,
    verbose: bool,
}

impl Ui {
    pub(super) fn new(globals: &Globals, host: &Host) -> Self {
        let color = |is_terminal| globals.color.applies(&host.environment, is_terminal);
        Self {
            stdout: host.stdout.clone(),
            stderr: host.stderr.clone(),
            stdout_color: color(host.stdout_is_terminal),
            stderr_color: color(host.stderr_is_terminal),
            stderr_is_terminal: host.stderr_is_terminal,
            quiet: globals.quiet,
            verbose: globals.verbose > 0,
        }
    }

    /// Colours for what goes to stdout.
    pub(super) fn style(&self) -> Style {
        if self.stdout_color {
            Style::colored()
        } else {
            Style::plain()
        }
    }

    pub(super) fn stderr_color(&self) -> bool {
        self.stderr_color
    }

    /// Writes data, which is of any format: no line of it is a command of a CI runner.
    pub(super) fn data(&self, text: &str) {
        write(&self.stdout, &safe::starts(text));
    }

    /// Tells the person something they can do without; not with `--quiet`.
    pub(super) fn say(&self, text: impl Display) {
        if !self.quiet {
            self.notify(safe::each_line(&text.to_string()));
        }
    }

    /// The same in words of ours alone, with what to type: nothing in it is a secret, whatever it is called.
    pub(super) fn hint(&self, text: &str) {
        if !self.quiet {
            write(&self.stderr, &safe::each_line(&format!("{text}\n")));
        }
    }

    /// Tells the person something they need to know.
    pub(super) fn notify(&self, text: impl Display) {
        let text = format!("{text}\n");
        write(&self.stderr, &safe::lines(&without_secrets(&text)));
    }

    /// Writes on without a line break: a question.
    pub(super) fn ask(&self, text: &str) {
        write(&self.stderr, &safe::lines(&without_secrets(text)));
    }

    /// Tells why a command ends early, and gives its exit code.
    pub(super) fn stop(&self, stop: &Stop) -> Exit {
        if !stop.message.is_empty() {
            let word = self.painted(AnsiColor::Red, "error");
            self.notify(format!("{word}: {}", safe::text(&stop.message)));
            for detail in &stop.details {
                self.notify(format!("  {}", safe::text(detail)));
            }
            if let Some(help) = &stop.help {
                let word = self.painted(AnsiColor::Cyan, "help");
                self.notify(format!("{word}: {}", safe::text(help)));
            }
        }
        stop.exit
    }

    /// Progress for people, on stderr.
    pub(super) fn progress(&self) -> RefCell<Box<dyn Progress>> {
        RefCell::new(if self.quiet {
            Box::new(Quiet)
        } else if self.stderr_is_terminal && !self.verbose {
            Box::new(Bars::new())
        } else {
            // With `-v`, lines of the log and a bar would write over each other.
            Box::new(Lines::new(self.stderr.clone()))
        })
    }

    /// Progress as lines between the data, on stdout; what waits is left out, since nobody waits for simulated time.
    pub(super) fn story(&self) -> RefCell<Box<dyn Progress>> {
        RefCell::new(if self.quiet {
            Box::new(Quiet)
        } else {
            Box::new(WithoutWaits(Lines::new(self.stdout.clone())))
        })
    }

    fn painted(&self, color: AnsiColor, word: &str) -> String {
        let style = if self.stderr_color {
            Ansi::new().fg_color(Some(color.into())).bold()
        } else {
            Ansi::new()
        };
        format!("{style}{word}{style:#}")
    }
}

/// Lines without those about waiting.
struct WithoutWaits(Lines<Stream>);

impl Progress for WithoutWaits {
    fn reading(&mut self, calls: u64) {
        self.0.reading(calls);
    }

    fn read(&mut self, calls: u64) {
        self.0.read(calls);
    }

    fn event(&mut self, event: &Event) {
        if !matches!(event, Event::ChangeWaiting { .. }) {
            self.0.event(event);
        }
    }
}

fn write(stream: &Stream, text: &str) {
    let mut stream = stream.clone();
    // A stream keeps its own failure, which is looked at when the run ends.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applies(color: Color, set: &[(&str, &str)], is_terminal: bool) -> bool {
        let environment = set.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        color.applies(&environment, is_terminal)
    }

    #[test]
    fn colors_follow_the_terminal_and_the_environment() {
        assert!(applies(Color::Auto, &[], true));
        assert!(!applies(Color::Auto, &[], false));
        assert!(!applies(Color::Auto, &[("NO_COLOR", "1")], true));
        assert!(applies(Color::Auto, &[("NO_COLOR", "")], true));
        assert!(!applies(Color::Auto, &[("TERM", "dumb")], true));
        assert!(applies(Color::Auto, &[("CLICOLOR_FORCE", "1")], false));
        assert!(!applies(Color::Auto, &[("CLICOLOR_FORCE", "0")], false));
        assert!(!applies(
            Color::Auto,
            &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
            true
        ));
    }

    #[test]
    fn what_is_typed_wins_over_the_environment() {
        assert!(applies(Color::Always, &[("NO_COLOR", "1")], false));
        assert!(!applies(Color::Never, &[("CLICOLOR_FORCE", "1")], true));
    }
}
