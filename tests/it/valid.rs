//! Baselines that are right, in whatever order they are written.

use std::path::{Path, PathBuf};

use groundline::areas::declare::declare;
use toml::{Table, Value};

use crate::support::{all_shown, copy_folder, repository, toml_files, valid};

pub fn examples(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path().join("baseline.toml"))
        .collect();
    files.retain(|path| path.exists());
    files.sort();
    files
}

#[test]
fn fixtures_declare_without_error() {
    let files = toml_files("tests/fixtures/valid");
    assert!(files.len() >= 20, "only {} fixtures", files.len());
    for path in files {
        let baseline = valid(&path);
        assert!(!baseline.core.organization.baseline.is_empty());
        assert_eq!(baseline.core.digest.len(), 64);
    }
}

#[test]
fn examples_declare_without_a_word() {
    let files = examples(&repository("examples"));
    assert!(files.len() >= 2, "only {} examples", files.len());
    for path in files {
        let checked = declare(&path);
        assert!(
            checked.diagnostics.is_empty(),
            "{}:\n{}",
            path.display(),
            all_shown(&checked)
        );
        assert!(checked.baseline.is_some());
    }
}

#[test]
fn acme_is_of_a_real_size() {
    let baseline = valid(&repository("examples/acme/baseline.toml"));
    let organization = &baseline.core.organization;
    let nested = organization
        .units
        .keys()
        .filter(|key| organization.unit_chain(key).len() > 1)
        .count();
    assert!(
        organization.units.len() >= 10 && nested >= 3,
        "{nested} of {} units nested",
        organization.units.len()
    );
    assert!(
        organization
            .accounts
            .values()
            .filter(|account| account.unit.is_some())
            .count()
            >= 30
    );
    let count = |kind: &str| {
        baseline
            .core
            .policies
            .keys()
            .filter(|address| address.kind == kind)
            .count()
    };
    assert!(count("scp") >= 8 && count("rcp") >= 1 && count("declarative-policy") >= 2 && count("tag-policy") >= 1);
    assert_eq!(count("ai-services"), 1);
    assert!(baseline.core.elsewhere.trusted_services.len() >= 6);
    assert!(baseline.wants.administrators.len() >= 4);
}

/// The baseline as text without what the order of the files' bytes changes.
fn meaning(path: &Path) -> String {
    let mut baseline = valid(path);
    baseline.core.digest.clear();
    // Where a test stands is for messages.
    baseline.core.guardrail_tests.iter_mut().for_each(|test| test.at = None);
    format!("{baseline:#?}")
}

#[test]
fn order_and_white_space_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for part in ["tests/fixtures/valid", "examples"] {
        copy_folder(&repository(part), &folder.path().join(part));
    }
    let mut files: Vec<PathBuf> = toml_files("tests/fixtures/valid");
    files.extend(examples(&repository("examples")));
    let before: Vec<String> = files.iter().map(|path| meaning(path)).collect();
    for seed in 1..=3 {
        shuffle_folder(folder.path(), &mut Dice(seed));
        for (path, before) in files.iter().zip(&before) {
            let copy = folder.path().join(path.strip_prefix(repository("")).unwrap());
            let text = std::fs::read_to_string(&copy).unwrap();
            assert!(meaning(&copy) == *before, "another meaning:\n{text}");
        }
    }
}

/// Writes every TOML file under a folder in another order.
pub fn shuffle_folder(folder: &Path, dice: &mut Dice) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            shuffle_folder(&path, dice);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let table: Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            let mut text = String::new();
            write_table(&table, &mut Vec::new(), dice, &mut text);
            std::fs::write(&path, text).unwrap();
        }
    }
}

/// A small repeatable generator: the test is the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub fn shuffled<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
        list
    }

    pub fn space(&mut self) -> String {
        " ".repeat(self.below(4))
    }
}

fn write_table(table: &Table, path: &mut Vec<String>, dice: &mut Dice, text: &mut String) {
    let (tables, plain): (Vec<_>, Vec<_>) = table.iter().partition(|(_, value)| is_block(value));
    for (key, value) in dice.shuffled(plain) {
        let (before, after) = (dice.space(), dice.space());
        let value = inline(value, dice);
        text.push_str(&format!("{before}{}{after}= {value}\n", quoted(key)));
    }
    for (key, value) in dice.shuffled(tables) {
        path.push(quoted(key));
        let blocks: Vec<(&Value, &str, &str)> = match value {
            Value::Array(items) => items.iter().map(|item| (item, "[[", "]]")).collect(),
            one => vec![(one, "[", "]")],
        };
        for (block, open, close) in blocks {
            text.push_str(&format!(
                "{}{open}{}{close}\n",
                "\n".repeat(dice.below(3)),
                path.join(".")
            ));
            write_table(block.as_table().unwrap(), path, dice, text);
        }
        path.pop();
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_table),
        _ => false,
    }
}

fn inline(value: &Value, dice: &mut Dice) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(item, dice)).collect();
            let comma = format!("{},\n{}", dice.space(), dice.space());
            format!("[{}{}]", items.join(&comma), dice.space())
        }
        other => other.to_string(),
    }
}

fn quoted(key: &str) -> String {
    Value::String(key.to_owned()).to_string()
}
