//! A bar at the bottom of a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::engine::event::{End, Event};
use crate::views::plural::noun;
use crate::views::safe;

use super::Progress;
use super::words::{ended, title};

const READING: &str = "{spinner} {wide_msg}";
const APPLYING: &str = "{spinner} [{bar:24}] {pos}/{len} {wide_msg}";
/// How often the spinner turns, so that waiting does not look like hanging.
const TURN: Duration = Duration::from_millis(120);

/// A bar on stderr that goes away when it is done; what does not end well stays above it. For terminals only.
#[derive(Debug)]
pub struct Bars {
    bar: ProgressBar,
    running: Vec<String>,
}

impl Default for Bars {
    fn default() -> Self {
        Self::new()
    }
}

impl Bars {
    /// A bar on stderr.
    #[must_use]
    pub fn new() -> Self {
        Self::on(ProgressDrawTarget::stderr())
    }

    pub(super) fn on(target: ProgressDrawTarget) -> Self {
        Self {
            bar: ProgressBar::with_draw_target(Some(0), target),
            running: Vec::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    fn show(&self, template: &str) {
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar.set_style(style.tick_chars("|/-\\ ").progress_chars("=> "));
        self.bar.enable_steady_tick(TURN);
    }

    fn say_running(&self) {
        self.bar.set_message(match self.running.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        });
    }
}

impl Progress for Bars {
    fn reading(&mut self, calls: u64) {
        if calls == 0 {
            self.bar.reset();
            self.show(READING);
        }
        let number = usize::try_from(calls).unwrap_or(usize::MAX);
        self.bar
            .set_message(format!("reading the Organization … {calls} {}", noun(number, "call")));
    }

    fn read(&mut self, _calls: u64) {
        self.bar.finish_and_clear();
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Started { changes, .. } => {
                self.bar.reset();
                self.bar.set_length(u64::try_from(*changes).unwrap_or(u64::MAX));
                self.running.clear();
                self.show(APPLYING);
            }
            Event::ChangeStarted { address, action } => {
                self.running.push(title(*action, address));
                self.say_running();
            }
            Event::ChangeWaiting {
                address,
                action,
                why,
                seconds,
            } => {
                let title = title(*action, address);
                self.bar
                    .set_message(format!("{title}: {} ({seconds} s)", safe::text(why)));
            }
            Event::ChangeEnded { address, action, end } => {
                let title = title(*action, address);
                self.running.retain(|running| *running != title);
                let (word, why) = ended(end);
                if !matches!(end, End::Done { .. }) {
                    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                    self.bar.println(format!("{word:<8} {title}{why}"));
                }
                self.bar.inc(1);
                self.say_running();
            }
            Event::Verifying => self.bar.set_message("reading again to verify"),
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
