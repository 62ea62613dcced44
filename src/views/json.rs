//! The machine format. Its shape is a contract: `format_version` grows when a reader of the old shape would be misled.

use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::address::Address;
use crate::engine::event::{Applied, ChangeEnd, End, Event};
use crate::engine::plan::{FORMAT_VERSION, Pending, Plan};

use super::safe;

#[derive(Serialize)]
struct PlanDocument<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    exit_codes: &'a [u8],
}

#[derive(Serialize)]
struct Planned<'a> {
    event: &'static str,
    plan: &'a Plan,
}

#[derive(Serialize)]
struct Reading {
    event: &'static str,
    calls: u64,
}

#[derive(Serialize)]
struct Finished<'a> {
    event: &'static str,
    format_version: u32,
    changes: &'a [ChangeEnd],
    done: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    accounts_created: usize,
    accounts_pending: usize,
    interrupted: bool,
    still_differs: Vec<StillDiffers<'a>>,
    still_pending: &'a [Pending],
    unverified: &'a [String],
    exit_codes: &'a [u8],
}

#[derive(Serialize)]
struct StillDiffers<'a> {
    address: &'a Address,
    why: &'a str,
}

/// The plan as a document of its own, with every exit code that applies. Pretty, ends with a line break. What calls send is in plan files alone:
/// it says once more what is before and after, and the same difference may be written in many ways.
#[must_use]
pub fn plan(plan: &Plan, exits: &[u8]) -> String {
    let document = PlanDocument {
        plan: &without_requests(plan),
        exit_codes: exits,
    };
    finish(serde_json::to_string_pretty(&document))
}

fn without_requests(plan: &Plan) -> Plan {
    let mut shown = plan.clone();
    for change in &mut shown.changes {
        change.awaits = None;
        for call in &mut change.calls {
            call.request = Value::Null;
        }
    }
    shown
}

/// Any document. Pretty, ends with a line break.
#[must_use]
pub fn document(document: &impl Serialize) -> String {
    finish(serde_json::to_string_pretty(document))
}

/// The plan that is about to be applied, as an event on one line that ends with a line break.
#[must_use]
pub fn planned(plan: &Plan) -> String {
    let plan = &without_requests(plan);
    finish(serde_json::to_string(&Planned { event: "planned", plan }))
}

/// One event of an apply, on one line that ends with a line break.
#[must_use]
pub fn event(event: &Event) -> String {
    finish(serde_json::to_string(event))
}

/// How many calls reading has made so far, as an event on one line that ends with a line break.
#[must_use]
pub fn reading(calls: u64) -> String {
    finish(serde_json::to_string(&Reading {
        event: "reading",
        calls,
    }))
}

/// The result of an apply, on one line that ends with a line break: the last event, `finished`.
#[must_use]
pub fn applied(applied: &Applied, exits: &[u8]) -> String {
    let Applied {
        ends,
        interrupted,
        still_differs,
        still_pending,
        unverified,
    } = applied;
    let still_differs = still_differs.iter().map(|(address, why)| StillDiffers { address, why });
    finish(serde_json::to_string(&Finished {
        event: "finished",
        format_version: FORMAT_VERSION,
        changes: ends,
        done: applied.count(|end| matches!(end, End::Done { .. })),
        failed: applied.count(|end| matches!(end, End::Failed { .. })),
        skipped: applied.count(|end| matches!(end, End::Skipped { .. })),
        pending: applied.count(|end| matches!(end, End::Pending { .. })),
        accounts_created: applied.accounts_created(),
        accounts_pending: applied.accounts_pending(),
        interrupted: *interrupted,
        still_differs: still_differs.collect(),
        still_pending,
        unverified,
        exit_codes: exits,
    }))
}

/// Ends a document. Writing to a string fails only for maps whose keys are no strings, and there are none.
pub(super) fn finish(written: serde_json::Result<String>) -> String {
    let text = written.unwrap_or_else(|error| json!({ "error": error.to_string() }).to_string());
    format!("{}\n", safe::json(&text))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::views::sample;

    #[test]
    fn plan_document() {
        insta::assert_snapshot!(plan(&sample::rich(), &[4, 3, 2, 5]));
    }

    #[test]
    fn plan_document_reads_back_as_the_plan() {
        for original in [sample::rich(), sample::hostile()] {
            let text = plan(&original, &[0]);
            assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), original);
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["exit_codes"], json!([0]));
        }
    }

    #[test]
    fn hostile_names_cannot_steer_a_terminal() {
        sample::assert_harmless(&plan(&sample::hostile(), &[2]));
        sample::assert_harmless(&applied(&sample::hostile_applied(), &[3]));
    }

    #[test]
    fn events_and_result_are_one_line_each() {
        let mut lines = reading(120);
        for happened in sample::events() {
            lines.push_str(&event(&happened));
        }
        lines.push_str(&applied(&sample::applied(), &[3, 5]));
        for line in lines.lines() {
            assert!(serde_json::from_str::<Value>(line).unwrap()["event"].is_string());
        }
        insta::assert_snapshot!(lines);
    }
}
