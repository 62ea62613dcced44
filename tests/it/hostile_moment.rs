//! Somebody takes an object at the moment when its change starts.

use std::cell::RefCell;

use groundline::engine::change::Change;
use groundline::engine::event::{End, Event};
use groundline::exit::Exit;
use groundline::sandbox::{Organization, Sandbox, State};

use crate::cli::Desk;
use crate::crash::{after, before, needed};
use crate::hand::{by_hand, organization, put, shape, tag, writes};
use crate::meddlings::{OTHERS, OWNER, THEIRS, meddlings};
use crate::simulated::{Run, on_all_cores, virtually};
use crate::support::repository;

/// Somebody who waits until a change starts, and then gives its object to another baseline.
#[test]
fn what_another_baseline_takes_when_its_change_starts_is_not_changed() {
    let (start, baseline, allow) = (before(), after(), needed());
    let changes = virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let (_, plan) = Run::new(&sandbox, &allow).await.plan(&baseline).await.unwrap();
        plan.changes
    });
    let is_tagged = |change: &&Change| ["units", "accounts", "policies"].contains(&change.area.as_str());
    let late: Vec<&Change> = changes
        .iter()
        .filter(is_tagged)
        .filter(|change| change.id.is_some())
        .collect();
    assert!(late.len() > 25, "{}", late.len());
    on_all_cores(&late, |change| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            let run = Run::new(&sandbox, &allow).await;
            let (world, plan) = run.plan(&baseline).await.unwrap();
            let id = change.id.clone().unwrap();
            let stolen = RefCell::new(None);
            let applied = run.apply_telling(&world, &plan, &|event| {
                let starts = matches!(&event, Event::ChangeStarted { address, action } if *address == change.address && *action == change.action);
                if starts && stolen.borrow().is_none() {
                    let steal = |state: &mut State| {
                        let organization = state.organization.as_mut().unwrap();
                        tag(organization, &id, OWNER, THEIRS);
                        about(organization, &id)
                    };
                    *stolen.borrow_mut() = Some(sandbox.change(steal));
                }
            })
            .await;
            let ended = applied
                .ends
                .iter()
                .find(|end| end.address == change.address && end.action == change.action);
            let mut wrong = Vec::new();
            let is_skipped = |end: &End| matches!(end, End::Skipped { why } if why.contains(OTHERS));
            // Read for another change a moment before, it was still ours.
            let moment = applied
                .ends
                .iter()
                .zip(&plan.changes)
                .filter(|(_, other)| other.id == change.id)
                .count()
                > 1;
            if !is_skipped(&ended.unwrap().end) && !moment {
                wrong.push(format!("{}: {:?}", change.title(), ended.unwrap().end));
            }
            let now = about(sandbox.state().organization.as_ref().unwrap(), &id);
            if !moment && Some(&now) != stolen.borrow().as_ref() {
                wrong.push(format!("{}: overwritten: {now:?}", change.title()));
            }
            wrong
        })
    });
}

/// Between a plan that is kept and its apply: what somebody changed makes it stale, and nothing is written.
#[test]
fn what_somebody_else_changed_makes_a_kept_plan_stale() {
    let start = before();
    let files = copy_of("tests/fixtures/crash/after");
    let allow: Vec<String> = needed().iter().map(|one| format!("--allow {one}")).collect();
    on_all_cores(&meddlings(), |meddling| {
        let desk = Desk::empty();
        std::fs::create_dir_all(desk.path("policies")).unwrap();
        for (name, text) in &files {
            desk.write(name, text);
        }
        put(&desk, &start);
        desk.types(&format!("plan --sandbox --out plan.json {}", allow.join(" ")))
            .expect(Exit::Done);
        let act = (meddling.by_hand)(&organization(&desk));
        by_hand(&desk, |it| act(it));
        let meddled = shape(&organization(&desk));
        let ran = desk.types("apply --sandbox plan.json --calls calls.json");
        let mut wrong = Vec::new();
        // What is done already is no reason.
        let is_seen = !meddling.skipped.is_empty() && meddling.done.is_empty();
        if is_seen && ran.exit != Exit::Refused {
            wrong.push(format!("{}: {:?}\n{}", meddling.what, ran.exit, ran.stderr));
        }
        if ran.exit == Exit::Refused
            && (!writes(&desk, "calls.json").is_empty() || shape(&organization(&desk)) != meddled)
        {
            wrong.push(format!("{}: refused, and something was written", meddling.what));
        }
        wrong
    });
}

/// The files of a folder and of those in it, by their names.
fn copy_of(folder: &str) -> Vec<(String, String)> {
    let folder = repository(folder);
    let mut files = Vec::new();
    for inner in [folder.clone(), folder.join("policies")] {
        for entry in std::fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

/// All that an id says of itself: a policy, a unit or an account, with its tags.
fn about(organization: &Organization, id: &str) -> String {
    let tags = organization.tags.get(id).map(|tagged| &tagged.tags);
    let (unit, account) = (organization.units.get(id), organization.accounts.get(id));
    let policy = organization.policies.get(id);
    format!("{tags:?} {unit:?} {account:?} {policy:?}")
}
