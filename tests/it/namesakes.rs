//! Two accounts of one name: whatever answers are lost, and whoever else makes one, each e-mail has its own account, place and policies.

use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::engine::event::{Applied, End};
use groundline::sandbox::{Fault, FaultKind, Options, Organization, Sandbox, Seed, State, When};

use crate::simulated::{Run, apply, left, on_all_cores, plan, setup, twice, unfinished, virtually};
use crate::support::valid;

/// A baseline with accounts of one name: each has a unit and a policy of its own.
fn baseline(name: &str, keys: &[&str]) -> Baseline {
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!(
        "format = 1\n[organization]\nbaseline = \"{name}\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n"
    );
    for key in keys {
        text += &format!(
            "[units.{key}]\nname = \"{key}\"\n[accounts.{key}]\nname = \"Shop\"\nemail = \"{key}@example.com\"\nunit = \"{key}\"\n\
             [scps.{key}]\nname = \"{key}\"\nfile = \"{key}.json\"\nattach = [\"account:{key}\"]\n"
        );
        let deny = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"s3:Delete*","Resource":"arn:aws:s3:::{key}/*"}}}}"#
        );
        std::fs::write(folder.path().join(format!("{key}.json")), deny).unwrap();
    }
    let file = folder.path().join("baseline.toml");
    std::fs::write(&file, text).unwrap();
    valid(&file)
}

fn empty(baseline: &Baseline) -> State {
    let seed = Seed::Empty { accounts: Some(50) };
    Sandbox::new(&seed, &setup(baseline)).state()
}

/// What is not as it should be with these accounts.
fn mixed(state: &State, name: &str, keys: &[&str]) -> Vec<String> {
    let organization = state.organization.as_ref().unwrap();
    let mut wrong = twice(state);
    for key in keys {
        let email = format!("{key}@example.com");
        let Some((id, account)) = organization.accounts.iter().find(|(_, account)| account.email == email) else {
            wrong.push(format!("there is no {email}"));
            continue;
        };
        let unit = organization.units.get(&account.parent).map(|unit| unit.name.as_str());
        if unit != Some(*key) {
            wrong.push(format!("{email} stands in {unit:?}"));
        }
        let owner = organization
            .tags
            .get(id)
            .and_then(|tagged| tagged.tags.get("groundline"));
        if owner.map(String::as_str) != Some(format!("{name}/account/{key}").as_str()) {
            wrong.push(format!("{email} is tagged {owner:?}"));
        }
        let has = policies_of(organization, id);
        if has != [*key] {
            wrong.push(format!("{email} has the policies {has:?}"));
        }
    }
    wrong
}

/// Names of the policies on an account that are not AWS's.
fn policies_of<'a>(organization: &'a Organization, id: &str) -> Vec<&'a str> {
    let attached = organization
        .attachments
        .iter()
        .filter(|(_, targets)| targets.contains(id));
    let policies = attached.filter_map(|(policy, _)| organization.policies.get(policy));
    let ours = policies.filter(|policy| !policy.aws_managed);
    ours.map(|policy| policy.name.as_str()).collect()
}

/// Applies with little time to wait: what is asked for is still under way then.
async fn begun(sandbox: &Sandbox, baseline: &Baseline) -> Applied {
    let run = Run::new(sandbox, &[]).await;
    let (world, plan) = run.plan(baseline).await.unwrap();
    let options = ApplyOptions {
        wait: Duration::from_secs(1),
    };
    executor::apply(&run.door, &world, &plan, &options, &|_| {}).await
}

const PAIR: [&str; 2] = ["a", "b"];

#[test]
fn whichever_answers_are_lost_each_email_gets_what_is_its_own() {
    let kinds = [
        None,
        Some(FaultKind::DropAfter),
        Some(FaultKind::DropBefore),
        Some(FaultKind::Timeout),
        Some(FaultKind::ServerError),
    ];
    let pair = baseline("pair", &PAIR);
    let start = empty(&pair);
    let mut cases = Vec::new();
    for first in &kinds {
        for second in &kinds {
            for (latency, with_other) in [(0, false), (400, false), (0, true), (400, true)] {
                cases.push((
                    [first.clone(), second.clone()],
                    Duration::from_millis(latency),
                    with_other,
                ));
            }
        }
    }
    let other = baseline("other", &["c"]);
    on_all_cores(&cases, |(kinds, latency, with_other)| {
        virtually(async {
            let sandbox = Sandbox::from_state(start.clone());
            sandbox.set_options(Options {
                latency: *latency,
                ..Options::default()
            });
            // The order in which faults hit is the order of requests.
            let before: u64 = if *with_other {
                begun(&sandbox, &other).await;
                1
            } else {
                0
            };
            for (n, kind) in (1..).zip(kinds) {
                let Some(kind) = kind.clone() else { continue };
                let operation = "organizations:CreateAccount".to_owned();
                sandbox.add_fault(Fault {
                    kind,
                    when: When::NthOf {
                        operation,
                        n: n + before,
                    },
                });
            }
            let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
            let state = sandbox.state();
            let mut wrong = unfinished(&applied);
            wrong.extend(mixed(&state, "pair", &PAIR));
            let organization = state.organization.as_ref().unwrap();
            let third = organization
                .accounts
                .values()
                .find(|account| account.email == "c@example.com");
            if third.is_some_and(|third| third.parent != organization.root.id) {
                wrong.push("the account of somebody else was moved".to_owned());
            }
            wrong
                .into_iter()
                .map(|wrong| format!("{kinds:?} at {latency:?}, other {with_other}: {wrong}"))
                .collect()
        })
    });
}

