//! One JSON object on one line for each thing that happened.

use std::io::Write;

use crate::engine::event::Event;
use crate::views::json;

use super::Progress;
use super::every::Every;

/// JSON lines, for programs.
#[derive(Debug)]
pub struct JsonLines<W: Write> {
    out: W,
    every: Every,
}

impl<W: Write> JsonLines<W> {
    /// Lines on `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            every: Every::default(),
        }
    }

    fn write(&mut self, line: &str) {
        // A closed stream is no reason to stop an apply.
        let _ = self.out.write_all(line.as_bytes()).and_then(|()| self.out.flush());
    }
}

impl<W: Write> Progress for JsonLines<W> {
    fn reading(&mut self, calls: u64) {
        if self.every.due(calls) {
            self.write(&json::reading(calls));
        }
    }

    fn read(&mut self, calls: u64) {
        self.every = Every::default();
        self.write(&json::reading(calls));
    }

    fn event(&mut self, event: &Event) {
        self.write(&json::event(event));
    }
}
