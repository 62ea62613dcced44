//! An apply that is told to stop: no change is sent any more, and what is under way ends soon and is named.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::event::{Applied, End};
use groundline::sandbox::{Fault, FaultKind, Moment, Options, Sandbox, Seed, State, When};

use crate::simulated::{Run, apply, on_all_cores, setup, twice, unfinished, virtually};
use crate::support::{repository, valid};

const HOUR: Duration = Duration::from_secs(3_600);

/// What came of an apply that was stopped.
struct Stopped {
    applied: Applied,
    /// When it was told to stop, and how long it went on then.
    at: Moment,
    lasted: Duration,
    /// Every write that was answered, and when it had arrived.
    writes: Vec<(Moment, String)>,
    state: State,
}

/// Applies, and says stop `after` so long. Calls take `latency`.
fn stopped(start: &State, baseline: &Baseline, faults: &[Fault], latency: Duration, after: Duration) -> Stopped {
    virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(baseline).await.unwrap();
        sandbox.set_options(Options {
            latency,
            ..Options::default()
        });
        for fault in faults {
            sandbox.add_fault(fault.clone());
        }
        let writes: Arc<Mutex<Vec<(Moment, String)>>> = Arc::default();
        let keep = Arc::clone(&writes);
        sandbox.observe(Box::new(move |call, state| {
            if call.write {
                // The effect comes half-way.
                keep.lock()
                    .unwrap()
                    .push((state.now.minus(latency / 2), call.operation.clone()));
            }
        }));
        let options = ApplyOptions { wait: HOUR };
        let mut work = Box::pin(executor::apply(&run.door, &world, &plan, &options, &|_| {}));
        let early = tokio::select! {
            biased;
            () = tokio::time::sleep(after) => None,
            applied = &mut work => Some(applied),
        };
        let at = sandbox.now();
        run.door.stop();
        let applied = match early {
            Some(applied) => applied,
            None => work.await,
        };
        let writes = writes.lock().unwrap().clone();
        Stopped {
            applied,
            at,
            lasted: sandbox.now().since(at),
            writes,
            state: sandbox.state(),
        }
    })
}

/// What is not right about it. With `most`, it must end so soon.
fn wrong(stopped: &Stopped, most: Duration) -> Vec<String> {
    let mut wrong = Vec::new();
    let late = stopped.writes.iter().filter(|(arrived, _)| *arrived > stopped.at);
    wrong.extend(late.map(|(arrived, operation)| format!("{operation} sent {:?} after", arrived.since(stopped.at))));
    if stopped.lasted > most {
        wrong.push(format!("went on for {:?}", stopped.lasted));
    }
    if !stopped.applied.interrupted {
        wrong.push("does not say that it was stopped".to_owned());
    }
    let organization = stopped.state.organization.as_ref().unwrap();
    let open = organization
        .creations
        .iter()
        .filter(|(_, creation)| creation.completed.is_none());
    for (id, creation) in open {
        let named = |end: &End| matches!(end, End::Pending { what, .. } if what.contains(id.as_str()));
        if !stopped.applied.ends.iter().any(|change| named(&change.end)) {
            wrong.push(format!("the creation of {} ({id}) is not named", creation.name));
        }
    }
    let failed = stopped
        .applied
        .ends
        .iter()
        .filter(|change| matches!(change.end, End::Failed { .. }));
    wrong.extend(failed.map(|change| format!("{}: {:?}", change.address, change.end)));
    wrong
}

fn acme() -> (State, Baseline) {
    let baseline = valid(&repository("examples/acme/baseline.toml"));
    let seed = Seed::Empty { accounts: Some(100) };
    let state = virtually(async { Sandbox::new(&seed, &setup(&baseline)).state() });
    (state, baseline)
}

#[test]
fn at_any_moment_of_acme_nothing_is_sent_any_more() {
    let (start, baseline) = acme();
    let cases: Vec<(Duration, Duration)> = [0, 700]
        .into_iter()
        .flat_map(|latency| {
            let moments = (0..15).map(|n| Duration::from_millis(50 + n * n * 831));
            moments.map(move |after| (Duration::from_millis(latency), after))
        })
        .collect();
    on_all_cores(&cases, |(latency, after)| {
        let cut = stopped(&start, &baseline, &[], *latency, *after);
        let mut wrong = wrong(&cut, *latency + Duration::from_secs(10));
        if after.as_millis() % 4 == 1 {
            wrong.extend(virtually(async {
                let sandbox = Sandbox::from_state(cut.state.clone());
                let (_, applied) = apply(&sandbox, &baseline, &[]).await.unwrap();
                let mut wrong = unfinished(&applied);
                wrong.extend(twice(&sandbox.state()));
                wrong
            }));
        }
        wrong
            .into_iter()
            .map(|wrong| format!("{after:?} at {latency:?}: {wrong}"))
            .collect()
    });
}

fn creating(n: u64, kind: FaultKind) -> Fault {
    let operation = "organizations:CreateAccount".to_owned();
    Fault {
        kind,
        when: When::NthOf { operation, n },
    }
}

#[test]
fn a_creation_whose_answer_is_lost_at_that_moment_is_looked_for_and_named() {
    let (start, baseline) = acme();
    let latency = Duration::from_secs(1);
    let faults = [creating(1, FaultKind::DropAfter)];
    let moments: Vec<Duration> = (1..24).map(|n| Duration::from_millis(n * 500)).collect();
    let caught = AtomicUsize::new(0);
    on_all_cores(&moments, |after| {
        let cut = stopped(&start, &baseline, &faults, latency, *after);
        let created = cut
            .writes
            .iter()
            .filter(|(_, operation)| operation.ends_with("CreateAccount"));
        caught.fetch_add(usize::from(created.count() == 1), Ordering::Relaxed);
        let wrong = wrong(&cut, Duration::from_secs(11));
        wrong.into_iter().map(|wrong| format!("{after:?}: {wrong}")).collect()
    });
    assert!(caught.into_inner() > 0);
}

#[test]
fn a_write_without_an_answer_is_not_sent_again() {
    let (start, baseline) = acme();
    let operation = "organizations:CreatePolicy".to_owned();
    for kind in [FaultKind::DropAfter, FaultKind::ServerError, FaultKind::Throttle] {
        let when = When::Always {
            operation: operation.clone(),
        };
        let fault = Fault {
            kind: kind.clone(),
            when,
        };
        let cut = stopped(&start, &baseline, &[fault], Duration::ZERO, Duration::from_millis(100));
        let late = cut.writes.iter().filter(|(arrived, _)| *arrived > cut.at);
        assert_eq!(late.count(), 0, "{kind:?}");
        assert!(cut.lasted < Duration::from_secs(1), "{kind:?}: {:?}", cut.lasted);
    }
}

#[test]
fn reads_that_get_no_answer_end_within_ten_seconds() {
    let (start, baseline) = acme();
    let silent = ["DescribeCreateAccountStatus", "ListCreateAccountStatus"].map(|name| Fault {
        kind: FaultKind::Timeout,
        when: When::Always {
            operation: format!("organizations:{name}"),
        },
    });
    let cut = stopped(&start, &baseline, &silent, Duration::ZERO, Duration::from_secs(25));
    assert_eq!(wrong(&cut, Duration::from_millis(10_100)), Vec::<String>::new());
    assert!(cut.lasted > Duration::from_secs(5), "nothing was under way");
}
