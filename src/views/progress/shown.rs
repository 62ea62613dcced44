//! What shows progress.

use crate::engine::event::Event;

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
