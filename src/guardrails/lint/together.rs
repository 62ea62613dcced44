//! Rules about several policies.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::document::Document;
use super::super::evaluate::matching::covers;
use super::super::policy::{Condition, Effect, Policy, Statement, Text};
use super::exempt::{Principal, literal_end, literal_start, patterns};
use super::finding::Finding;
use super::keys::is_about_principal;
use super::rules::{exemption_unprotected, level_without_allow};

/// What lets somebody take a role's name.
const TAKING: &[&str] = &["iam:createrole", "iam:updateassumerolepolicy"];

/// So many bytes of patterns are compared in all: a thousand names of roles with each of a thousand others.
const COMPARED: usize = 150_000_000;
/// What any two patterns count at least.
const EACH: usize = 50;

/// What [`unprotected`] found.
#[derive(Debug, Default)]
pub struct Unprotected {
    /// The number of the policy, and what is wrong there.
    pub findings: Vec<(usize, Finding)>,
    /// Whether there are so many patterns that not all were compared.
    pub unfinished: bool,
}

/// Principals that are spared by name, where no policy keeps others from taking the name. `scps` are all SCPs that there are; each
/// pattern is reported once in each.
#[must_use]
pub fn unprotected(scps: &[&Document]) -> Unprotected {
    let policies: Vec<Option<Policy>> = scps.iter().map(|document| Policy::read(document).ok()).collect();
    let statements = || policies.iter().flatten().flat_map(|policy| &policy.statements);
    let protecting = TAKING
        .iter()
        .map(|action| statements().filter(|statement| protects(statement, action)));
    let mut protecting: Vec<Vec<&Statement>> = protecting.map(Iterator::collect).collect();
    // Mostly the same statements keep both.
    protecting
        .dedup_by(|one, other| one.len() == other.len() && one.iter().zip(&*other).all(|(a, b)| std::ptr::eq(*a, *b)));
    let left = Cell::new(COMPARED);
    let protected: Vec<Kept<'_>> = protecting
        .iter()
        .map(|statements| {
            let texts = statements
                .iter()
                .copied()
                .flat_map(|statement| statement.resources.texts());
            Kept::of(texts, &left)
        })
        .collect();
    let is_open = |pattern: &str| {
        let has_name = Principal::read(pattern).is_some_and(|principal| {
            principal.kind == "role" && !principal.path_and_name.is_empty() && !principal.is_made_by_aws()
        });
        has_name && !protected.iter().all(|kept| kept.keeps(pattern))
    };
    // The same names are spared in many policies.
    let mut open: BTreeMap<String, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for (index, policy) in policies.iter().enumerate() {
        let mut seen = BTreeSet::new();
        let spared = policy.iter().flat_map(|policy| &policy.statements).flat_map(patterns);
        for pattern in spared {
            let is_open = match open.get(&pattern.text) {
                Some(known) => *known,
                None => *open.entry(pattern.text.clone()).or_insert(is_open(&pattern.text)),
            };
            if is_open && seen.insert(&pattern.text) {
                found.push((index, open_name(pattern)));
            }
        }
    }
    Unprotected {
        findings: found,
        unfinished: left.get() == 0,
    }
}

fn open_name(pattern: &Text) -> Finding {
    Finding {
        code: exemption_unprotected::RULE.code,
        severity: exemption_unprotected::RULE.severity,
        message: "no policy keeps others from creating this role, or from changing who may assume it".to_owned(),
        help: Some("protect the name with the guardrail `protect-roles`".to_owned()),
        place: pattern.place,
    }
}

/// Whether a statement denies the action to everybody but some principals, on resources that it lists.
fn protects(statement: &Statement, action: &str) -> bool {
    statement.effect == Effect::Deny
        && !statement.actions.negated
        && !statement.resources.negated
        && statement
            .actions
            .texts()
            .any(|pattern| covers(&pattern.to_ascii_lowercase(), action))
        && statement.conditions.iter().all(spares_only)
}

/// Whether a condition only spares some principals.
fn spares_only(condition: &Condition) -> bool {
    is_about_principal(condition) && condition.operator.comparison.is_negated()
}

/// The resources that policies keep, to look into: by what stands in their last part before the first wildcard, and behind the last one.
struct Kept<'a> {
    everything: bool,
    starts: BTreeSet<&'a str>,
    /// Sorted.
    patterns: Vec<(&'a str, &'a str, &'a str)>,
    /// How much may still be compared.
    left: &'a Cell<usize>,
}

impl<'a> Kept<'a> {
    fn of(resources: impl Iterator<Item = &'a str>, left: &'a Cell<usize>) -> Self {
        let mut kept = Self {
            everything: false,
            starts: BTreeSet::new(),
            patterns: Vec::new(),
            left,
        };
        for resource in resources {
            kept.everything |= resource == "*";
            if let Some(last) = resource.splitn(6, ':').skip(2).last() {
                kept.patterns.push((literal_start(last), literal_end(last), resource));
            }
        }
        kept.patterns.sort_unstable();
        kept.patterns.dedup();
        kept.starts = kept.patterns.iter().map(|(start, ..)| *start).collect();
        kept
    }

    /// Whether one of them holds every role that `narrow` spares. A baseline is for one partition. Where there is more to compare than may be,
    /// nothing is said against it.
    fn keeps(&self, narrow: &str) -> bool {
        let parts = parts(narrow);
        let last = parts.last().copied().unwrap_or_default();
        // A pattern that holds this one begins like it up to its own first wildcard.
        let places = || last.char_indices().map(|(place, _)| place).chain([last.len()]);
        let starts = places().filter_map(|place| last.get(..place));
        let starts = starts.filter(|start| self.starts.contains(start));
        // And it ends like it from its own last wildcard on.
        let ends = |start| places().filter_map(move |place| Some((start, last.get(place..)?)));
        let mut wider = starts.flat_map(ends).flat_map(|(start, end)| {
            let first = self
                .patterns
                .partition_point(|pattern| (pattern.0, pattern.1) < (start, end));
            let from = self.patterns.get(first..).unwrap_or_default().iter();
            from.take_while(move |pattern| (pattern.0, pattern.1) == (start, end))
        });
        self.everything
            || wider.any(|(_, _, wide)| {
                self.left
                    .set(self.left.get().saturating_sub(wide.len() + narrow.len() + EACH));
                self.left.get() == 0 || holds(wide, &parts)
            })
    }
}

/// What an ARN says behind its partition.
fn parts(arn: &str) -> Vec<&str> {
    arn.splitn(6, ':').skip(2).collect()
}

fn holds(wide: &str, narrow: &[&str]) -> bool {
    let wide = parts(wide);
    wide.len() == narrow.len() && wide.iter().zip(narrow).all(|(wide, narrow)| covers(wide, narrow))
}

/// What is wrong where these are all the SCPs of a level: nothing is allowed, so that everything below is denied.
#[must_use]
pub fn without_allow(level: &[&Document]) -> Option<Finding> {
    let allows = |document: &&Document| {
        let policy = Policy::read(document);
        policy.is_ok_and(|policy| {
            policy
                .statements
                .iter()
                .any(|statement| statement.effect == Effect::Allow)
        })
    };
    let first = level.first().filter(|_| !level.iter().any(allows))?;
    Some(Finding {
        code: level_without_allow::RULE.code,
        severity: level_without_allow::RULE.severity,
        message: "nothing is allowed at this level: everything below it is denied".to_owned(),
        help: Some("keep `FullAWSAccess` attached".to_owned()),
        place: first.root.place(),
    })
}
