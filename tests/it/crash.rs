//! An apply may be cut anywhere: whatever stands then, a run with nothing in memory makes it right, and makes nothing twice.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::engine::risk::Allowance;
use groundline::sandbox::{Call, Sandbox, Seed, State};

use crate::simulated::{allow, apply, left, on_all_cores, plan, setup, twice, unfinished, virtually};
use crate::support::{repository, valid};

/// What stands after one call of an apply.
type Cut = (Call, State);

/// The Organization before, with one thing of each kind that lost its ownership tag. Made once for all tests.
pub fn before() -> State {
    static BEFORE: LazyLock<State> = LazyLock::new(made_before);
    BEFORE.clone()
}

fn made_before() -> State {
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
    static AFTER: LazyLock<Baseline> = LazyLock::new(|| valid(&repository("tests/fixtures/crash/after/baseline.toml")));
    AFTER.clone()
}

/// The risks that the whole change needs.
pub fn needed() -> Vec<Allowance> {
    allow(&[
        "replace-unit",
        "change-delegated-admin",
        "disable-trusted-access",
        "large-change",
        "allow-list",
    ])
}

/// How many accounts, units and policies there are.
pub fn size(state: &State) -> (usize, usize, usize) {
    let organization = state.organization.as_ref().unwrap();
    (
        organization.accounts.len(),
        organization.units.len(),
        organization.policies.len(),
    )
}

/// Applies once, and keeps what stands after the chosen calls, and in the end.
fn cut_after(
    start: State,
    baseline: &Baseline,
    allow: &[Allowance],
    chosen: impl Fn(u64) -> bool + Send + 'static,
) -> (Vec<Cut>, State) {
    let cuts: Arc<Mutex<Vec<Cut>>> = Arc::default();
    let keep = Arc::clone(&cuts);
    let end = virtually(async {
        let sandbox = Sandbox::from_state(start);
        sandbox.observe(Box::new(move |call, state| {
            if chosen(call.number) {
                keep.lock().unwrap().push((call.clone(), state.clone()));
            }
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

/// Goes on from every cut, and fails with what went wrong.
fn every_cut_heals(cuts: &[Cut], end: &State, baseline: &Baseline, allow: &[Allowance]) {
    on_all_cores(cuts, |(call, state)| {
        let wrong = go_on(state.clone(), end, baseline, allow);
        let after = format!("after call {} ({})", call.number, call.operation);
        wrong.into_iter().map(|wrong| format!("{after}: {wrong}")).collect()
    });
}

#[test]
fn an_apply_of_one_of_each_kind_can_be_cut_after_every_call() {
    let (baseline, allow) = (after(), needed());
    let (cuts, end) = cut_after(before(), &baseline, &allow, |_| true);
    let writes = cuts.iter().filter(|(call, _)| call.write).count();
    println!(
        "crash: {} calls, {writes} of them writes, each with a run from there",
        cuts.len()
    );
    assert!(writes >= 60, "only {writes} writes");
    every_cut_heals(&cuts, &end, &baseline, &allow);
}

/// So many cuts of the large example are gone on from.
const CHOSEN: usize = 60;

/// A number that looks random and is not (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn an_apply_of_acme_can_be_cut() {
    let baseline = valid(&repository("examples/acme/baseline.toml"));
    let seed = Seed::Empty { accounts: Some(100) };
    let fresh = virtually(async { Sandbox::new(&seed, &setup(&baseline)).state() });
    let calls = Arc::new(Mutex::new(0));
    let count = Arc::clone(&calls);
    cut_after(fresh.clone(), &baseline, &[], move |number| {
        *count.lock().unwrap() = number;
        false
    });
    let calls = *calls.lock().unwrap();
    let mut numbers: Vec<u64> = (1..=calls).collect();
    numbers.sort_by_key(|number| mixed(*number));
    numbers.truncate(CHOSEN);
    let (cuts, end) = cut_after(fresh, &baseline, &[], move |number| numbers.contains(&number));
    println!(
        "crash: acme takes {calls} calls; {} of them each with a run from there",
        cuts.len()
    );
    assert_eq!(cuts.len(), CHOSEN);
    every_cut_heals(&cuts, &end, &baseline, &[]);
}
