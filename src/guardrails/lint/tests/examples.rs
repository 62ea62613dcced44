//! The examples of each rule: the bad one has the defect, the good one has none.

use std::collections::BTreeSet;
use std::path::Path;

use super::support::{found, line, policy};
use crate::guardrails::lint::{Group, Rule, catalogue, find};

fn own() -> impl Iterator<Item = &'static Rule> {
    catalogue().filter(|rule| rule.group != Group::Inheriting)
}

#[test]
fn codes_are_words_and_each_is_one_rule() {
    let mut seen = BTreeSet::new();
    for rule in catalogue() {
        assert!(rule.code.split('-').all(|word| !word.is_empty()), "{}", rule.code);
        let plain = rule
            .code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(plain && seen.insert(rule.code), "{}", rule.code);
        assert!(
            !rule.summary.ends_with('.') && !rule.summary.contains('\n'),
            "{}",
            rule.code
        );
        assert!(rule.why.ends_with('.'), "{}", rule.code);
        assert_eq!(find(&rule.code.to_uppercase()).unwrap().code, rule.code);
    }
    assert!(find("nothing").is_none());
    assert!(own().all(|rule| rule.instead.ends_with('.') && !rule.good.is_empty()));
}

#[test]
fn every_rule_is_a_file() {
    let folder = Path::new(file!())
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("rules");
    let entries = std::fs::read_dir(folder).unwrap();
    let files: BTreeSet<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let wanted = own().map(|rule| format!("{}.rs", rule.code.replace('-', "_")));
    let wanted: BTreeSet<String> = wanted.chain(["mod.rs".to_owned()]).collect();
    assert_eq!(files, wanted);
}

/// What is found in every bad example, with the text that is underlined. The size and what compares policies have examples elsewhere.
#[test]
fn the_bad_example_has_the_defect() {
    let mut shown = String::new();
    for rule in own().filter(|rule| !rule.bad.is_empty()) {
        let text = policy(rule.bad);
        let findings = found(&text, rule.kinds[0]);
        let elsewhere = matches!(rule.code, "exemption-unprotected" | "level-without-allow");
        assert!(
            elsewhere || findings.iter().any(|finding| finding.code == rule.code),
            "{}: {findings:?}",
            rule.code
        );
        for finding in findings {
            shown.push_str(&format!("{}: {}\n", rule.code, line(&text, &finding)));
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("bad_examples", shown);
    });
}

#[test]
fn the_good_example_has_none() {
    let mut wrong = Vec::new();
    for rule in own() {
        let text = policy(rule.good);
        for finding in found(&text, rule.kinds[0]) {
            wrong.push(format!("{}: {}", rule.code, line(&text, &finding)));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