#[test]
fn a_run_that_finds_both_under_way_ties_each_to_one_and_makes_no_third() {
    let pair = baseline("pair", &PAIR);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&pair));
        begun(&sandbox, &pair).await;
        let seen = plan(&sandbox, &pair, &[]).await.unwrap();
        let mut whats: Vec<&str> = seen.pending.iter().map(|pending| pending.what.as_str()).collect();
        whats.dedup_by_key(|what| what.rsplit('(').next().unwrap());
        assert_eq!(whats.len(), 2, "{:?}", seen.pending);
        let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        assert_eq!(mixed(&sandbox.state(), "pair", &PAIR), Vec::<String>::new());
        assert_eq!(sandbox.calls()["organizations:CreateAccount"].total, 2);
    });
}

#[test]
fn one_creation_under_way_is_that_of_one_account_at_most() {
    let pair = baseline("pair", &PAIR);
    let other = baseline("pair", &["b"]);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&pair));
        begun(&sandbox, &other).await;
        let seen = plan(&sandbox, &pair, &[]).await.unwrap();
        assert_eq!(seen.pending.len(), 1, "{:?}", seen.pending);
        let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        assert_eq!(mixed(&sandbox.state(), "pair", &PAIR), Vec::<String>::new());
        assert_eq!(sandbox.calls()["organizations:CreateAccount"].total, 2);
        assert_eq!(left(&plan(&sandbox, &pair, &[]).await.unwrap()), Vec::<String>::new());
    });
}

#[test]
fn an_account_that_somebody_else_makes_meanwhile_is_the_account() {
    let pair = baseline("pair", &PAIR);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&pair));
        let run = Run::new(&sandbox, &[]).await;
        let (world, late) = run.plan(&pair).await.unwrap();
        // Another apply of the same baseline makes the accounts, and is cut off then.
        begun(&sandbox, &pair).await;
        sandbox.advance(Duration::from_secs(60));
        let applied = run.apply(&world, &late).await;
        for key in PAIR {
            let end = applied
                .ends
                .iter()
                .find(|change| change.address.kind == "account" && change.address.key == key)
                .unwrap();
            let End::Done { note: Some(note), .. } = &end.end else {
                panic!("{:?}", end.end)
            };
            assert!(note.starts_with("somebody else made it meanwhile"), "{note}");
        }
        let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        assert_eq!(mixed(&sandbox.state(), "pair", &PAIR), Vec::<String>::new());
    });
}

/// Accounts of `a` that somebody else makes between the plan of `pair` and its apply.
fn made_by_another(meanwhile: &Baseline, faults: &[FaultKind], wait: Duration) -> (Applied, State) {
    let pair = baseline("pair", &PAIR);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&pair));
        let run = Run::new(&sandbox, &[]).await;
        let (world, late) = run.plan(&pair).await.unwrap();
        begun(&sandbox, meanwhile).await;
        sandbox.advance(wait);
        for (n, kind) in (2..).zip(faults) {
            let operation = "organizations:CreateAccount".to_owned();
            let when = When::NthOf { operation, n };
            sandbox.add_fault(Fault {
                kind: kind.clone(),
                when,
            });
        }
        let applied = run.apply(&world, &late).await;
        (applied, sandbox.state())
    })
}

#[test]
fn an_account_of_another_baseline_that_is_made_meanwhile_is_left_where_it_stands() {
    let other = baseline("other", &["a"]);
    let cases: [(&[FaultKind], u64); 4] = [
        (&[], 60),
        (&[], 0),
        (&[FaultKind::DropBefore, FaultKind::DropAfter], 60),
        (&[FaultKind::DropAfter, FaultKind::DropAfter], 0),
    ];
    for (faults, wait) in cases {
        let (applied, state) = made_by_another(&other, faults, Duration::from_secs(wait));
        let create = applied
            .ends
            .iter()
            .find(|change| change.address.kind == "account" && change.address.key == "a")
            .unwrap();
        let End::Skipped { why } = &create.end else {
            panic!("{faults:?} after {wait} s: {:?}", create.end)
        };
        assert!(why.contains("has its e-mail, and is owned by baseline other"), "{why}");
        let organization = state.organization.as_ref().unwrap();
        assert_eq!(twice(&state), Vec::<String>::new());
        let (id, account) = organization
            .accounts
            .iter()
            .find(|(_, account)| account.email == "a@example.com")
            .unwrap();
        assert_eq!(account.parent, organization.root.id, "{faults:?} after {wait} s");
        assert_eq!(policies_of(organization, id), Vec::<&str>::new());
        assert_eq!(organization.tags[id].tags["groundline"], "other/account/a");
    }
}

