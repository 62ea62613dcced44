//! What goes wrong between: every fault at every call, and every read that is refused for good.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use groundline::areas::registry;
use groundline::aws::operations::OPS;
use groundline::engine::change::{Action, Change};
use groundline::exit::Exit;
use groundline::sandbox::{Corruption, Fault, FaultKind, Options, Sandbox, State, When, serve};

use crate::crash::{after, before, needed, size};
use crate::program;
use crate::simulated::{Run, apply, left, on_all_cores, plan, twice, unfinished, virtually};
use crate::support::repository;

const ALL: [FaultKind; 5] = [
    FaultKind::Throttle,
    FaultKind::ServerError,
    FaultKind::Timeout,
    FaultKind::DropBefore,
    FaultKind::DropAfter,
];

/// The reads that say which Organization it is.
const WHICH: [&str; 2] = ["sts:GetCallerIdentity", "organizations:DescribeOrganization"];

/// Faults in one run are so many calls apart, so that each is a fault of its own: its retries are over before the next.
const APART: u64 = 16;

#[test]
fn every_fault_at_every_call_of_an_apply_heals() {
    let (start, baseline, allow) = (before(), after(), needed());
    let (calls, end) = virtually(async {
        let sandbox = Sandbox::from_state(start.clone());
        let (_, applied) = apply(&sandbox, &baseline, &allow).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        let calls: u64 = sandbox.calls().values().map(|count| count.total).sum();
        (calls, sandbox.state())
    });
    let cases: Vec<(FaultKind, u64)> = (1..=APART).flat_map(|first| ALL.map(|kind| (kind, first))).collect();
    let again = AtomicUsize::new(0);
    on_all_cores(&cases, |(kind, first)| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            for n in (0..).map(|round| first + round * APART).take_while(|n| *n <= calls) {
                sandbox.add_fault(Fault {
                    kind: kind.clone(),
                    when: When::Nth(n),
                });
            }
            let (plan, applied) = apply(&sandbox, &baseline, &allow).await.unwrap();
            let mut wrong = unfinished(&applied);
            if !wrong.is_empty() || !plan.unread.is_empty() || !plan.refused.is_empty() {
                again.fetch_add(1, Ordering::Relaxed);
                wrong = unfinished(&apply(&sandbox, &baseline, &allow).await.unwrap().1);
            }
            let stands = sandbox.state();
            wrong.extend(twice(&stands));
            if size(&stands) != size(&end) {
                wrong.push(format!("{:?} instead of {:?}", size(&stands), size(&end)));
            }
            wrong
                .into_iter()
                .map(|wrong| format!("{kind:?} from call {first} on: {wrong}"))
                .collect()
        })
    });
    println!(
        "faults: {} kinds at each of {calls} calls, in {} runs, {} of which needed a second one",
        ALL.len(),
        cases.len(),
        again.into_inner()
    );
}

/// Whether a change gives up something that may be denied.
fn loosens(change: &Change) -> bool {
    let document = |value: &Option<serde_json::Value>| value.as_ref().and_then(|value| value.get("document")).cloned();
    let is_guardrail = ["scp", "rcp"].contains(&change.address.kind.as_str());
    let rewrites = is_guardrail && change.id.is_some() && document(&change.before) != document(&change.after);
    let goes = matches!(change.action, Action::Detach | Action::Delete | Action::Move);
    rewrites || goes && change.address.kind != "alternate-contact"
}

/// Whether a change is a step of replacing a unit.
fn replaces(change: &Change) -> bool {
    change.address.kind == "unit" && change.address.key.starts_with("staging")
}

/// Whether a change makes an account that is to stand in a unit.
fn makes_in_unit(change: &Change) -> bool {
    change.address.kind == "account" && change.action == Action::Create && change.address.key != "archive"
}

