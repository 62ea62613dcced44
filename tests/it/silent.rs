//! An endpoint that takes requests and never answers: a run ends soon, and says what it waited for and how long.

use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::event::{Applied, End};
use groundline::sandbox::{Fault, FaultKind, Sandbox, Seed, When};

use crate::simulated::{Run, setup, virtually};
use crate::support::{repository, valid};

fn crash() -> Baseline {
    valid(&repository("tests/fixtures/crash/before/baseline.toml"))
}

fn sandbox(baseline: &Baseline) -> Sandbox {
    Sandbox::new(&Seed::Empty { accounts: Some(30) }, &setup(baseline))
}

/// From now on nothing is answered.
fn falls_silent(sandbox: &Sandbox) {
    let when = When::Seeded {
        seed: 1,
        per_thousand: 1_000,
    };
    sandbox.add_fault(Fault {
        kind: FaultKind::Timeout,
        when,
    });
}

#[test]
fn a_plan_of_what_never_answers_ends_within_two_minutes() {
    virtually(async {
        let baseline = crash();
        let sandbox = sandbox(&baseline);
        falls_silent(&sandbox);
        let began = sandbox.now();
        let run = Run::new(&sandbox, &[]).await;
        let why = match run.plan(&baseline).await {
            Ok((_, plan)) => {
                assert!(plan.changes.is_empty(), "{:?}", plan.changes);
                plan.unread[0].why.clone()
            }
            Err(error) => error.message,
        };
        let named = "has answered nothing for 91 seconds and 3 attempts, and is given up";
        assert!(why.contains(named), "{why}");
        let lasted = sandbox.now().since(began);
        assert!(lasted < Duration::from_secs(120), "{lasted:?}");
    });
}

/// Applies after `fault` is ordered: what came of it, and how long it took.
fn applied(fault: impl Fn(&Sandbox), wait: Duration) -> (Applied, Duration) {
    virtually(async {
        let baseline = crash();
        let sandbox = sandbox(&baseline);
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(&baseline).await.unwrap();
        assert!(plan.changes.len() > 20, "{}", plan.changes.len());
        fault(&sandbox);
        let began = sandbox.now();
        let applied = executor::apply(&run.door, &world, &plan, &ApplyOptions { wait }, &|_| {}).await;
        let lasted = sandbox.now().since(began);
        (applied, lasted)
    })
}

fn says_so(applied: &Applied) -> bool {
    applied.ends.iter().any(|change| match &change.end {
        End::Failed { message, .. } => message.contains("has answered nothing for"),
        _ => false,
    })
}

#[test]
fn an_apply_to_what_falls_silent_ends_within_five_minutes() {
    let (applied, lasted) = applied(falls_silent, Duration::from_secs(1_800));
    assert!(lasted < Duration::from_secs(300), "{lasted:?}");
    assert!(says_so(&applied), "{:?}", applied.ends);
    assert!(
        applied
            .ends
            .iter()
            .all(|change| !matches!(change.end, End::Done { .. }))
    );
    assert!(!applied.unverified.is_empty());
}

#[test]
fn changes_that_alone_get_no_answer_are_given_up_together() {
    let writes = [
        "CreateOrganizationalUnit",
        "CreatePolicy",
        "AttachPolicy",
        "CreateAccount",
        "MoveAccount",
        "TagResource",
        "EnableAWSServiceAccess",
        "EnablePolicyType",
        "RegisterDelegatedAdministrator",
        "PutResourcePolicy",
    ];
    let silent = |sandbox: &Sandbox| {
        for name in writes {
            sandbox.add_fault(Fault {
                kind: FaultKind::Timeout,
                when: When::Always {
                    operation: format!("organizations:{name}"),
                },
            });
        }
    };
    let (applied, lasted) = applied(silent, Duration::from_secs(1_800));
    assert!(lasted < Duration::from_secs(600), "{lasted:?}");
    assert!(says_so(&applied), "{:?}", applied.ends);
}

#[test]
fn what_aws_makes_and_cannot_be_asked_about_is_named() {
    let silent = |sandbox: &Sandbox| {
        for name in ["DescribeCreateAccountStatus", "ListCreateAccountStatus"] {
            sandbox.add_fault(Fault {
                kind: FaultKind::Timeout,
                when: When::Always {
                    operation: format!("organizations:{name}"),
                },
            });
        }
    };
    let (applied, lasted) = applied(silent, Duration::from_secs(1_800));
    assert!(lasted < Duration::from_secs(900), "{lasted:?}");
    let named = |end: &End| matches!(end, End::Failed { message, .. } if message.starts_with("AWS is making the account (car-"));
    assert!(
        applied.ends.iter().any(|change| named(&change.end)),
        "{:?}",
        applied.ends
    );
}
