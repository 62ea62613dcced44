//! How often reading is reported.

/// Calls between two reports of reading, where each report is a line that stays.
const STEP: u64 = 100;

/// Lets one report of reading through for every [`STEP`] calls, the first one included.
#[derive(Debug, Default)]
pub struct Every {
    next: u64,
}

impl Every {
    /// Whether this many calls are worth a report.
    pub fn due(&mut self, calls: u64) -> bool {
        let due = calls >= self.next;
        if due {
            self.next = (calls / STEP + 1) * STEP;
        }
        due
    }
}
