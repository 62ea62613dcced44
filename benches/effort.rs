//! What a plan asks of AWS and of this machine, by the size of the Organization: `cargo bench --bench effort`.
//!
//! `-- SIZE…` measures other sizes. Every row is a process of its own, so that peaks of memory do not mix. See docs/performance.md.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench stops where it cannot go on")]

#[path = "../tests/it/budget.rs"]
mod budget;
#[path = "../tests/it/declared_whole.rs"]
mod declared_whole;
mod process;
#[path = "../tests/it/simulated.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod simulated;
#[path = "../tests/it/support.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

use std::fs::{self, File};
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use groundline::areas::kit::purpose::Purpose;
use groundline::areas::planner;
use groundline::areas::survey::survey;
use groundline::aws::{Door, HttpChoice, Ledger, Pace, Settings};
use groundline::sandbox::{Competitor, Options, Sandbox, Seed, Setup, State};
use groundline::views::{Style, json, text};

use declared_whole::{adopt, little, whole};
use process::Usage;

use simulated::{Run, left, unfinished, virtually};

const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 50_000];
/// The largest Organization that a first apply is measured on: it is one write for each account.
const ADOPTED: usize = 10_000;
/// A round trip to another continent.
const LATENCY: Duration = Duration::from_millis(150);

/// One more SCP, and what it says: some of every account's requests depend on it.
const ROOT_SCP: &str = "[scps.no-root]\nfile = \"no-root.json\"\nattach = [\"root\"]\n";
const NO_ROOT: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","organizations:*","account:*","cloudformation:*"],"Resource":"*",
     "Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]},
                  "ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::*:role/OrganizationAccountAccessRole","arn:*:iam::*:role/stacksets-exec-*"]}}},
    {"Sid":"Leave","Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}]}"#;

/// What is measured.
const CASES: [(&str, &str); 9] = [
    ("converged", "everything is declared and as declared, no latency"),
    ("converged-150ms", "the same, each call takes 150 ms"),
    ("brownfield", "one unit and one policy are declared, nothing is tagged"),
    (
        "drifted",
        "every tenth account stands elsewhere, of the policies a third is edited and a third detached",
    ),
    (
        "pruned",
        "everything is ours, and only one unit and one policy are still declared",
    ),
    ("half-rates", "converged, and AWS allows half of what it publishes"),
    (
        "competing",
        "converged, and another client takes half of the four busiest rates",
    ),
    (
        "root-scp",
        "converged, and one more SCP at the root: what it does to every account is said",
    ),
    (
        "first-apply",
        "everything is declared, nothing is tagged: plan and apply, rates unlimited",
    ),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["prepare", size, folder] => prepare(size.parse().unwrap(), Path::new(folder)),
        ["measure", case, folder] => measure(case, Path::new(folder)),
        [] => table(&SIZES),
        sizes => table(&sizes.iter().map(|size| size.parse().unwrap()).collect::<Vec<usize>>()),
    }
}

fn table(sizes: &[usize]) {
    let prepared: Vec<_> = sizes.iter().map(|size| (size, tempfile::tempdir().unwrap())).collect();
    for (size, folder) in &prepared {
        itself(&["prepare", &size.to_string(), folder.path().to_str().unwrap()]);
    }
    for (case, what) in CASES {
        say(&format!("\n{case}: {what}\n\n"));
        say(
            "| accounts | calls | throttled | seconds | slowest bucket | its seconds | ratio | changes | CPU: baseline, plan, texts | peak memory |\n",
        );
        say("|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|\n");
        for (size, folder) in &prepared {
            if case != "first-apply" || **size <= ADOPTED {
                let row = itself(&["measure", case, folder.path().to_str().unwrap()]);
                say(&format!("| {size} | {row}"));
            }
        }
    }
}

fn say(text: &str) {
    std::io::stdout().write_all(text.as_bytes()).unwrap();
}

