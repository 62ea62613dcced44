//! An apply may be cut anywhere: whatever stands then, a run with nothing in memory makes it right, and makes nothing twice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::engine::risk::Allowance;
use groundline::sandbox::{Call, Sandbox, Seed, State};

use crate::simulated::{allow, apply, left, plan, setup, twice, unfinished, virtually};
use crate::support::{repository, valid};

/// What stands after one call of an apply.
type Cut = (Call, State);

/// The Organization before, with one thing of each kind that lost its ownership tag.
pub fn before() -> State {
    let baseline = valid(&repository("tests/fixtures/crash/before/baseline.toml"));
    let seed = Seed::Empty { accounts: Some(30) };
    let mut state = virtually(async {
        let sandbox = Sandbox::new(&seed, &setup(&baseline));
        let (first, applied) = apply(&sandbox, &baseline, &[]).await.unwrap();
        assert_eq!(first.refused, []);
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        // The bulk read of tags is late by some seconds.
        sandbox.advance(Duration::from_secs(60));
        sandbox.state()
    });
    let organization = state.organization.as_mut().unwrap();
    let lost = ["crash/unit/found", "crash/account/found", "crash/scp/by-hand"];
    let all = organization.tags.len();
    organization.tags.retain(|_, tagged| {
        tagged
            .tags
            .get("groundline")
            .is_none_or(|owner| !lost.contains(&owner.as_str()))
    });
    assert_eq!(organization.tags.len() + lost.len(), all);
    state
}

/// The baseline with one of each kind of change.
pub fn after() -> Baseline {
    valid(&repository("tests/fixtures/crash/after/baseline.toml"))
}

/// The risks that the whole change needs.
pub fn needed() -> Vec<Allowance> {
    allow(&[
        "replace-unit",
        "change-delegated-admin",
        "disable-trusted-access",
        "large-change",
    ])
}

/// How many accounts, units and policies there are.
fn size(state: &State) -> (usize, usize, usize) {
    let organization = state.organization.as_ref().unwrap();
    (
        organization.accounts.len(),
        organization.units.len(),
        organization.policies.len(),
    )
}

/// Applies once, and keeps what stands after every call, and in the end.
fn cut_everywhere(start: State, baseline: &Baseline, allow: &[Allowance]) -> (Vec<Cut>, State) {
    let cuts: Arc<Mutex<Vec<Cut>>> = Arc::default();
    let keep = Arc::clone(&cuts);
    let end = virtually(async {
        let sandbox = Sandbox::from_state(start);
        sandbox.observe(Box::new(move |call, state| {
            keep.lock().unwrap().push((call.clone(), state.clone()))
        }));
        let (plan, applied) = apply(&sandbox, baseline, allow).await.unwrap();
        assert_eq!(plan.refused, []);
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        sandbox.state()
    });
    assert_eq!(twice(&end), Vec::<String>::new());
    let cuts = std::mem::take(&mut *cuts.lock().unwrap());
    (cuts, end)
}

/// Goes on from one cut with nothing in memory; says what is not right then.
fn go_on(start: State, end: &State, baseline: &Baseline, allow: &[Allowance]) -> Vec<String> {
    virtually(async {
        let sandbox = Sandbox::from_state(start);
        let mut wrong = Vec::new();
        match apply(&sandbox, baseline, allow).await {
            Ok((plan, applied)) => {
                wrong.extend(
                    plan.refused
                        .iter()
                        .map(|refusal| format!("refused {}: {}", refusal.address, refusal.why)),
                );
                wrong.extend(unfinished(&applied));
            }
            Err(error) => wrong.push(error.message),
        }
        match plan(&sandbox, baseline, &[]).await {
            Ok(plan) => wrong.extend(left(&plan).into_iter().map(|left| format!("then still: {left}"))),
            Err(error) => wrong.push(error.message),
        }
        let stands = sandbox.state();
        wrong.extend(twice(&stands).into_iter().map(|twice| format!("twice: {twice}")));
        if size(&stands) != size(end) {
            wrong.push(format!(
                "{:?} accounts, units and policies, and {:?} without a cut",
                size(&stands),
                size(end)
            ));
        }
        wrong
    })
}

/// Goes on from every cut, on all cores, and fails with what went wrong.
fn every_cut_heals(cuts: &[Cut], end: &State, baseline: &Baseline, allow: &[Allowance]) {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<(u64, String)>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((call, state)) = cuts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = go_on(state.clone(), end, baseline, allow);
                    if !wrong.is_empty() {
                        let text = format!(
                            "after call {} ({}):\n    {}",
                            call.number,
                            call.operation,
                            wrong.join("\n    ")
                        );
                        failed.lock().unwrap().push((call.number, text));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let texts: Vec<&str> = failed.iter().take(10).map(|(_, text)| text.as_str()).collect();
    assert!(
        failed.is_empty(),
        "{} of {} cuts do not heal:\n{}",
        failed.len(),
        cuts.len(),
        texts.join("\n")
    );
}

#[test]
fn an_apply_of_one_of_each_kind_can_be_cut_after_every_call() {
    let (baseline, allow) = (after(), needed());
    let (cuts, end) = cut_everywhere(before(), &baseline, &allow);
    let writes = cuts.iter().filter(|(call, _)| call.write).count();
    println!(
        "crash: {} calls, {writes} of them writes, each with a run from there",
        cuts.len()
    );
    assert!(writes >= 60, "only {writes} writes");
    every_cut_heals(&cuts, &end, &baseline, &allow);
}
