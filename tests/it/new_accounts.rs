//! New accounts: guarded soon, at the speed that AWS allows, with few reads, and followed as long as was asked for.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundline::areas::baseline::Baseline;
use groundline::areas::executor::{self, ApplyOptions};
use groundline::aws::Ledger;
use groundline::engine::event::{Applied, End, Event};
use groundline::exit::Exit;
use groundline::facts::op::Access;
use groundline::sandbox::{Moment, Options, Sandbox, Seed, Setup, State};

use crate::budget::slowest;
use crate::cli::Desk;
use crate::declared_whole::whole;
use crate::hand::deny;
use crate::simulated::{Run, setup, unfinished, virtually};
use crate::support::{repository, valid};

/// How long the sandbox takes to make an account.
const CREATING: f64 = 20.0;
/// How long an account may stand in the root once it is there.
const IN_ROOT: Duration = Duration::from_secs(60);

struct Ran {
    applied: Applied,
    ledger: Ledger,
    /// From the start of the apply until its last change was done.
    seconds: f64,
    /// By account, how long it stood in the root.
    in_root: BTreeMap<String, Duration>,
    state: State,
}

/// Applies to an Organization without accounts, with the default time to wait.
fn applied(baseline: &Baseline, accounts: usize, options: Options) -> Ran {
    virtually(async {
        let seed = Seed::Empty {
            accounts: Some(accounts),
        };
        let sandbox = Sandbox::new(&seed, &setup(baseline));
        sandbox.set_options(options);
        let moved: Arc<Mutex<BTreeMap<String, Moment>>> = Arc::default();
        let keep = Arc::clone(&moved);
        sandbox.observe(Box::new(move |call, state| {
            if !call.operation.ends_with("MoveAccount") {
                return;
            }
            let organization = state.organization.as_ref().unwrap();
            let mut moved = keep.lock().unwrap();
            for (id, account) in &organization.accounts {
                if account.parent != organization.root.id && !moved.contains_key(id) {
                    moved.insert(id.clone(), state.now);
                }
            }
        }));
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(baseline).await.unwrap();
        assert_eq!(plan.refused, []);
        let began = sandbox.now();
        let ended = Cell::new(began);
        let events = |event| {
            if event == Event::Verifying {
                ended.set(sandbox.now());
            }
        };
        let options = ApplyOptions {
            wait: Duration::from_secs(1_800),
        };
        let applied = executor::apply(&run.door, &world, &plan, &options, &events).await;
        let state = sandbox.state();
        let moved = moved.lock().unwrap();
        let organization = state.organization.as_ref().unwrap();
        let made = organization.accounts.iter().filter(|(id, _)| moved.contains_key(*id));
        let in_root = made.map(|(id, account)| (account.name.clone(), moved[id].since(account.joined)));
        let in_root = in_root.collect();
        Ran {
            applied,
            ledger: run.door.ledger(),
            seconds: ended.get().since(began).as_secs_f64(),
            in_root,
            state,
        }
    })
}

/// Fails unless all is done, no account waits for its unit, and it takes hardly longer than AWS makes it.
fn quick(what: &str, ran: &Ran) {
    assert_eq!(unfinished(&ran.applied), Vec::<String>::new(), "{what}");
    let longest = ran.in_root.iter().max_by_key(|(_, waited)| **waited).unwrap();
    let mut writes = ran.ledger.clone();
    writes.calls.retain(|line| line.access == Access::Write);
    let (operation, bound) = slowest(&writes);
    let bound = if operation.ends_with("CreateAccount") {
        bound + CREATING
    } else {
        bound
    };
    let count = |access| {
        let lines = ran.ledger.calls.iter().filter(|line| line.access == access);
        lines.map(|line| line.count).sum::<u64>()
    };
    let (reads, writes) = (count(Access::Read), count(Access::Write));
    assert!(*longest.1 <= IN_ROOT, "{what}: {longest:?}");
    assert!(
        ran.seconds <= bound * 1.05,
        "{what}: {} s for {bound} s ({operation})",
        ran.seconds
    );
    assert_eq!(ran.ledger.throttled(), 0, "{what}");
    assert!(reads * 2 < writes * 3, "{what}: {reads} reads for {writes} writes");
}

fn thirty() -> Baseline {
    let mut text = String::from(
        "format = 1\n[organization]\nbaseline = \"thirty\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n[units.work]\nname = \"Work\"\n",
    );
    for n in 0..30 {
        writeln!(
            text,
            "[accounts.a{n:02}]\nemail = \"a{n}@example.com\"\nunit = \"work\""
        )
        .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thirty.toml");
    std::fs::write(&file, text).unwrap();
    valid(&file)
}

#[test]
fn acme_and_thirty_accounts_take_the_time_that_aws_takes() {
    let acme = valid(&repository("examples/acme/baseline.toml"));
    quick("acme", &applied(&acme, 100, Options::default()));
    quick("thirty accounts", &applied(&thirty(), 100, Options::default()));
    let slow = Options {
        latency: Duration::from_millis(300),
        ..Options::default()
    };
    let ran = applied(&acme, 100, slow);
    let longest = ran.in_root.values().max().unwrap();
    assert!(*longest <= IN_ROOT, "{longest:?}");
}

/// Guardrails that deny nothing that groundline's roles need: others would lock the new accounts out.
fn spare_roles(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_guardrail = |text: &String| text.contains("\"Effect\"");
        if path.extension().is_some_and(|ending| ending == "json")
            && fs::read_to_string(&path).is_ok_and(|text| is_guardrail(&text))
        {
            fs::write(&path, deny("s3:DeleteBucket")).unwrap();
        }
    }
}

