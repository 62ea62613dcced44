//! What this process has used so far, as Linux counts it.

use std::fs;

/// Ticks of the processor's time in a second: Linux has shown 100 to programs on every architecture for decades.
const TICKS: f64 = 100.0;

/// Used so far.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Seconds of processor time, all threads, in user and system mode.
    pub cpu: f64,
    /// The most memory that was ever resident, in bytes.
    pub peak: u64,
}

impl Usage {
    pub fn now() -> Self {
        let stat = fs::read_to_string("/proc/self/stat").unwrap();
        // The program's name is in brackets and may hold spaces; the times are the 14th and 15th field.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap();
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        Self {
            cpu: (ticks(11) + ticks(12)) / TICKS,
            peak: kilobytes * 1_024,
        }
    }
}

/// Lets the peak start again from what is resident now, where the kernel allows it.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