/// Whether a plan may have a change although this read failed.
fn may_be_planned(operation: &str, change: &Change) -> bool {
    let kind = change.address.kind.as_str();
    let part = change.address.part.as_deref().unwrap_or_default();
    let attaches = change.action == Action::Attach;
    // What the management account says of itself needs nothing else.
    let is_service = matches!(kind, "trusted-access" | "delegation-policy" | "alternate-contact");
    let name = operation.rsplit(':').next().unwrap_or_default();
    let binds = matches!(
        name,
        "ListRoots"
            | "ListOrganizationalUnitsForParent"
            | "ListAccounts"
            | "ListPolicies"
            | "DescribePolicy"
            | "ListTargetsForPolicy"
            | "ListPoliciesForTarget"
    );
    if binds && (loosens(change) || replaces(change) || makes_in_unit(change)) {
        return false;
    }
    match name {
        "ListRoots" => is_service || matches!(kind, "account" | "delegated-admin"),
        "ListOrganizationalUnitsForParent" => {
            kind != "unit" && (!attaches || part == "root" || part.starts_with("account:"))
        }
        "ListAccounts" => !matches!(kind, "account" | "delegated-admin") && !part.starts_with("account:"),
        "GetResources" | "ListTagsForResource" => is_service || kind == "policy-type",
        "ListPolicies" => change.area != "policies",
        "DescribePolicy" => change.area != "policies" || matches!(change.action, Action::Create | Action::Attach),
        // Of these types there is no policy yet, so that nothing is unread.
        "ListTargetsForPolicy" if attaches => {
            ["ai-services-attachment", "declarative-policy-attachment"].contains(&kind)
                || change.address.key == "buckets"
        }
        "ListTargetsForPolicy" => change.area != "policies" || change.action != Action::Adopt,
        "ListPoliciesForTarget" => change.address.key != "p-FullAWSAccess",
        "ListAWSServiceAccessForOrganization" => {
            let renames = change
                .before
                .as_ref()
                .is_some_and(|before| before.get("name").is_some());
            kind != "trusted-access" && !(kind == "account" && renames)
        }
        "ListDelegatedAdministrators" | "ListDelegatedServicesForAccount" => kind != "delegated-admin",
        // Of an account that the plan makes nothing is unread.
        "GetAlternateContact" => kind != "alternate-contact" || part == "audit",
        "DescribeResourcePolicy" => kind != "delegation-policy",
        // AWS may be making an account already; those that are there are not in doubt.
        "ListCreateAccountStatus" => {
            let makes = kind == "account" && change.action == Action::Create;
            !makes && !["account:audit", "account:archive"].contains(&part)
        }
        other => panic!("what does it mean when {other} fails? say it here"),
    }
}

/// The reads of a plan, and those that only an apply makes.
fn reads() -> (BTreeSet<String>, BTreeSet<String>) {
    let start = before();
    virtually(async {
        let sandbox = Sandbox::from_state(start);
        let names: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let keep = Arc::clone(&names);
        sandbox.observe(Box::new(move |call, _| {
            if !call.write {
                keep.lock().unwrap().insert(call.operation.clone());
            }
        }));
        let run = Run::new(&sandbox, &needed()).await;
        let (world, plan) = run.plan(&after()).await.unwrap();
        let planning = names.lock().unwrap().clone();
        run.apply(&world, &plan).await;
        let applying = names.lock().unwrap().difference(&planning).cloned().collect();
        (planning, applying)
    })
}

fn denied() -> FaultKind {
    FaultKind::Error {
        code: "AccessDeniedException".to_owned(),
        message: "not you".to_owned(),
    }
}

