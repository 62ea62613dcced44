//! The files of the library.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::super::embedded::FILES;
use super::super::{Guardrail, all, find, latest};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scps")
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn every_file_is_embedded_and_every_embedded_one_is_a_file() {
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        files.extend(name.strip_suffix(".toml").map(str::to_owned));
    }
    let embedded: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(embedded, files);
}

#[test]
fn every_file_can_be_read() {
    let mut troubles = Vec::new();
    for (name, text) in FILES {
        match Guardrail::parse(name, text) {
            Ok(guardrail) => assert_eq!(guardrail.to_string(), *name),
            Err(error) => troubles.push(format!("{name}: {error}")),
        }
    }
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
    assert_eq!(all().len(), FILES.len());
}

/// A baseline that names a version gets the same policy from every version of the program. `scps/released.txt` lists what is released, with the SHA-256
/// of each file; one that is not there yet may still change. `GROUNDLINE_BLESS=1` adds all files, and changes no line.
#[test]
fn a_released_file_never_changes() {
    let path = folder().join("released.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut released: BTreeMap<&str, String> = BTreeMap::new();
    for line in text.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(released.insert(name, digest.to_owned()), None, "{name} is there twice");
    }
    let now: BTreeMap<&str, String> = FILES.iter().map(|(name, text)| (*name, digest(text))).collect();
    for (name, then) in &released {
        let now = now.get(name).unwrap_or_else(|| panic!("{name} is released, and gone"));
        assert_eq!(
            then, now,
            "{name} is released: its text never changes, write the next version"
        );
    }
    if std::env::var_os("GROUNDLINE_BLESS").is_some() {
        let lines: Vec<String> = now.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
        std::fs::write(path, lines.concat()).unwrap();
    }
}

#[test]
fn names_that_are_not_there_get_help() {
    assert_eq!(find("deny-root@1").unwrap().to_string(), "deny-root@1");
    assert_eq!(latest("deny-root").unwrap().version, 1);
    let help = |name: &str| {
        let problem = find(name).unwrap_err();
        (problem.code, problem.help.unwrap())
    };
    assert_eq!(
        help("deny-rot@1"),
        ("unknown-guardrail", "did you mean `deny-root@1`?".to_owned())
    );
    let (code, text) = help("deny-root");
    assert_eq!(code, "unknown-guardrail-version");
    assert!(text.starts_with("write `deny-root@1`"), "{text}");
    for version in [
        "deny-root@99",
        "deny-root@",
        "deny-root@x",
        "deny-root@01",
        "deny-root@1@1",
        "deny-root@99999999999",
    ] {
        assert_eq!(
            help(version),
            ("unknown-guardrail-version", "versions: `deny-root@1`".to_owned()),
            "{version}"
        );
    }
    assert_eq!(help("").0, "unknown-guardrail");
}
