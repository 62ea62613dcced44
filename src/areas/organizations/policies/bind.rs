//! Which live policy each declared one is: by ownership tag, else by type and name.

use std::collections::BTreeMap;

use crate::areas::kit::resource::Removed;
use crate::areas::organizations::model::checked::Baseline;
use crate::engine::address::Address;
use crate::engine::matching::{Candidates, Mismatch};
use crate::engine::owner::{OWNER_TAG, Owner, OwnerTag, owner};
use crate::organization::Live;

use crate::areas::organizations::model::binding::PolicyBinding;
use crate::areas::organizations::model::live::{LivePolicies, LivePolicy};
use crate::areas::organizations::model::policy::{ANY_KIND, KINDS, is_of_its_kind, kind_of};

/// Ties every declared policy.
#[must_use]
pub fn bind(baseline: &Baseline, live: &Live, policies: &LivePolicies) -> PolicyBinding {
    let mut binding = PolicyBinding::default();
    if live.tags.is_none() {
        return binding;
    }
    let mut tagged: BTreeMap<Address, Vec<&LivePolicy>> = BTreeMap::new();
    for policy in policies.all() {
        let owner = whose(baseline, live, policy);
        if let Owner::Ours(address) = &owner {
            tagged.entry(address.clone()).or_default().push(policy);
        }
        binding.owners.insert(policy.id.clone(), owner);
    }
    for (address, declared) in &baseline.policies {
        let Some(of_type) = policies.of_type(&declared.policy_type) else {
            continue;
        };
        let own = tagged.get(address).map(Vec::as_slice).unwrap_or_default();
        if let Some(other) = own.iter().find(|policy| policy.policy_type != declared.policy_type) {
            binding.doubtful.insert(other.id.clone());
            binding.mismatches.push(Mismatch {
                address: address.clone(),
                why: format!(
                    "{} is of the type {}, which AWS cannot change",
                    other.id, other.policy_type
                ),
                help: "give the new one another key".to_owned(),
            });
            continue;
        }
        let natural = of_type.values().filter(|policy| policy.name == declared.name);
        let candidates = Candidates {
            pinned: None,
            tagged: own.iter().map(|policy| policy.id.clone()).collect(),
            natural: natural.map(|policy| policy.id.clone()).collect(),
        };
        let candidates = without_others(candidates, address, &mut binding, &declared.policy_type);
        let chosen = candidates.choose(address, &binding.owners, |_| false);
        binding.doubtful.extend(chosen.doubtful);
        match chosen.found {
            Ok(Some(id)) => {
                let wanted = OwnerTag::new(&baseline.organization.baseline, address.clone()).to_string();
                let tags = live.tags_of(&id);
                let as_declared = declared.tags.iter().all(|(key, value)| tags.get(key) == Some(value));
                let is_declared =
                    |key: &String| key == OWNER_TAG || key.starts_with("aws:") || declared.tags.contains_key(key);
                let others_matter = baseline.organization.exclusive.contains("tags");
                let has_others = others_matter && tags.keys().any(|key| !is_declared(key));
                if tags.get(OWNER_TAG) != Some(&wanted) || !as_declared || has_others {
                    binding.doubtful.insert(id.clone());
                }
                binding.ids.insert(address.clone(), id);
            }
            Ok(None) => {}
            Err(mismatch) => binding.mismatches.push(mismatch),
        }
    }
    let leaving: Vec<String> = policies
        .all()
        .filter(|policy| leaves(baseline, policy, binding.owners.get(&policy.id)).is_some())
        .map(|policy| policy.id.clone())
        .collect();
    binding.doubtful.extend(leaving);
    binding
}

fn whose(baseline: &Baseline, live: &Live, policy: &LivePolicy) -> Owner {
    let declared = &baseline.organization;
    match owner(&declared.baseline, &policy.name, &live.tags_of(&policy.id)) {
        Owner::Ours(mut address) => {
            address.key = declared.renamed(&address.kind, &address.key).to_owned();
            Owner::Ours(address)
        }
        other => other,
    }
}

/// A policy that carries the tag of another address is that one, and has the name only until it gives it up. That it is rests on its tag.
fn without_others(
    mut candidates: Candidates<String>,
    address: &Address,
    binding: &mut PolicyBinding,
    declared_type: &str,
) -> Candidates<String> {
    let owners = &binding.owners;
    let (others, natural): (Vec<_>, Vec<_>) = candidates.natural.into_iter().partition(
        |id| matches!(owners.get(id), Some(Owner::Ours(owned)) if owned != address && is_of_its_kind(owned, declared_type)),
    );
    binding.doubtful.extend(others);
    candidates.natural = natural;
    candidates
}

/// Why a live policy is to be deleted, if it is.
#[must_use]
pub fn leaves(baseline: &Baseline, policy: &LivePolicy, owner: Option<&Owner>) -> Option<&'static str> {
    match owner? {
        Owner::Ours(address)
            if is_of_its_kind(address, &policy.policy_type)
                && !baseline.policies.contains_key(address)
                && !baseline.sets.values().any(|set| set.keeps(address)) =>
        {
            Some("no longer in the baseline")
        }
        Owner::Nobody if is_removed(baseline, policy) => Some("removed by `[[removed]]`"),
        Owner::Nobody if is_exclusive(baseline, policy) && !is_declared(baseline, policy) => {
            Some("not in the baseline, and policies of this type are exclusive")
        }
        _ => None,
    }
}

fn is_removed(baseline: &Baseline, policy: &LivePolicy) -> bool {
    baseline.removed.iter().any(|removed| match removed {
        Removed::Named { kind, name } => {
            let of_type = kind == ANY_KIND || kind_of(&policy.policy_type) == kind;
            of_type && *name == policy.name
        }
        Removed::Address(_) => false,
    })
}

fn is_exclusive(baseline: &Baseline, policy: &LivePolicy) -> bool {
    let table = KINDS
        .iter()
        .find(|(_, _, policy_type)| *policy_type == policy.policy_type);
    table.is_some_and(|(table, _, _)| baseline.organization.exclusive.contains(*table))
}

fn is_declared(baseline: &Baseline, policy: &LivePolicy) -> bool {
    let mut declared = baseline.policies.values();
    declared.any(|declared| declared.policy_type == policy.policy_type && declared.name == policy.name)
}
