//! What goes wrong between: every fault at every call, and every read that is refused for good.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use groundline::engine::change::{Action, Change};
use groundline::engine::plan::Plan;
use groundline::sandbox::{Fault, FaultKind, Options, Sandbox, State, When, serve};

use crate::crash::{after, before, needed, size, steps};
use crate::simulated::{Run, allow, apply, left, plan, twice, unfinished, virtually};
use crate::support::repository;

const ALL: [FaultKind; 5] = [
    FaultKind::Throttle,
    FaultKind::ServerError,
    FaultKind::Timeout,
    FaultKind::DropBefore,
    FaultKind::DropAfter,
];

/// Does `work` with every item, on all cores, and fails with what it says.
fn on_all_cores<T: Sync>(items: &[T], work: impl Fn(&T) -> Vec<String> + Sync) {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Vec<String>> = Mutex::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = work(item);
                    failed.lock().unwrap().extend(wrong);
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    let shown = failed.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(failed.is_empty(), "{} are wrong:\n{shown}", failed.len());
}

#[test]
fn every_fault_at_every_call_of_an_apply_heals() {
    let (start, baseline, allow) = (before(), after(), needed());
    let (calls, end) = virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let (_, applied) = apply(&sandbox, &baseline, &allow).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        (sandbox.calls().values().map(|count| count.total).sum::<u64>(), sandbox.state())
    });
    let faults: Vec<Fault> = (1..=calls)
        .flat_map(|n| {
            ALL.map(|kind| Fault {
                kind,
                when: When::Nth(n),
            })
        })
        .collect();
    let again = AtomicUsize::new(0);
    on_all_cores(&faults, |fault| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            sandbox.add_fault(fault.clone());
            let (_, applied) = apply(&sandbox, &baseline, &allow).await.unwrap();
            let mut wrong = unfinished(&applied);
            if !wrong.is_empty() {
                again.fetch_add(1, Ordering::Relaxed);
                wrong = unfinished(&apply(&sandbox, &baseline, &allow).await.unwrap().1);
            }
            let stands = sandbox.state();
            wrong.extend(twice(&stands));
            if size(&stands) != size(&end) {
                wrong.push(format!("{:?} instead of {:?}", size(&stands), size(&end)));
            }
            wrong.into_iter().map(|wrong| format!("{:?} at call {:?}: {wrong}", fault.kind, fault.when)).collect()
        })
    });
    println!(
        "faults: {} kinds at each of {calls} calls, {} runs, {} of them needed a second one",
        ALL.len(),
        faults.len(),
        again.into_inner()
    );
}

/// Whether a plan may have a change although this read failed.
fn may_be_planned(operation: &str, change: &Change) -> bool {
    let kind = change.address.kind.as_str();
    let part = change.address.part.as_deref().unwrap_or_default();
    let is_attachment = kind.ends_with("-attachment");
    let is_policy = change.area == "policies";
    let makes = change.action == Action::Create;
    let name = operation.rsplit(':').next().unwrap_or_default();
    match name {
        // Without these there is nothing to compare with.
        "GetCallerIdentity" | "DescribeOrganization" => false,
        // The root holds the units and says which policy types are on.
        "ListRoots" => matches!(kind, "trusted-access" | "delegated-admin" | "delegation-policy") || is_untied_account(change),
        "ListOrganizationalUnitsForParent" => {
            kind != "unit" && !is_loosening(change) && (!is_attachment || part == "root" || part.starts_with("account:"))
                && !(kind == "account" && change.action == Action::Move)
                && (!makes || kind != "account" || change.address.key == "archive")
        }
        "ListAccounts" => {
            !matches!(kind, "account" | "delegated-admin")
                && !part.starts_with("account:")
                && !is_loosening(change)
                && !(kind == "unit" && change.action == Action::Delete)
        }
        "GetResources" | "ListTagsForResource" => matches!(kind, "trusted-access" | "policy-type" | "delegation-policy"),
        "ListPolicies" => {
            !is_policy && change.action != Action::Move && !(kind == "unit" && change.action == Action::Delete)
        }
        "DescribePolicy" => {
            !(is_policy && matches!(change.action, Action::Update | Action::Delete | Action::Adopt | Action::Detach))
        }
        "ListTargetsForPolicy" => {
            !matches!(change.action, Action::Detach | Action::Move) && (change.action != Action::Attach || is_new(change))
                && !(is_policy && change.action == Action::Delete)
        }
        "ListAWSServiceAccessForOrganization" => kind != "trusted-access",
        "ListDelegatedAdministrators" | "ListDelegatedServicesForAccount" => kind != "delegated-admin",
        "DescribeResourcePolicy" => kind != "delegation-policy",
        "ListCreateAccountStatus" => kind != "account",
        other => panic!("what does it mean when {other} fails? say it here"),
    }
}
