//! How quick the guardrails are: `cargo bench --bench guardrails`. One core, printed by topic.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench stops where it cannot go on"
)]

#[path = "guardrails/effects.rs"]
mod effects;
#[path = "guardrails/evaluation.rs"]
mod evaluation;
#[path = "guardrails/lint.rs"]
mod lint;
#[path = "guardrails/policies.rs"]
mod policies;
#[expect(dead_code, reason = "memory is measured by the other bench")]
mod process;

use std::io::Write as _;

use process::Usage;

fn main() {
    lint::measure();
    evaluation::measure();
    effects::measure();
}

/// Runs `work` and prints the processor time that it took, against the limit that the project sets itself.
fn timed(what: &str, limit: f64, work: impl FnOnce()) {
    let before = Usage::now().cpu;
    work();
    let took = Usage::now().cpu - before;
    let verdict = if took <= limit { "ok" } else { "TOO SLOW" };
    say(&format!("{what}: {took:.2} s (limit {limit} s) {verdict}"));
}

fn say(line: &str) {
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}
