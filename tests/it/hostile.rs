//! Somebody changes the Organization by other ways between the reading and the change: nothing of theirs is overwritten, what is left alone is named, and the
//! rest is done.

use groundline::engine::event::{Applied, ChangeEnd, End};
use groundline::engine::plan::Plan;
use groundline::sandbox::{Organization, Sandbox, State};

use crate::crash::{after, before, needed};
use crate::hand::shape;
use crate::meddlings::{Act, Meddling, meddlings};
use crate::simulated::{Run, on_all_cores, virtually};

fn title(change: &ChangeEnd) -> String {
    format!("{} {}", change.action, change.address)
}

/// Whether a change is skipped because this was found.
fn is_found(end: &End, found: &str) -> bool {
    matches!(end, End::Skipped { why } if why.contains("somebody else has changed it") && why.contains(found))
}

/// What is not as it should be after an apply beside which somebody meddled.
fn wrong(meddling: &Meddling, act: &Act, plan: &Plan, applied: &Applied, end: &Organization) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut missing: Vec<&str> = meddling
        .skipped
        .iter()
        .map(|(title, _)| *title)
        .chain(meddling.done.iter().copied())
        .collect();
    // A change of a name and one of a text may have one title: it is one of them.
    let found_at = |title: &str, found: &str| {
        let mut ends = applied.ends.iter().filter(|change| self::title(change) == title);
        ends.any(|change| is_found(&change.end, found))
    };
    for change in &applied.ends {
        let title = title(change);
        let skips = meddling
            .skipped
            .iter()
            .find(|(skipped, found)| *skipped == title && (!found_at(&title, found) || is_found(&change.end, found)));
        let is_done = meddling.done.contains(&title.as_str());
        missing.retain(|missing| *missing != title);
        let as_wanted = match &change.end {
            end @ End::Skipped { .. } if skips.is_some() => skips.is_some_and(|(_, found)| is_found(end, found)),
            // What is found to be changed too, and what depends on it.
            End::Skipped { why } => {
                why.ends_with(" was skipped")
                    || (!meddling.skipped.is_empty() && why.contains("somebody else has changed it"))
            }
            End::Done { note, .. } if is_done => note.as_ref().is_some_and(|note| note.contains("nothing was written")),
            End::Done { .. } => skips.is_none(),
            End::Failed { .. } | End::Pending { .. } => false,
        };
        if !as_wanted || (is_done && !matches!(change.end, End::Done { .. })) {
            wrong.push(format!("{title}: {:?}", change.end));
        }
    }
    wrong.extend(missing.iter().map(|missing| format!("{missing} is not in the plan")));
    if applied.ends.len() != plan.changes.len() {
        wrong.push("not every change has an end".to_owned());
    }
    let (mut again, before) = (end.clone(), shape(end));
    act(&mut again);
    let again = shape(&again);
    wrong.extend(before.difference(&again).map(|lost| format!("overwritten: {lost}")));
    wrong.extend(applied.unverified.iter().map(|why| format!("unverified: {why}")));
    // What somebody else changed differs from the baseline, and so may what it is tied to.
    let differs = applied.still_differs.iter().filter(|_| meddling.skipped.is_empty());
    wrong.extend(differs.map(|(address, why)| format!("still differs {address}: {why}")));
    wrong
}

#[test]
fn what_somebody_else_changed_is_left_as_they_left_it() {
    let (start, baseline, allow) = (before(), after(), needed());
    on_all_cores(&meddlings(), |meddling| {
        let (wrong, writes) = virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            let run = Run::new(&sandbox, &allow).await;
            let (world, plan) = run.plan(&baseline).await.unwrap();
            let act = (meddling.by_hand)(sandbox.state().organization.as_ref().unwrap());
            sandbox.change(|state: &mut State| act(state.organization.as_mut().unwrap()));
            let applied = run.apply(&world, &plan).await;
            let end = sandbox.state().organization.unwrap();
            let planned: u64 = plan.effort.calls;
            let writes: u64 = {
                let ledger = run.door.ledger();
                let lines = ledger
                    .calls
                    .iter()
                    .filter(|line| line.access == groundline::facts::op::Access::Write);
                lines.map(|line| line.count).sum()
            };
            (wrong(meddling, &act, &plan, &applied, &end), (writes, planned))
        });
        let mut wrong: Vec<String> = wrong
            .into_iter()
            .map(|wrong| format!("{}: {wrong}", meddling.what))
            .collect();
        if writes.0 >= writes.1 {
            wrong.push(format!("{}: {} writes of {}", meddling.what, writes.0, writes.1));
        }
        wrong
    });
}
