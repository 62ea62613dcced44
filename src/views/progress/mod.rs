//! What is going on, while it goes on: bars on a terminal, plain lines in a log, JSON for programs.

mod bars;
mod json_lines;
mod lines;

pub use bars::Bars;
pub use json_lines::JsonLines;
pub use lines::Lines;

use crate::engine::address::Address;
use crate::engine::change::Action;
use crate::engine::event::{End, Event};

use super::safe;

/// Calls between two reports of reading, where each report is a line that stays.
const STEP: u64 = 100;

/// Something that shows progress. Showing it never fails: who closed the stream does not want to see it.
pub trait Progress {
    /// Reading goes on and has made `calls` calls so far. Call it as often as you like, first with 0.
    fn reading(&mut self, calls: u64);
    /// Reading is over and took `calls` calls.
    fn read(&mut self, calls: u64);
    /// Something happened during an apply.
    fn event(&mut self, event: &Event);
}

/// Shows nothing: `--quiet`.
#[derive(Debug, Default, Clone, Copy)]
pub struct Quiet;

impl Progress for Quiet {
    fn reading(&mut self, _calls: u64) {}
    fn read(&mut self, _calls: u64) {}
    fn event(&mut self, _event: &Event) {}
}

/// Lets one report of reading through for every [`STEP`] calls, the first one included.
#[derive(Debug, Default)]
struct Every {
    next: u64,
}

impl Every {
    fn due(&mut self, calls: u64) -> bool {
        let due = calls >= self.next;
        if due {
            self.next = (calls / STEP + 1) * STEP;
        }
        due
    }
}

fn title(action: Action, address: &Address) -> String {
    safe::text(&format!("{action} {address}")).into_owned()
}

/// How a change ended: a word, and what there is to say.
fn ended(end: &End) -> (&'static str, Option<String>) {
    let (word, why) = match end {
        End::Done { note, .. } => ("done", note.as_deref()),
        End::Pending { what, .. } => ("pending", Some(what.as_str())),
        End::Failed { message, .. } => ("failed", Some(message.as_str())),
        End::Skipped { why } => ("skipped", Some(why.as_str())),
    };
    (word, why.map(|why| safe::text(why).into_owned()))
}

#[cfg(test)]
mod tests;
