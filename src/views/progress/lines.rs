//! One line for each thing that happened.

use std::collections::BTreeMap;
use std::io::Write;

use crate::engine::event::Event;
use crate::views::plural::count;
use crate::views::safe;

use super::Progress;
use super::every::Every;
use super::words::{ended, title};

/// Seconds between two lines about one change that waits: a log is read later.
const PATIENCE: u64 = 30;

/// Plain lines that stay, for logs. A change is one line when it ends; what takes long says so in between.
#[derive(Debug)]
pub struct Lines<W: Write> {
    out: W,
    every: Every,
    total: usize,
    ended: usize,
    /// By change, when its waiting is told next, in seconds since it began.
    due: BTreeMap<String, u64>,
}

impl<W: Write> Lines<W> {
    /// Lines on `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            every: Every::default(),
            total: 0,
            ended: 0,
            due: BTreeMap::new(),
        }
    }

    fn line(&mut self, text: &str) {
        // A closed stream is no reason to stop an apply.
        let _ = writeln!(self.out, "{text}").and_then(|()| self.out.flush());
    }
}

impl<W: Write> Progress for Lines<W> {
    fn reading(&mut self, calls: u64) {
        if self.every.due(calls) {
            let so_far = if calls == 0 {
                String::new()
            } else {
                format!(" {}", calls_of(calls))
            };
            self.line(&format!("reading the Organization …{so_far}"));
        }
    }

    fn read(&mut self, calls: u64) {
        self.every = Every::default();
        self.line(&format!("read the Organization: {}", calls_of(calls)));
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Started {
                changes,
                accounts_to_create,
            } => {
                self.total = *changes;
                self.ended = 0;
                let accounts = match accounts_to_create {
                    0 => String::new(),
                    some => format!(", {} to make", count(*some, "AWS account")),
                };
                self.line(&format!("applying {}{accounts}", count(*changes, "change")));
            }
            Event::ChangeStarted { .. } => {}
            Event::ChangeWaiting {
                address,
                action,
                why,
                seconds,
            } => {
                let title = title(*action, address);
                let due = self.due.entry(title.clone()).or_insert(PATIENCE);
                if seconds < due {
                    return;
                }
                *due = seconds + PATIENCE;
                self.line(&format!("        waiting  {title}: {} ({seconds} s)", safe::text(why)));
            }
            Event::ChangeEnded { address, action, end } => {
                self.ended += 1;
                let (word, why) = ended(end);
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                let width = self.total.to_string().len();
                let number = format!("{:>width$}/{}", self.ended, self.total);
                self.line(&format!("{number:>7} {word:<8} {}{why}", title(*action, address)));
            }
            Event::Verifying => self.line("reading again to verify"),
        }
    }
}

fn calls_of(calls: u64) -> String {
    count(usize::try_from(calls).unwrap_or(usize::MAX), "call")
}