#[test]
fn of_a_thousand_accounts_none_waits_in_the_root_and_reads_are_few() {
    let state = Sandbox::new(&Seed::Org(1_000), &Setup::default()).state();
    let folder = tempfile::tempdir().unwrap();
    let path = whole(&state, folder.path());
    spare_roles(folder.path());
    let ran = applied(&valid(&path), 1_100, Options::default());
    quick("a thousand accounts", &ran);
    let organization = ran.state.organization.as_ref().unwrap();
    assert_eq!(organization.accounts.len(), 1_000);
    let count = |name: &str| {
        let line = ran.ledger.calls.iter().find(|line| line.operation.ends_with(name));
        line.map_or(0, |line| line.count)
    };
    assert_eq!(count(":ListParents"), 0);
    let reads: u64 = ran.ledger.total - ran.ledger.writes();
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let ratio = reads as f64 / ran.ledger.writes() as f64;
    assert!(ratio < 1.5, "{ratio}");
}

/// A desk with so many accounts to make.
fn desk(accounts: usize) -> Desk {
    let desk = Desk::empty();
    let mut text = String::from(
        "format = 1\n[organization]\nbaseline = \"b\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n[units.work]\nname = \"Work\"\n",
    );
    for n in 0..accounts {
        writeln!(text, "[accounts.a{n}]\nemail = \"a{n}@example.com\"\nunit = \"work\"").unwrap();
    }
    desk.write("baseline.toml", &text);
    desk.types("sandbox reset --seed empty:accounts=50").expect(Exit::Done);
    desk
}

fn creations(desk: &Desk) -> u64 {
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    let lines = ledger["calls"].as_array().unwrap().iter();
    let mut made = lines.filter(|line| line["operation"] == "organizations:CreateAccount");
    made.next().map_or(0, |line| line["count"].as_u64().unwrap())
}

#[test]
fn when_the_time_is_over_and_only_aws_works_it_is_pending() {
    let desk = desk(3);
    let ran = desk
        .types("apply --sandbox --yes --wait 15s --calls calls.json")
        .expect(Exit::Pending);
    for key in ["a0", "a1", "a2"] {
        assert!(
            ran.stdout.contains(&format!(
                "pending  create account.{key}: creation of account.{key} (car-"
            )),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains(&format!(
                "pending  move account.{key}: waits for creation of account.{key}"
            )),
            "{}",
            ran.stdout
        );
    }
    assert_eq!(creations(&desk), 3);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    desk.types("plan --sandbox --detailed-exitcode").expect(Exit::Done);
}

#[test]
fn what_would_not_be_followed_is_not_asked_for() {
    // Each takes longer than it is waited for, and AWS takes five at a time: with those waited for in vain no more are asked for.
    let many = desk(12);
    let ran = many
        .types("apply --sandbox --yes --wait 0s --calls calls.json")
        .expect(Exit::Incomplete);
    assert!(ran.stdout.contains("not asked for"), "{}", ran.stdout);
    assert_eq!(creations(&many), 0);
    // A minute is enough for each of them, though not for all of them together.
    many.types("apply --sandbox --yes --wait 30s --calls calls.json")
        .expect(Exit::Done);
    assert_eq!(creations(&many), 12);
}

#[test]
fn creations_that_overrun_keep_their_place() {
    virtually(async {
        let seed = Seed::Empty { accounts: Some(50) };
        let baseline = thirty();
        let sandbox = Sandbox::new(&seed, &setup(&baseline));
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(&baseline).await.unwrap();
        // AWS asks for them at once, and makes none in this time.
        sandbox.set_options(Options {
            rate_factor: f64::INFINITY,
            ..Options::default()
        });
        let options = ApplyOptions {
            wait: Duration::from_secs(3),
        };
        let applied = executor::apply(&run.door, &world, &plan, &options, &|_| {}).await;
        let open = |change: &&groundline::engine::event::ChangeEnd| {
            change.address.kind == "account"
                && matches!(&change.end, End::Pending { what, .. } if what.starts_with("creation of"))
        };
        let pending = applied.ends.iter().filter(open).count();
        let asked = sandbox.calls()["organizations:CreateAccount"].total;
        assert_eq!((pending as u64, asked), (5, 5));
        let why = "which take all its places";
        let skipped = applied
            .ends
            .iter()
            .filter(|change| matches!(&change.end, End::Skipped { why: told } if told.contains(why)));
        assert_eq!(skipped.count(), 25);
    });
}
