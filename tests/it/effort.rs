//! What a plan of a large Organization asks of AWS: calls and virtual seconds, which are the same on every machine.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::aws::Ledger;
use groundline::engine::event::Event;
use groundline::engine::plan::{Effort, Limit, Plan};
use groundline::sandbox::{Competitor, Options, Organization, Sandbox, Seed, Setup};
use tokio::time::Instant;

use crate::budget::slowest;
use crate::declared_whole::{adopt, little, whole};
use crate::hand::deny;
use crate::simulated::{Run, allow, apply, left, setup, unfinished, virtually};
use crate::support::{repository, valid};

/// What one plan took, and what it said.
struct Planned {
    plan: Plan,
    ledger: Ledger,
}

/// Plans as a new run. The ledger, as `--calls` writes it, must be what the sandbox counted.
async fn planned(sandbox: &Sandbox, baseline: &Baseline) -> Planned {
    let run = Run::new(sandbox, &[]).await;
    let (_, plan) = run.plan(baseline).await.unwrap();
    let ledger = run.door.ledger();
    let written = serde_json::to_value(&ledger).unwrap();
    let lines = written["calls"].as_array().unwrap().iter();
    let written: BTreeMap<&str, (u64, u64)> = lines
        .map(|line| {
            let number = |field: &str| line[field].as_u64().unwrap();
            let operation = line["operation"].as_str().unwrap();
            (operation, (number("count"), number("throttled")))
        })
        .collect();
    let counted = sandbox.calls();
    let counted: BTreeMap<&str, (u64, u64)> = counted
        .iter()
        .map(|(operation, count)| (operation.as_str(), (count.total, count.throttled)))
        .collect();
    assert_eq!(written, counted);
    assert_eq!(plan.effort.read_calls, ledger.total);
    Planned { plan, ledger }
}

/// An Organization of 1,000 accounts that is as its baseline says.
fn converged() -> (Sandbox, Baseline) {
    let mut state = Sandbox::new(&Seed::Org(1_000), &Setup::default()).state();
    adopt(&mut state);
    let folder = tempfile::tempdir().unwrap();
    let baseline = valid(&whole(&state, folder.path()));
    (Sandbox::from_state(state), baseline)
}

#[test]
fn a_plan_of_a_thousand_accounts_takes_the_time_of_the_slowest_bucket() {
    virtually(async {
        let (sandbox, baseline) = converged();
        let found = planned(&sandbox, &baseline).await;
        assert_eq!(left(&found.plan), Vec::<String>::new());
        assert!(found.ledger.total <= 350, "{} calls", found.ledger.total);
        assert_eq!(found.ledger.throttled(), 0);
        let (_, bound) = slowest(&found.ledger);
        assert!(bound > 20.0, "{bound}");
        let ratio = found.ledger.virtual_seconds / bound;
        assert!(ratio <= 1.1, "{} s for {bound} s", found.ledger.virtual_seconds);
        // A plan that converged reads no tag twice.
        let confirmed = |line: &&groundline::aws::LedgerLine| line.operation.ends_with("ListTagsForResource");
        assert!(found.ledger.calls.iter().find(confirmed).is_none());
    });
}

#[test]
fn the_state_that_the_plan_is_measured_on_is_what_an_apply_leaves() {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::Org(60), &Setup::default());
        let folder = tempfile::tempdir().unwrap();
        let mut adopted = sandbox.state();
        let baseline = valid(&whole(&adopted, folder.path()));
        let (_, applied) = apply(&sandbox, &baseline, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        sandbox.advance(Duration::from_secs(60));
        adopt(&mut adopted);
        let (adopted, applied) = (adopted.organization.unwrap(), sandbox.state().organization.unwrap());
        assert_eq!(adopted.tags, applied.tags);
        assert_eq!(adopted.policies, applied.policies);
        assert_eq!(adopted.attachments, applied.attachments);
    });
}

#[test]
fn a_baseline_that_declares_little_reads_few_texts() {
    virtually(async {
        let sandbox = Sandbox::new(&Seed::Org(1_000), &Setup::default());
        let folder = tempfile::tempdir().unwrap();
        let baseline = valid(&little(&sandbox.state(), folder.path()));
        let found = planned(&sandbox, &baseline).await;
        assert_eq!(found.plan.unread, []);
        assert_eq!(found.plan.changes.len(), 3, "{:?}", left(&found.plan));
        let (name, _) = slowest(&found.ledger);
        assert_eq!(name, "organizations:ListTargetsForPolicy");
        assert!(found.ledger.total <= 260, "{} calls", found.ledger.total);
    });
}

#[test]
fn under_half_the_rates_and_beside_another_client_a_plan_ends_with_few_throttles() {
    let competing = [
        "ListAccounts",
        "DescribePolicy",
        "ListTargetsForPolicy",
        "ListOrganizationalUnitsForParent",
    ];
    let half = |operation: &str| match operation {
        "ListAccounts" => 4.0,
        "DescribePolicy" => 1.0,
        _ => 2.5,
    };
    let competing = competing.map(|operation| Competitor {
        operation: format!("organizations:{operation}"),
        per_second: half(operation),
    });
    let halved = Options {
        rate_factor: 0.5,
        ..Options::default()
    };
    let crowded = Options {
        competing: competing.to_vec(),
        ..Options::default()
    };
    for (what, options) in [("half the rates", halved), ("another client", crowded)] {
        virtually(async {
            let (sandbox, baseline) = converged();
            sandbox.set_options(options);
            let found = planned(&sandbox, &baseline).await;
            assert_eq!(left(&found.plan), Vec::<String>::new(), "{what}");
            let throttled = found.ledger.throttled();
            assert!(throttled > 0, "{what}");
            assert!(
                throttled * 10 <= found.ledger.total,
                "{what}: {throttled} of {}",
                found.ledger.total
            );
            assert!(
                found.ledger.virtual_seconds < 200.0,
                "{what}: {} s",
                found.ledger.virtual_seconds
            );
        });
    }
}

