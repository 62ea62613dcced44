//! The rules of inheriting policies, which have a part of their own.

use std::sync::LazyLock;

use super::super::inherit;
use super::finding::Severity;
use super::rule::{Check, Group, Kind, Rule};

/// Findings about a merge: nothing is wrong with either policy alone.
const OF_MERGES: &[&str] = &[
    "inherit-conflict",
    "inherit-order",
    "inherit-forbidden",
    "inherit-loosened",
    "inherit-spelling",
    "inherit-not-a-list",
    "inherit-clash",
    "inherit-lock",
    "inherit-mixed",
];

/// Every one.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rules = inherit::RULES.iter().map(|(code, summary, text)| Rule {
        code,
        severity: if OF_MERGES.contains(code) {
            Severity::Warning
        } else {
            Severity::Error
        },
        group: Group::Inheriting,
        kinds: &[Kind::Inheriting],
        summary,
        why: text,
        instead: "",
        bad: "",
        good: "",
        check: Check::Elsewhere,
    });
    rules.collect()
});