/// Applies while one read fails all the time, then goes on without the fault; says what is not right then.
async fn heals(sandbox: &Sandbox) -> Vec<String> {
    let (baseline, allow) = (after(), needed());
    let (first, applied) = apply(sandbox, &baseline, &allow).await.unwrap();
    let mut wrong = if first.unread.is_empty() && unfinished(&applied).is_empty() {
        vec!["an apply with an unread part says that all is done".to_owned()]
    } else {
        Vec::new()
    };
    let well = Sandbox::from_state(sandbox.state());
    let (then, applied) = apply(&well, &baseline, &allow).await.unwrap();
    wrong.extend(
        then.refused
            .iter()
            .map(|refusal| format!("then refused {}: {}", refusal.address, refusal.why)),
    );
    wrong.extend(unfinished(&applied));
    wrong.extend(left(&plan(&well, &baseline, &[]).await.unwrap()));
    wrong.extend(twice(&well.state()));
    wrong
}

#[test]
fn what_cannot_be_read_plans_nothing_of_its_kind() {
    let (planning, _) = reads();
    assert!(planning.len() >= 15, "{planning:?}");
    let cases: Vec<(&String, FaultKind)> = planning
        .iter()
        .flat_map(|operation| [(operation, denied()), (operation, FaultKind::ServerError)])
        .collect();
    println!(
        "faults: {} reads of a plan refused for good in {} runs",
        planning.len(),
        cases.len()
    );
    let (start, baseline, allow) = (before(), after(), needed());
    on_all_cores(&cases, |(operation, kind)| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            let when = When::Always {
                operation: (*operation).clone(),
            };
            sandbox.add_fault(Fault {
                kind: kind.clone(),
                when,
            });
            // Without these it is not known which Organization it is.
            if WHICH.contains(&operation.as_str()) {
                let told = plan(&sandbox, &baseline, &allow).await.map_err(|error| error.exit);
                let wrong = told.map_or_else(|exit| (exit != Exit::Error).then_some(exit), |_| Some(Exit::Done));
                return wrong
                    .map(|exit| format!("{operation}, {kind:?}: {exit:?}"))
                    .into_iter()
                    .collect();
            }
            let plan = plan(&sandbox, &baseline, &allow).await.unwrap();
            let mut wrong = Vec::new();
            if plan.unread.is_empty() {
                wrong.push("nothing is unread".to_owned());
            }
            if plan.changes.is_empty() {
                wrong.push("no changes".to_owned());
            }
            let planned = plan.changes.iter().filter(|change| !may_be_planned(operation, change));
            wrong.extend(planned.map(|change| format!("plans to {}", change.title())));
            wrong.extend(
                plan.refused
                    .iter()
                    .map(|refusal| format!("refuses {}: {}", refusal.address, refusal.why)),
            );
            if plan.refused.is_empty() {
                wrong.extend(heals(&sandbox).await);
            }
            wrong
                .into_iter()
                .map(|wrong| format!("{operation}, {kind:?}: {wrong}"))
                .collect()
        })
    });
}

#[test]
fn reads_of_an_apply_that_fail_for_good_leave_nothing_wrong() {
    let (_, applying) = reads();
    assert!(!applying.is_empty(), "{applying:?}");
    println!("faults: reads of an apply refused for good: {applying:?}");
    let start = before();
    for operation in applying {
        let wrong = virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            let when = When::Always {
                operation: operation.clone(),
            };
            sandbox.add_fault(Fault { kind: denied(), when });
            heals(&sandbox).await
        });
        assert_eq!(wrong, Vec::<String>::new(), "{operation}");
    }
}

/// The exit code of a command of the real program on a sandbox behind a port, and what it says.
fn exit_of(sandbox: Sandbox, words: &[&'static str]) -> (Option<i32>, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let output = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut command = typed_at(&format!("http://{}", listener.local_addr().unwrap()), words);
        let mut ran = tokio::task::spawn_blocking(move || command.output().unwrap());
        let mut output = None;
        serve(sandbox, listener, async { output = Some((&mut ran).await.unwrap()) })
            .await
            .unwrap();
        output.unwrap()
    });
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// The command at an endpoint, with the risks that it needs allowed.
fn typed_at(url: &str, words: &[&str]) -> Command {
    let mut command = program::at(url);
    let baseline = repository("tests/fixtures/crash/after/baseline.toml");
    command.args(words).arg("--baseline").arg(baseline);
    if words.first() != Some(&"drift") {
        for risk in needed() {
            command.arg("--allow").arg(risk.to_string());
        }
    }
    command
}