/// Runs this program again and gives what it printed.
fn itself(words: &[&str]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(words)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{words:?}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn prepare(size: usize, folder: &Path) {
    let mut state = Sandbox::new(&Seed::Org(size), &Setup::default()).state();
    let declared = fs::read_to_string(whole(&state, folder)).unwrap();
    fs::write(folder.join("root.toml"), declared + ROOT_SCP).unwrap();
    fs::write(folder.join("no-root.json"), NO_ROOT).unwrap();
    little(&state, folder);
    keep(&state, &folder.join("untouched.json"));
    adopt(&mut state);
    keep(&state, &folder.join("converged.json"));
    drift(&mut state);
    keep(&state, &folder.join("drifted.json"));
}

/// What many hands do to an Organization.
fn drift(state: &mut State) {
    let organization = state.organization.as_mut().unwrap();
    let units: Vec<String> = organization.units.keys().cloned().collect();
    let management = organization.management_account.clone();
    let accounts = organization.accounts.iter_mut().filter(|(id, _)| **id != management);
    for ((_, account), unit) in accounts.step_by(10).zip(units.iter().cycle()) {
        account.parent.clone_from(unit);
    }
    let policies = organization
        .policies
        .iter_mut()
        .filter(|(_, policy)| !policy.aws_managed);
    for (number, (id, policy)) in policies.enumerate() {
        match number % 3 {
            0 => policy.content = policy.content.replace("Role", "User"),
            1 => drop(organization.attachments.remove(id)),
            _ => {}
        }
    }
}

fn keep(state: &State, path: &Path) {
    fs::write(path, serde_json::to_vec(state).unwrap()).unwrap();
}

fn measure(case: &str, folder: &Path) {
    let (state, baseline) = match case {
        "brownfield" => ("untouched.json", "little.toml"),
        "first-apply" => ("untouched.json", "whole.toml"),
        "drifted" => ("drifted.json", "whole.toml"),
        "pruned" => ("converged.json", "little.toml"),
        "root-scp" => ("converged.json", "root.toml"),
        _ => ("converged.json", "whole.toml"),
    };
    let file = BufReader::new(File::open(folder.join(state)).unwrap());
    let state: State = serde_json::from_reader(file).unwrap();
    let options = options(case);
    let is_apply = case == "first-apply";
    virtually(async {
        let sandbox = Sandbox::from_state(state);
        sandbox.set_options(options);
        process::forget_peak();
        let start = Usage::now();
        let baseline = support::valid(&folder.join(baseline));
        let loaded = Usage::now();
        let settings = Settings {
            http: HttpChoice::InProcess(sandbox.clone()),
            pace: if is_apply { Pace::Off } else { Pace::Published },
            ..Settings::default()
        };
        let door = Door::open(settings).await.unwrap();
        let world = survey(&door, baseline, Purpose::Change, &|_| {}).await.unwrap();
        let plan = planner::plan(&world, &planner::PlanOptions::default());
        let planned = Usage::now();
        // Peaks of memory are those of reading and planning: a text is as long as there is to say.
        let shown = [text::plan(&plan, &Style::plain()), json::plan(&plan, &[])];
        assert!(shown.iter().all(|text| !text.is_empty()));
        let written = Usage::now();
        drop(shown);
        if is_apply {
            assert!(plan.refused.is_empty(), "{:?}", plan.refused);
            let run = Run {
                door: door.clone(),
                options: planner::PlanOptions::default(),
                purpose: Purpose::Change,
            };
            let applied = run.apply(&world, &plan).await;
            assert_eq!(unfinished(&applied), Vec::<String>::new());
        } else if case == "root-scp" {
            assert!(plan.refused.is_empty(), "{:?}", plan.refused);
            assert!(!plan.impact.is_empty());
        } else if !matches!(case, "brownfield" | "drifted" | "pruned") {
            assert_eq!(left(&plan), Vec::<String>::new());
        }
        let end = Usage::now();
        let ledger = door.ledger();
        check(&ledger, &sandbox);
        // An apply is measured as a whole, any other case up to its plan.
        let end = if is_apply { end } else { planned };
        row(
            &ledger,
            plan.changes.len(),
            [start, loaded, end],
            written.cpu - planned.cpu,
        );
    });
}

/// The ledger must be what the other side counted.
fn check(ledger: &Ledger, sandbox: &Sandbox) {
    let calls = sandbox.calls();
    for line in &ledger.calls {
        let counted = calls.get(&line.operation).copied().unwrap_or_default();
        assert_eq!(
            (counted.total, counted.throttled),
            (line.count, line.throttled),
            "{}",
            line.operation
        );
    }
    assert_eq!(calls.len(), ledger.calls.len());
}

fn row(ledger: &Ledger, changes: usize, [start, loaded, end]: [Usage; 3], texts: f64) {
    let (name, bound) = budget::slowest(ledger);
    let name = name.rsplit(':').next().unwrap_or_default();
    let ratio = if bound > 0.0 {
        format!("{name} | {bound:.1} | {:.2}", ledger.virtual_seconds / bound)
    } else {
        "none | 0.0 | –".to_owned()
    };
    say(&format!(
        "{} | {} | {:.1} | {ratio} | {changes} | {:.2} s, {:.2} s, {texts:.2} s | {} MB |\n",
        ledger.total,
        ledger.throttled(),
        ledger.virtual_seconds,
        loaded.cpu - start.cpu,
        end.cpu - loaded.cpu,
        end.peak / 1_000_000,
    ));
}

fn options(case: &str) -> Options {
    let busiest = [
        ("ListAccounts", 4.0),
        ("DescribePolicy", 1.0),
        ("ListTargetsForPolicy", 2.5),
        ("ListOrganizationalUnitsForParent", 2.5),
    ];
    match case {
        "converged-150ms" => Options {
            latency: LATENCY,
            ..Options::default()
        },
        "half-rates" => Options {
            rate_factor: 0.5,
            ..Options::default()
        },
        "competing" => Options {
            competing: busiest
                .into_iter()
                .map(|(operation, per_second)| Competitor {
                    operation: format!("organizations:{operation}"),
                    per_second,
                })
                .collect(),
            ..Options::default()
        },
        "first-apply" => Options {
            rate_factor: f64::INFINITY,
            ..Options::default()
        },
        _ => Options::default(),
    }
}