#[test]
fn an_answer_with_the_id_of_something_else_puts_nothing_on_it() {
    let pair = baseline("pair", &PAIR);
    let lies = [
        (
            "organizations:DescribeCreateAccountStatus",
            "CreateAccountStatus.AccountId",
            "123456789012",
        ),
        (
            "organizations:DescribeCreateAccountStatus",
            "CreateAccountStatus.Id",
            "car-elsewhere",
        ),
        ("organizations:CreateAccount", "CreateAccountStatus.Id", "car-elsewhere"),
        ("organizations:CreateOrganizationalUnit", "OrganizationalUnit.Id", "r-"),
        ("organizations:CreatePolicy", "Policy.PolicySummary.Id", "p-"),
    ];
    for (operation, path, text) in lies {
        virtually(async {
            let sandbox = Sandbox::from_state(empty(&pair));
            let root = sandbox.state().organization.unwrap().root.id;
            let text: &'static str = match text {
                "r-" => Box::leak(root.into_boxed_str()),
                // An answer that comes twice.
                "p-" => "p-12345678",
                text => text,
            };
            let kind = FaultKind::Corruption {
                path: path.to_owned(),
                how: groundline::sandbox::Corruption::Say(text),
            };
            let operation = operation.to_owned();
            sandbox.add_fault(Fault {
                kind,
                when: When::Always {
                    operation: operation.clone(),
                },
            });
            let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
            let said = unfinished(&applied);
            assert!(!said.is_empty(), "{operation} {path}");
            let state = sandbox.state();
            assert_eq!(twice(&state), Vec::<String>::new(), "{operation} {path}");
            let organization = state.organization.as_ref().unwrap();
            let management = &organization.accounts["123456789012"];
            assert_eq!(management.parent, organization.root.id, "{operation} {path}");
            assert_eq!(policies_of(organization, "123456789012"), Vec::<&str>::new());
            assert_eq!(policies_of(organization, &organization.root.id), Vec::<&str>::new());
            let units = organization.units.values();
            assert!(units.into_iter().all(|unit| unit.parent == organization.root.id));
            // What was made is found by the next run.
            let healed = Sandbox::from_state(state.clone());
            healed.advance(Duration::from_secs(60));
            let (_, applied) = apply(&healed, &pair, &[]).await.unwrap();
            assert_eq!(unfinished(&applied), Vec::<String>::new(), "{operation} {path}");
            assert_eq!(mixed(&healed.state(), "pair", &PAIR), Vec::<String>::new());
        });
    }
}

#[test]
fn two_applies_at_the_same_time_make_each_account_once() {
    let pair = baseline("pair", &PAIR);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&pair));
        let one = Run::new(&sandbox, &[]).await;
        let two = Run::new(&sandbox, &[]).await;
        let (world, plan) = one.plan(&pair).await.unwrap();
        let (other_world, other_plan) = two.plan(&pair).await.unwrap();
        let (first, second) = tokio::join!(one.apply(&world, &plan), two.apply(&other_world, &other_plan));
        for end in first
            .ends
            .iter()
            .chain(&second.ends)
            .filter(|change| change.address.kind == "account")
        {
            if let End::Failed { message, .. } = &end.end {
                assert!(!message.contains("outside this Organization"), "{message}");
            }
        }
        let (_, applied) = apply(&sandbox, &pair, &[]).await.unwrap();
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        assert_eq!(mixed(&sandbox.state(), "pair", &PAIR), Vec::<String>::new());
    });
}

#[test]
fn an_email_of_an_account_elsewhere_is_said_to_be_that() {
    let one = baseline("pair", &["a"]);
    virtually(async {
        let sandbox = Sandbox::from_state(empty(&one));
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(&one).await.unwrap();
        begun(&sandbox, &one).await;
        sandbox.advance(Duration::from_secs(60));
        let mut state = sandbox.state();
        let organization = state.organization.as_mut().unwrap();
        let account = organization
            .accounts
            .values_mut()
            .find(|account| account.email == "a@example.com")
            .unwrap();
        account.state = groundline::sandbox::AccountState::Closed;
        let closed = Sandbox::from_state(state);
        let late = Run::new(&closed, &[]).await;
        let applied = late.apply(&world, &plan).await;
        let create = applied
            .ends
            .iter()
            .find(|change| change.address.kind == "account")
            .unwrap();
        let End::Failed { message, .. } = &create.end else {
            panic!("{:?}", create.end)
        };
        assert!(message.contains("or to a closed one"), "{message}");
    });
}