/// A sandbox without limits, so that real time is not spent on them, in which something goes wrong with one read all the time.
fn unlimited(start: &State, fault: Option<(&str, FaultKind)>) -> Sandbox {
    let sandbox = Sandbox::from_state(start.clone());
    sandbox.set_options(Options {
        rate_factor: f64::INFINITY,
        ..Options::default()
    });
    if let Some((operation, kind)) = fault {
        let operation = operation.to_owned();
        sandbox.add_fault(Fault {
            kind,
            when: When::Always { operation },
        });
    }
    sandbox
}

/// The first field of what an operation answers is not there.
fn first_field(operation: &str) -> FaultKind {
    let op = registry::operations().chain(OPS).find(|op| op.to_string() == operation);
    FaultKind::Corruption {
        path: op.unwrap().answer[0].path.to_owned(),
        how: Corruption::Drop,
    }
}

#[test]
fn a_plan_that_could_not_read_everything_ends_with_exit_3() {
    let start = before();
    let (planning, _) = reads();
    let (exit, said) = exit_of(unlimited(&start, None), &["plan"]);
    assert_eq!(exit, Some(0), "{said}");
    let read = planning.iter().filter(|operation| !WHICH.contains(&operation.as_str()));
    let cases: Vec<_> = read
        .flat_map(|operation| [denied(), first_field(operation)].map(|kind| (operation, kind)))
        .flat_map(|(operation, kind)| [["plan"], ["drift"]].map(|words| (operation, kind.clone(), words)))
        .collect();
    assert!(cases.len() >= 40, "{}", cases.len());
    on_all_cores(&cases, |(operation, kind, words)| {
        let sandbox = unlimited(&start, Some((operation, kind.clone())));
        let (exit, said) = exit_of(sandbox, words);
        let name = operation.rsplit(':').next().unwrap_or_default();
        let is_well = exit == Some(3) && said.contains(name) && !said.contains("in sync");
        let wrong = (!is_well).then(|| format!("{words:?}, {operation}, {kind:?} ends with {exit:?}:\n{said}"));
        wrong.into_iter().collect()
    });
}

#[test]
fn where_the_organization_is_not_known_nothing_is_compared_and_it_is_not_new() {
    let start = before();
    let forms: &[&[&str]] = &[
        &["plan"],
        &["plan", "--format", "json"],
        &["apply", "--yes"],
        &["apply", "--yes", "--format", "json"],
        &["drift"],
        &["drift", "--format", "json"],
        &["drift", "--format", "markdown"],
        &["drift", "--format", "html"],
        &["drift", "--format", "sarif"],
        &["drift", "--format", "junit"],
    ];
    for operation in WHICH {
        for kind in [denied(), FaultKind::ServerError, first_field(operation)] {
            // The way back to a server that fails takes real time.
            let forms = forms.get(..if kind == FaultKind::ServerError { 1 } else { forms.len() });
            for words in forms.unwrap() {
                let sandbox = unlimited(&start, Some((operation, kind.clone())));
                let (exit, said) = exit_of(sandbox.clone(), words);
                let case = format!("{words:?}, {operation}, {kind:?}:\n{said}");
                assert_eq!(exit, Some(1), "{case}");
                assert!(said.contains("nothing was compared"), "{case}");
                for lie in [
                    "new organization",
                    "no differences",
                    "in sync",
                    "no changes",
                    "testsuite",
                    "<html",
                ] {
                    assert!(!said.contains(lie), "{case}");
                }
                let writes = sandbox
                    .calls()
                    .into_keys()
                    .filter(|name| !WHICH.contains(&name.as_str()));
                assert_eq!(writes.collect::<Vec<_>>(), Vec::<String>::new(), "{case}");
            }
        }
    }
}
