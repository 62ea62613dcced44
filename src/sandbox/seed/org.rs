//! `org:N`: an Organization of N accounts, with units and policies in proportion; nothing in it is tagged.

use super::builder::OrganizationBuilder;
use crate::facts::policy_types::TAG;

/// Units at most.
const UNITS: usize = 500;
/// What policies deny: actions of IAM.
const ACTIONS: &[&str] = &[
    "AttachRolePolicy",
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreateRole",
    "CreateUser",
    "DeleteRole",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "TagRole",
    "UntagRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
];
/// Nodes that each policy is attached to.
const ATTACHED_TO: usize = 3;
/// Of every so many policies one is a tag policy, the others are SCPs.
const TAG_POLICY_EVERY: usize = 6;

pub(super) fn plant(builder: &mut OrganizationBuilder, accounts: usize) {
    builder.enable(TAG);
    let units = plant_units(builder, (accounts / 10).clamp(1, UNITS));
    let mut nodes = units.clone();
    // The management account is one of them.
    for (n, unit) in (1..accounts).zip(units.iter().cycle()) {
        let account = builder.account(
            unit,
            &format!("workload-{n:05}"),
            &format!("aws+workload-{n:05}@example.com"),
        );
        if n.is_multiple_of(50) {
            nodes.push(account);
        }
    }
    let mut next = nodes.iter().cycle();
    for n in 0..policies(accounts) {
        let policy = if n % TAG_POLICY_EVERY == TAG_POLICY_EVERY - 1 {
            let content = format!(r#"{{"tags":{{"team-{n}":{{"tag_key":{{"@@assign":"team-{n}"}}}}}}}}"#);
            builder.policy(TAG, &format!("tags-{n:03}"), "", &content)
        } else {
            builder.scp(&format!("guardrail-{n:03}"), "", &denied(n))
        };
        for target in next.by_ref().take(ATTACHED_TO) {
            builder.attach(&policy, target);
        }
    }
}

/// Two actions that the policy of a number denies, as JSON: another pair for each number.
fn denied(number: usize) -> String {
    let count = ACTIONS.len();
    let (first, apart) = (number % count, 1 + number / count % (count - 1));
    let pair = [first, (first + apart) % count].map(|at| ACTIONS.get(at).copied().unwrap_or_default());
    format!("[{}]", pair.map(|action| format!("\"iam:{action}\"")).join(","))
}

/// A tree three to five deep: areas, teams in them, and a few stages and branches below.
fn plant_units(builder: &mut OrganizationBuilder, count: usize) -> Vec<String> {
    let root = builder.root();
    let mut units: Vec<(String, usize)> = Vec::new();
    for n in 0..count {
        // Each unit is in one made a while before it, so that the tree grows down evenly.
        let above = (n >= 5)
            .then(|| units.get(n / 5))
            .flatten()
            .filter(|(_, depth)| *depth < 5)
            .cloned();
        let (parent, depth) = above.map_or_else(|| (root.clone(), 1), |(id, depth)| (id, depth + 1));
        units.push((builder.unit(&parent, &format!("unit-{n:03}")), depth));
    }
    units.into_iter().map(|(id, _)| id).collect()
}

/// Sixty at 1,000 accounts, 150 from 10,000 on, and in proportion below and between.
fn policies(accounts: usize) -> usize {
    match accounts {
        0..=1_000 => (accounts * 60 / 1_000).max(1),
        1_001..10_000 => 60 + (accounts - 1_000) / 100,
        _ => 150,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::super::setup::{Seed, Setup};

    #[test]
    fn sizes_are_as_promised() {
        for (accounts, units, policies) in [(10, 1, 1), (1_000, 100, 60), (10_000, 500, 150)] {
            let state = super::super::grow(&Seed::Org(accounts), &Setup::default());
            let organization = state.organization.unwrap();
            assert_eq!(organization.accounts.len(), accounts);
            assert_eq!(organization.units.len(), units);
            assert_eq!(
                organization
                    .policies
                    .values()
                    .filter(|policy| !policy.aws_managed)
                    .count(),
                policies
            );
            assert!(organization.tags.is_empty());
            let deepest = organization
                .units
                .keys()
                .map(|id| organization.chain(id).len() - 1)
                .max()
                .unwrap();
            assert!(units < 100 || (3..=5).contains(&deepest), "{deepest}");
            for node in organization.units.keys() {
                let mut types: BTreeMap<&str, usize> = BTreeMap::new();
                for policy in organization.policies_at(node) {
                    *types.entry(&organization.policies[policy].kind).or_default() += 1;
                }
                assert!(types.values().all(|count| *count <= 10), "{types:?}");
            }
        }
    }

    #[test]
    fn the_same_seed_grows_the_same() {
        let grow = |seed: Seed| super::super::grow(&seed, &Setup::default());
        for seed in [Seed::Small, Seed::Org(50), Seed::ControlTower] {
            assert_eq!(grow(seed.clone()), grow(seed));
        }
    }
}
