//! How many reads an apply takes, all of them counted: to plan, to follow what AWS makes, just before changes, and to verify.

use std::cell::Cell;
use std::fmt::Write as _;

use groundline::aws::{Ledger, LedgerLine};
use groundline::engine::event::Event;
use groundline::facts::op::Access;
use groundline::sandbox::{Sandbox, Seed, Setup};

use crate::declared_whole::{adopt, whole};
use crate::hand::deny;
use crate::simulated::{Run, setup, unfinished, virtually};
use crate::support::valid;

fn count(ledger: &Ledger, access: Access) -> u64 {
    let lines = ledger.calls.iter().filter(|line| line.access == access);
    lines.map(|line| line.count).sum()
}

fn reads(ledger: &Ledger) -> u64 {
    count(ledger, Access::Read)
}

#[test]
fn a_change_of_one_line_in_a_thousand_accounts_is_verified_with_few_calls() {
    let lines: [(&str, &str, u64, u64); 3] = [
        ("an account's tag", "[accounts.", 1, 1),
        ("a unit's tag", "[units.", 1, 1),
        ("a policy's text", "[scps.", 2, 1),
    ];
    for (what, table, before, after) in lines {
        virtually(async {
            let mut state = Sandbox::new(&Seed::Org(1_000), &Setup::default()).state();
            adopt(&mut state);
            let folder = tempfile::tempdir().unwrap();
            let path = whole(&state, folder.path());
            let sandbox = Sandbox::from_state(state);
            let files = [folder.path().join("accounts/000.toml"), path.clone()];
            let file = files
                .iter()
                .find(|file| std::fs::read_to_string(file).unwrap().contains(table))
                .unwrap();
            let text = std::fs::read_to_string(file).unwrap();
            let (before_it, from_it) = text.split_once(table).unwrap();
            let (head, rest) = from_it.split_once('\n').unwrap();
            if table == "[scps." {
                let name = head.split(']').next().unwrap();
                std::fs::write(folder.path().join(format!("{name}.json")), deny("s3:DeleteBucket")).unwrap();
            } else {
                std::fs::write(
                    file,
                    format!("{before_it}{table}{head}\ntags = {{ more = \"1\" }}\n{rest}"),
                )
                .unwrap();
            }
            let baseline = valid(&path);
            let run = Run::new(&sandbox, &[]).await;
            let (world, plan) = run.plan(&baseline).await.unwrap();
            assert_eq!(plan.changes.len(), 1, "{what}");
            let read = run.door.ledger();
            let applied = run.apply(&world, &plan).await;
            assert_eq!(unfinished(&applied), Vec::<String>::new(), "{what}");
            let all = run.door.ledger();
            let took = reads(&all) - reads(&read);
            assert!(took <= before + after, "{what}: {took}");
            assert_eq!(plan.effort.check_calls, before, "{what}");
        });
    }
}

#[test]
fn a_thousand_new_accounts_take_few_reads_a_write() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "format = 1\n[organization]\nbaseline = \"new\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n".to_owned();
    for unit in 0..20 {
        writeln!(text, "[units.unit-{unit}]\nname = \"unit-{unit}\"").unwrap();
    }
    for account in 0..999 {
        writeln!(
            text,
            "[accounts.a{account}]\nname = \"a{account}\"\nemail = \"aws+{account}@example.com\"\nunit = \"unit-{}\"",
            account % 20
        )
        .unwrap();
    }
    writeln!(text, "[scps.stay]\nfile = \"stay.json\"\nattach = [\"root\"]").unwrap();
    std::fs::write(folder.path().join("stay.json"), deny("organizations:LeaveOrganization")).unwrap();
    std::fs::write(folder.path().join("baseline.toml"), text).unwrap();
    let baseline = valid(&folder.path().join("baseline.toml"));
    virtually(async {
        let sandbox = Sandbox::new(&Seed::Empty { accounts: Some(1_100) }, &setup(&baseline));
        let run = Run::new(&sandbox, &[]).await;
        let (world, plan) = run.plan(&baseline).await.unwrap();
        let applied = run.apply(&world, &plan).await;
        let ledger = run.door.ledger();
        let (reads, writes) = (reads(&ledger), count(&ledger, Access::Write));
        assert_eq!(unfinished(&applied), Vec::<String>::new());
        assert!(reads * 2 < writes * 3, "{reads} reads for {writes} writes");
    });
}

/// The operations by which objects are read again just before they are changed.
const AGAIN: [&str; 8] = [
    "ListTagsForResource",
    "DescribePolicy",
    "ListTargetsForPolicy",
    "ListOrganizationalUnitsForParent",
    "DescribeAccount",
    "ListAWSServiceAccessForOrganization",
    "ListDelegatedAdministrators",
    "DescribeResourcePolicy",
];

#[test]
fn the_effort_of_a_plan_counts_what_is_read_again_before_the_changes() {
    let (start, baseline, allow) = (crate::crash::before(), crate::crash::after(), crate::crash::needed());
    virtually(async {
        let sandbox = Sandbox::from_state(start);
        let run = Run::new(&sandbox, &allow).await;
        let (world, plan) = run.plan(&baseline).await.unwrap();
        let again = || {
            let ledger = run.door.ledger();
            let is_again = |line: &&LedgerLine| AGAIN.iter().any(|name| line.operation.ends_with(&format!(":{name}")));
            ledger.calls.iter().filter(is_again).map(|line| line.count).sum::<u64>()
        };
        let (planned, took) = (again(), Cell::new(0));
        let verifies = |event| {
            if event == Event::Verifying {
                took.set(again() - planned);
            }
        };
        let applied = run.apply_telling(&world, &plan, &verifies);
        assert_eq!(unfinished(&applied.await), Vec::<String>::new());
        let (took, said) = (took.get(), plan.effort.check_calls);
        assert!(took.abs_diff(said) * 5 <= said, "{took} and not {said}");
        assert!(took <= plan.effort.calls, "{took} for {} writes", plan.effort.calls);
    });
}
