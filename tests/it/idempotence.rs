//! What is so already is not done again, however it is spelled; and the same input makes the same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use groundline::exit::Exit;
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, company, edit};
use crate::hand::{by_hand, in_sync, writes};
use crate::support::{copy_folder, repository, toml_files};
use crate::valid::{Dice, shuffle_folder};

/// Baselines that a new Organization refuses, and why.
const REFUSED: &[(&str, &str)] = &[("adopted-by-id", "`id = \"222222222222\"` is not in the Organization")];

#[test]
fn whatever_was_applied_is_not_applied_again() {
    let desk = Desk::empty();
    copy_folder(&repository("tests/fixtures/valid"), &desk.path("."));
    let mut applied = 0;
    for path in toml_files("tests/fixtures/valid") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let words = |command: &str| format!("{command} --baseline {name}.toml");
        desk.types(&words("sandbox reset --quiet --seed empty:accounts=50"))
            .expect(Exit::Done);
        if let Some((_, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            desk.types(&words("apply --sandbox --yes"))
                .expect(Exit::Refused)
                .shows(why);
            continue;
        }
        twice(&desk, &format!("{name}.toml"));
        applied += 1;
    }
    assert!(applied >= 20, "only {applied} were applied");
}

#[test]
fn acme_is_not_applied_again() {
    let desk = Desk::empty();
    copy_folder(&repository("examples/acme"), &desk.path("."));
    desk.types("sandbox reset --quiet --seed empty:accounts=100")
        .expect(Exit::Done);
    twice(&desk, "baseline.toml");
}

/// Applies a baseline twice: the writes of the first time are those that the plan said, the second time there are none.
fn twice(desk: &Desk, baseline: &str) {
    let of = |command: &str| format!("{command} --sandbox --baseline {baseline}");
    let plan = desk.types(&of("plan --format json")).expect(Exit::Done).json();
    desk.types(&of("apply --yes --calls first.json")).expect(Exit::Done);
    assert_eq!(planned_writes(&plan), writes(desk, "first.json"), "{baseline}");
    let again = desk.types(&of("apply --yes --calls second.json")).expect(Exit::Done);
    assert_eq!(
        writes(desk, "second.json"),
        BTreeMap::new(),
        "{baseline}: {}",
        again.stdout
    );
    desk.types(&of("plan --detailed-exitcode"))
        .expect(Exit::Done)
        .shows("no changes");
    desk.types(&of("drift")).expect(Exit::Done);
}

/// The writes that a plan announces, by operation.
fn planned_writes(plan: &Value) -> BTreeMap<String, u64> {
    let mut planned = BTreeMap::new();
    let changes = plan["changes"].as_array().unwrap();
    for call in changes.iter().flat_map(|change| change["calls"].as_array().unwrap()) {
        let operation = call["operation"].as_str().unwrap().to_owned();
        *planned.entry(operation).or_default() += call["count"].as_u64().unwrap();
    }
    assert_eq!(plan["effort"]["calls"], planned.values().sum::<u64>());
    planned
}

#[test]
fn another_spelling_of_the_baseline_is_no_change() {
    let desk = Desk::empty();
    copy_folder(&repository("examples/acme"), &desk.path("."));
    desk.types("sandbox reset --quiet --seed empty:accounts=100")
        .expect(Exit::Done);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    for seed in 1..=3 {
        let mut dice = Dice(seed);
        shuffle_folder(&desk.path("."), &mut dice);
        respell_folder(&desk.path("policies"), &mut dice);
        for file in ["security", "retail", "payments"] {
            let path = format!("accounts/{file}.toml");
            desk.write(
                &path,
                &desk
                    .read(&path)
                    .replace("aws+", "AWS+")
                    .replace("acme.example", "Acme.EXAMPLE"),
            );
        }
        in_sync(&desk);
    }
}

#[test]
fn another_spelling_in_aws_is_no_change() {
    let desk = applied_company();
    for seed in 1..=5 {
        let mut dice = Dice(seed);
        by_hand(&desk, |organization| {
            for account in organization.accounts.values_mut() {
                account.email = mixed_case(&account.email, &mut dice);
            }
            for policy in organization.policies.values_mut().filter(|policy| !policy.aws_managed) {
                let statements = policy.kind == crate::hand::SCP;
                policy.content = respelled(&policy.content, statements, &mut dice);
            }
            let delegation = organization.resource_policy.as_mut().unwrap();
            delegation.content = respelled(&delegation.content, true, &mut dice);
        });
        in_sync(&desk);
        desk.types("drift --sandbox").expect(Exit::Done).shows("in sync");
        desk.types("apply --sandbox --yes --calls calls.json")
            .expect(Exit::Done);
        assert_eq!(writes(&desk, "calls.json"), BTreeMap::new());
    }
}

