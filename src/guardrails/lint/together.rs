//! Rules about several policies.

use std::collections::BTreeSet;

use super::super::document::Document;
use super::super::evaluate::matching::covers;
use super::super::policy::{Condition, Effect, Policy, Statement, Text};
use super::exempt::{Principal, patterns};
use super::finding::Finding;
use super::keys::is_about_principal;
use super::rules::{exemption_unprotected, level_without_allow};

/// What lets somebody take a role's name.
const TAKING: &[&str] = &["iam:createrole", "iam:updateassumerolepolicy"];

/// Principals that are spared by name, where no policy keeps others from taking the name: the number of the policy, and what is wrong
/// there. `scps` are all SCPs that there are; each pattern is reported once in each.
#[must_use]
pub fn unprotected(scps: &[&Document]) -> Vec<(usize, Finding)> {
    let policies: Vec<Option<Policy>> = scps.iter().map(|document| Policy::read(document).ok()).collect();
    let statements = || policies.iter().flatten().flat_map(|policy| &policy.statements);
    let protected: Vec<Vec<&str>> = TAKING
        .iter()
        .map(|action| {
            let protecting = statements().filter(|statement| protects(statement, action));
            protecting.flat_map(|statement| statement.resources.texts()).collect()
        })
        .collect();
    let is_open = |pattern: &Text| {
        let has_name = Principal::read(&pattern.text).is_some_and(|principal| {
            principal.kind == "role" && !principal.path_and_name.is_empty() && !principal.is_made_by_aws()
        });
        let is_kept = |by: &Vec<&str>| by.iter().any(|wide| keeps(wide, &pattern.text));
        has_name && !protected.iter().all(is_kept)
    };
    let mut found = Vec::new();
    for (index, policy) in policies.iter().enumerate() {
        let mut seen = BTreeSet::new();
        let spared = policy.iter().flat_map(|policy| &policy.statements).flat_map(patterns);
        for pattern in spared.filter(|pattern| is_open(pattern)) {
            if seen.insert(&pattern.text) {
                found.push((index, open_name(pattern)));
            }
        }
    }
    found
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

/// Whether the resource pattern `wide` holds every role that `narrow` spares. A baseline is for one partition.
fn keeps(wide: &str, narrow: &str) -> bool {
    if wide == "*" {
        return true;
    }
    let parts = |text: &str| text.splitn(6, ':').skip(2).map(str::to_owned).collect::<Vec<_>>();
    let (wide, narrow) = (parts(wide), parts(narrow));
    wide.len() == narrow.len() && wide.iter().zip(&narrow).all(|(wide, narrow)| covers(wide, narrow))
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