/// An Organization of 1,000 accounts that was as its baseline says, before `by_hand`.
fn disturbed(by_hand: impl FnOnce(&mut Organization)) -> (Sandbox, Baseline) {
    let mut state = Sandbox::new(&Seed::Org(1_000), &Setup::default()).state();
    adopt(&mut state);
    // Guardrails that deny what groundline's roles need would be refused.
    let policies = state.organization.as_mut().unwrap().policies.values_mut();
    for policy in policies.filter(|policy| policy.content.contains("\"Effect\"") && !policy.aws_managed) {
        policy.content = deny("s3:DeleteBucket");
    }
    let folder = tempfile::tempdir().unwrap();
    let baseline = valid(&whole(&state, folder.path()));
    by_hand(state.organization.as_mut().unwrap());
    (Sandbox::from_state(state), baseline)
}

/// What the plan says, and how many virtual seconds applying took until it was verified.
async fn foreseen(what: &str, sandbox: &Sandbox, baseline: &Baseline, latency: Duration) -> (Effort, f64) {
    sandbox.set_options(Options {
        latency,
        ..Options::default()
    });
    let mut run = Run::new(sandbox, &allow(&["large-change"])).await;
    run.options.latency = latency;
    let (world, plan) = run.plan(baseline).await.unwrap();
    assert_eq!(plan.refused, [], "{what}");
    let (began, took) = (Instant::now(), Cell::new(0.0));
    let events = |event| {
        if event == Event::Verifying {
            took.set(began.elapsed().as_secs_f64());
        }
    };
    let applied = run.apply_telling(&world, &plan, &events).await;
    assert_eq!(unfinished(&applied), Vec::<String>::new(), "{what}");
    (plan.effort, took.get())
}

/// Fails unless what was foreseen came within a tenth, and the operation by which it is held up is this one.
fn close(what: &str, (effort, took): &(Effort, f64), operation: &str, limit: Limit) {
    let off = (effort.seconds - took).abs() / took;
    assert!(off <= 0.1, "{what}: {} s foreseen, {took} s taken", effort.seconds);
    let bottleneck = effort.bottleneck.as_ref().unwrap();
    assert_eq!(bottleneck.operation, format!("organizations:{operation}"), "{what}");
    assert_eq!(bottleneck.limit, limit, "{what}");
    assert!(bottleneck.seconds <= effort.seconds, "{what}: {bottleneck:?}");
    assert!(bottleneck.seconds * 2.0 > effort.seconds, "{what}: {bottleneck:?}");
}

const FAR: Duration = Duration::from_millis(300);

#[test]
fn the_seconds_of_the_plan_are_those_of_the_apply_on_acme() {
    let acme = valid(&repository("examples/acme/baseline.toml"));
    for latency in [Duration::ZERO, FAR] {
        let found = virtually(async {
            let sandbox = Sandbox::new(&Seed::Empty { accounts: Some(60) }, &setup(&acme));
            foreseen("acme", &sandbox, &acme, latency).await
        });
        close("acme", &found, "CreateAccount", Limit::Rate { per_second: 0.1 });
    }
}

#[test]
fn the_seconds_of_the_plan_are_those_of_the_apply_on_a_thousand_accounts() {
    let policies = |organization: &mut Organization| {
        organization.policies.retain(|_, policy| policy.aws_managed);
        let policies = &organization.policies;
        organization
            .attachments
            .retain(|policy, _| policies.contains_key(policy));
        organization.tags.retain(|id, _| !id.starts_with("p-"));
    };
    let moves = |organization: &mut Organization| {
        let root = organization.root.id.clone();
        let management = organization.management_account.clone();
        let members = organization.accounts.iter_mut().filter(|(id, _)| **id != management);
        members.for_each(|(_, account)| account.parent.clone_from(&root));
    };
    let tags = |organization: &mut Organization| organization.tags.clear();
    for latency in [Duration::ZERO, FAR] {
        let run = |what: &str, by_hand: &dyn Fn(&mut Organization)| {
            virtually(async {
                let (sandbox, baseline) = disturbed(by_hand);
                foreseen(what, &sandbox, &baseline, latency).await
            })
        };
        let twice = Limit::Rate { per_second: 2.0 };
        close("policies", &run("policies", &policies), "AttachPolicy", twice);
        close("moves", &run("moves", &moves), "MoveAccount", twice);
        // At this distance changes that are sent one at a time take longer than four tags a second.
        let four = if latency == FAR {
            Limit::Serial
        } else {
            Limit::Rate { per_second: 4.0 }
        };
        close("tags", &run("tags", &tags), "TagResource", four);
    }
}