#[test]
fn an_account_is_found_by_its_email_in_any_case() {
    let desk = company();
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    by_hand(&desk, |organization| {
        let root = organization.root.id.clone();
        crate::hand::make_account(organization, &root, "Aws+SHOP@Example.com");
    });
    edit(&desk, "aws+shop@", "AWS+Shop@");
    let plan = desk.types("plan --sandbox").expect(Exit::Done);
    assert!(!plan.stdout.contains("\"Aws+SHOP"), "{}", plan.stdout);
    desk.types("apply --sandbox --yes")
        .expect(Exit::Done)
        .shows("exists and is taken over");
    in_sync(&desk);
}

#[test]
fn the_same_input_makes_the_same_bytes_in_whatever_order_it_is_written() {
    let mut desk = Desk::empty();
    copy_folder(&repository("examples/acme"), &desk.path("."));
    let first = everything(&desk);
    assert_eq!(first, everything(&desk));
    for seed in 1..=2 {
        desk = Desk::empty();
        copy_folder(&repository("examples/acme"), &desk.path("."));
        let mut dice = Dice(seed);
        shuffle_folder(&desk.path("."), &mut dice);
        respell_folder(&desk.path("policies"), &mut dice);
        for (one, other) in first.iter().zip(everything(&desk)) {
            similar_asserts(one, &other);
        }
    }
}

/// Fails with the first lines that differ, rather than with megabytes.
#[track_caller]
fn similar_asserts(one: &str, other: &str) {
    let mut lines = one.lines().zip(other.lines());
    if let Some((one, other)) = lines.find(|(one, other)| one != other) {
        panic!("{one}\n{other}");
    }
    assert_eq!(one.len(), other.len());
}

/// What plan, apply and drift say of a new Organization.
fn everything(desk: &Desk) -> [String; 5] {
    desk.types("sandbox reset --quiet --seed empty:accounts=100")
        .expect(Exit::Done);
    [
        desk.types("plan --sandbox").expect(Exit::Done).stdout,
        desk.types("plan --sandbox --format json").expect(Exit::Done).stdout,
        desk.types("drift --sandbox --format json")
            .expect(Exit::Differences)
            .stdout,
        desk.types("apply --sandbox --yes --format json")
            .expect(Exit::Done)
            .stdout,
        desk.types("plan --sandbox --format json").expect(Exit::Done).stdout,
    ]
}

#[test]
fn the_text_of_an_apply_is_the_same_twice() {
    let runs: Vec<String> = (0..2)
        .map(|_| {
            let desk = company();
            let ran = desk.types("apply --sandbox --yes").expect(Exit::Done);
            ran.stdout + &ran.stderr
        })
        .collect();
    assert_eq!(runs[0], runs[1]);
    assert!(COMPANY.contains("shop") && runs[0].contains("account.shop"));
}

fn mixed_case(text: &str, dice: &mut Dice) -> String {
    let letters = text.chars();
    letters
        .map(|c| {
            if dice.below(2) == 0 {
                c.to_ascii_uppercase()
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

/// Writes every policy under a folder in another spelling.
fn respell_folder(folder: &Path, dice: &mut Dice) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            respell_folder(&path, dice);
        } else {
            let statements = path
                .parent()
                .is_some_and(|folder| folder.ends_with("scp") || folder.ends_with("rcp"));
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, respelled(&text, statements, dice)).unwrap();
        }
    }
}

/// The same document: keys in another order, other white space, and in statements single values for lists of one and the other way round.
fn respelled(text: &str, statements: bool, dice: &mut Dice) -> String {
    let value: Value = serde_json::from_str(text).unwrap();
    let mut out = String::new();
    write_value(&value, statements, dice, &mut out);
    out
}

fn write_value(value: &Value, statements: bool, dice: &mut Dice, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut parts = Vec::new();
            for (key, value) in members {
                let mut part = format!("{}{}:{}", Value::from(key.as_str()), dice.space(), dice.space());
                write_member(key, value, statements, dice, &mut part);
                parts.push(part);
            }
            let parts = dice.shuffled(parts).join(&format!(",\n{}", dice.space()));
            out.push_str(&format!("{{{}{parts}{}}}", dice.space(), dice.space()));
        }
        Value::Array(items) => {
            let mut parts = Vec::new();
            for item in items {
                let mut part = String::new();
                write_value(item, statements, dice, &mut part);
                parts.push(part);
            }
            if statements {
                parts = dice.shuffled(parts);
            }
            out.push_str(&format!(
                "[{}{}]",
                dice.space(),
                parts.join(&format!(", {}", dice.space()))
            ));
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// Elements of a statement that take one value or a list.
fn write_member(key: &str, value: &Value, statements: bool, dice: &mut Dice, out: &mut String) {
    let takes_both = [
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Statement",
        "AWS",
        "Service",
    ];
    match value {
        Value::Array(items) if statements && takes_both.contains(&key) && items.len() == 1 && dice.below(2) == 0 => {
            write_value(&items[0], statements, dice, out);
        }
        Value::String(_) if statements && takes_both.contains(&key) && dice.below(2) == 0 => {
            write_value(&Value::Array(vec![value.clone()]), statements, dice, out);
        }
        _ => write_value(value, statements, dice, out),
    }
}
