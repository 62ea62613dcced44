//! Applies one baseline, then another, and looks at everything on the way; then again with each write failing in turn.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::event::{Applied, End, Event};
use groundline::engine::order::waits;
use groundline::engine::plan::Plan;
use groundline::engine::risk::Risk;
use groundline::sandbox::{Fault, FaultKind, Organization, Sandbox, Seed, State, When};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::sketch::Sketch;
use super::watch::{Denial, Watch};
use crate::simulated::{Run, allow, left, setup, unfinished, virtually};

/// Everything but a gap.
pub const NO_GAP: &[&str] = &["large-change", "replace-unit", "allow-list"];
/// Everything.
pub const ALL: &[&str] = &["large-change", "replace-unit", "allow-list", "gap"];

/// Writes that fail in turn, each after the ones before it had their effect.
const WRITES: &[&str] = &[
    "AttachPolicy",
    "CreateOrganizationalUnit",
    "CreatePolicy",
    "DetachPolicy",
    "MoveAccount",
    "UpdateOrganizationalUnit",
    "UpdatePolicy",
];
/// So many random cases, the same ones every time. With `GAP_CASES` as many as it says.
pub fn runner(cases: u32) -> TestRunner {
    let said = std::env::var("GAP_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: said.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// What one run came to.
pub struct Ran {
    pub plan: Plan,
    pub applied: Applied,
    pub state: State,
    /// Calls by operation.
    pub calls: BTreeMap<String, u64>,
}

/// One run from a state: a plan, and if nothing is refused an apply.
pub fn run(state: &State, baseline: &Baseline, allowed: &[&str], watch: &Watch, fault: Option<Fault>) -> Ran {
    virtually(async {
        let sandbox = Sandbox::from_state(state.clone());
        // Tags that were just written are seen by then.
        sandbox.advance(Duration::from_secs(60));
        watch.over(&sandbox);
        let is_cut = fault.is_some();
        if let Some(fault) = fault {
            sandbox.add_fault(fault);
        }
        let run = Run::new(&sandbox, &allow(allowed)).await;
        let (world, plan) = run.plan(baseline).await.unwrap();
        let applied = if !plan.refused.is_empty() {
            Applied::default()
        } else if is_cut {
            // Nothing is read again after a failure: the next run tells.
            let options = ApplyOptions {
                wait: Duration::from_secs(3_600),
            };
            let open = Cell::new(plan.changes.len());
            let last = |event| {
                if let Event::ChangeEnded { .. } = event {
                    open.set(open.get() - 1);
                    if open.get() == 0 {
                        run.door.stop();
                    }
                }
            };
            executor::apply(&run.door, &world, &plan, &options, &last).await
        } else {
            run.apply(&world, &plan).await
        };
        let calls = sandbox.calls().into_iter().map(|(name, count)| (name, count.total));
        Ran {
            plan,
            applied,
            calls: calls.collect(),
            state: sandbox.state(),
        }
    })
}

/// A state in which this baseline was applied.
pub fn applied(sketch: &Sketch) -> State {
    let baseline = sketch.baseline();
    let empty: Seed = "empty:accounts=100".parse().unwrap();
    let state = virtually(async { Sandbox::new(&empty, &setup(&baseline)).state() });
    let ran = run(&state, &baseline, ALL, &Watch::default(), None);
    assert_eq!(left_of(&ran), Vec::<String>::new());
    ran.state
}

/// What somebody does by hand.
pub fn by_hand(mut state: State, hand: impl FnOnce(&mut Organization)) -> State {
    hand(state.organization.as_mut().unwrap());
    // What is looked up is made anew.
    virtually(async { Sandbox::from_state(state).state() })
}

/// Refusals and whatever did not end well.
pub fn left_of(ran: &Ran) -> Vec<String> {
    let refused = ran.plan.refused.iter();
    let refused = refused.map(|refusal| format!("refused {}: {} ({})", refusal.address, refusal.why, refusal.help));
    refused.chain(unfinished(&ran.applied)).collect()
}

/// What the plan says will be open: by account id and `Sid`.
pub fn listed(plan: &Plan) -> BTreeSet<Denial> {
    let notes = plan.refused.iter().filter(|refusal| refusal.risk == Some(Risk::Gap));
    let notes = notes.map(|refusal| refusal.why.clone());
    let shown = plan.changes.iter().flat_map(|change| change.risks.iter());
    let shown = shown.filter(|note| note.risk == Risk::Gap).map(|note| note.why.clone());
    let mut listed = BTreeSet::new();
    for why in notes.chain(shown) {
        let (_, list) = why.split_once(": ").unwrap();
        for part in list.split("; ") {
            let (sids, accounts) = part.split_once(" for ").unwrap();
            for account in accounts.split(", ") {
                let (_, id) = account.trim_end_matches(')').rsplit_once('(').unwrap();
                listed.extend(sids.split(", ").map(|sid| (id.to_owned(), sid.to_owned())));
            }
        }
    }
    listed
}

/// Goes from one state to a baseline without a gap, whatever fails on the way.
#[track_caller]
pub fn no_gap(before: &State, after: &Sketch) -> Ran {
    let ran = straight(before, after);
    fail_each(before, &after.baseline(), NO_GAP, &ran);
    ran
}

/// Goes from one state to a baseline without a gap, with nothing that fails.
#[track_caller]
pub fn straight(before: &State, after: &Sketch) -> Ran {
    let baseline = after.baseline();
    let watch = Watch::default();
    let ran = run(before, &baseline, NO_GAP, &watch, None);
    assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", titles(&ran.plan));
    assert_eq!(watch.missing(), BTreeSet::new(), "{}", titles(&ran.plan));
    assert_eq!(watch.shut(), BTreeSet::new(), "{}", titles(&ran.plan));
    assert_eq!(watch.opened(), BTreeSet::new(), "{}", titles(&ran.plan));
    assert!(watch.moments() > 0);
    converged(&ran.state, &baseline);
    ran
}

/// Goes from one state to a baseline that is refused for its gap, and with leave opens exactly what the plan says.
#[track_caller]
pub fn exact_gap(before: &State, after: &Sketch) -> Ran {
    let baseline = after.baseline();
    let refused = run(before, &baseline, NO_GAP, &Watch::default(), None);
    assert!(!refused.plan.refused.is_empty(), "{}", titles(&refused.plan));
    let risks: BTreeSet<Option<Risk>> = refused.plan.refused.iter().map(|refusal| refusal.risk).collect();
    assert_eq!(risks, BTreeSet::from([Some(Risk::Gap)]), "{:#?}", refused.plan.refused);
    assert!(
        refused
            .calls
            .keys()
            .all(|name| WRITES.iter().all(|write| !name.ends_with(write)))
    );
    let watch = Watch::default();
    let ran = run(before, &baseline, ALL, &watch, None);
    assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", titles(&ran.plan));
    assert_eq!(watch.missing(), listed(&refused.plan), "{}", titles(&ran.plan));
    assert_eq!(listed(&ran.plan), listed(&refused.plan));
    assert_eq!(watch.shut(), BTreeSet::new(), "{}", titles(&ran.plan));
    converged(&ran.state, &baseline);
    fail_each(before, &baseline, ALL, &ran);
    ran
}

/// Nothing is left to do.
#[track_caller]
pub fn converged(state: &State, baseline: &Baseline) {
    let again = run(state, baseline, &[], &Watch::default(), None);
    assert_eq!(left(&again.plan), Vec::<String>::new());
}

/// Which of so many equal writes fail: the first, the last and one between. With `GAP_CASES` each of them.
fn failing(calls: u64) -> BTreeSet<u64> {
    match std::env::var_os("GAP_CASES") {
        Some(_) => (1..=calls).collect(),
        None => (1..=calls).filter(|n| [1, calls / 2 + 1, calls].contains(n)).collect(),
    }
}

/// The same with each write failing in turn: nothing but what is listed opens, what waits for the failed is skipped by name, and the next run
/// ends it.
#[track_caller]
fn fail_each(before: &State, baseline: &Baseline, allowed: &[&str], clean: &Ran) {
    for write in WRITES {
        let operation = format!("organizations:{write}");
        let calls = clean.calls.get(&operation).copied().unwrap_or_default();
        for n in failing(calls) {
            let fault = Fault {
                kind: FaultKind::Error {
                    code: "AccessDeniedException".to_owned(),
                    message: "not now".to_owned(),
                },
                when: When::NthOf {
                    operation: operation.clone(),
                    n,
                },
            };
            let at = format!("{write} {n} fails\n{}", titles(&clean.plan));
            let watch = Watch::default();
            let cut = run(before, baseline, allowed, &watch, Some(fault));
            assert_eq!(titles(&cut.plan), titles(&clean.plan), "{at}");
            skipped_by_name(&cut, &at);
            let again = run(&cut.state, baseline, ALL, &watch, None);
            assert_eq!(
                left_of(&again),
                Vec::<String>::new(),
                "{at}\nthen\n{}",
                titles(&again.plan)
            );
            let open = watch.missing();
            let beyond: BTreeSet<Denial> = &open - &listed(&clean.plan);
            assert_eq!(beyond, BTreeSet::new(), "{at}\nthen\n{}", titles(&again.plan));
            assert_eq!(watch.shut(), BTreeSet::new(), "{at}");
            if listed(&clean.plan).is_empty() {
                assert_eq!(watch.opened(), BTreeSet::new(), "{at}\nthen\n{}", titles(&again.plan));
            }
        }
    }
}

/// One change failed, and exactly what waits for it, directly or not, was left with its name.
#[track_caller]
fn skipped_by_name(ran: &Ran, at: &str) {
    let ends = &ran.applied.ends;
    let failed = ran.applied.count(|end| matches!(end, End::Failed { .. }));
    assert_eq!(failed, 1, "{at}\n{:#?}", unfinished(&ran.applied));
    for (index, on) in waits(&ran.plan.changes).iter().enumerate() {
        let not_done: Vec<String> = on
            .iter()
            .filter(|on| !matches!(ends[**on].end, End::Done { .. }))
            .map(|on| ran.plan.changes[*on].title())
            .collect();
        match &ends[index].end {
            End::Skipped { why } => assert!(not_done.iter().any(|title| why.contains(title)), "{at}\n{why}"),
            other => assert!(
                not_done.is_empty(),
                "{at}\n{other:?} of {}",
                ran.plan.changes[index].title()
            ),
        }
    }
}

/// The plan in short.
pub fn titles(plan: &Plan) -> String {
    let changes = plan.changes.iter().map(|change| {
        let needs: Vec<String> = change.needs.iter().map(ToString::to_string).collect();
        format!("  {}: {} [{}]", change.title(), change.reason, needs.join(", "))
    });
    changes.collect::<Vec<_>>().join("\n")
}
