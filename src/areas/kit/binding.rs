//! Which live thing each desired one is, in one session. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::info::{KindInfo, TAGS};
use super::merge::known;
use super::organization::Organization;
use super::resource::{Desired, Live};
use crate::engine::address::Address;
use crate::engine::matching::{Candidates, Mismatch};
use crate::engine::owner::{Owner, owner};

/// Desired things of one kind and session, tied to what is live there.
pub(super) struct Binding<'a> {
    /// Each with the live one that it is.
    pub pairs: Vec<(&'a Desired<Json>, Option<&'a Live<Json>>)>,
    /// Those that cannot be tied.
    pub mismatches: Vec<Mismatch>,
    /// Live ones that nothing declares, and that no mismatch is about.
    pub left: Vec<&'a Live<Json>>,
}

/// Ties what is desired to what is live: by the id that the baseline gives, by the ownership tag, or by the natural key.
pub(super) fn bind<'a>(
    info: &KindInfo,
    desired: &[&'a Desired<Json>],
    live: &'a [Live<Json>],
    organization: &Organization,
) -> Binding<'a> {
    let by_name: BTreeMap<String, &Live<Json>> = live.iter().map(|live| (live.name(), live)).collect();
    let owners: BTreeMap<String, Owner> = by_name
        .iter()
        .map(|(name, live)| (name.clone(), owner_of(info, live, organization)))
        .collect();
    let mut tagged: BTreeMap<&Address, Vec<String>> = BTreeMap::new();
    for (name, owner) in &owners {
        if let Owner::Ours(address) = owner {
            tagged.entry(address).or_default().push(name.clone());
        }
    }
    let mut natural: BTreeMap<&[String], Vec<String>> = BTreeMap::new();
    for (name, live) in &by_name {
        natural.entry(&live.natural).or_default().push(name.clone());
    }
    let mut binding = Binding {
        pairs: Vec::with_capacity(desired.len()),
        mismatches: Vec::new(),
        left: Vec::new(),
    };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for desired in desired {
        let key = known(&desired.natural);
        let candidates = Candidates {
            pinned: desired.id.clone(),
            tagged: tagged.get(&desired.address).cloned().unwrap_or_default(),
            natural: key
                .and_then(|key| natural.get(key.as_slice()).cloned())
                .unwrap_or_default(),
        };
        let matched = candidates.choose(&desired.address, &owners, |_| false);
        taken.extend(matched.disputed);
        match matched.found {
            Ok(found) => {
                let live = found.as_ref().and_then(|name| by_name.get(name).copied());
                taken.extend(found);
                binding.pairs.push((desired, live));
            }
            Err(mismatch) => binding.mismatches.push(mismatch),
        }
    }
    let left = by_name.iter().filter(|(name, _)| !taken.contains(*name));
    binding.left = left.map(|(_, live)| *live).collect();
    binding
}

/// Whose something is, by its tags, under the key that it has now.
pub(super) fn owner_of(info: &KindInfo, live: &Live<Json>, organization: &Organization) -> Owner {
    if !info.tagged {
        return Owner::Nobody;
    }
    let tags = live.have.get(TAGS).and_then(Json::as_object).into_iter().flatten();
    let tags = tags.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
    match owner(&organization.baseline, &live.name(), &tags.collect()) {
        Owner::Ours(address) => Owner::Ours(organization.renamed(&address)),
        other => other,
    }
}
