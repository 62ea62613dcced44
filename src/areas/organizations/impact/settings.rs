//! Policies that hold settings which are inherited: tag, backup, declarative and other types.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::policies::EffectivePolicies;
use crate::engine::address::Address;
use crate::guardrails::{Language, language_of};
use crate::organization::Node;

use super::picture::{Picture, Text};

/// The levels of one type that hold anything, from the top: what is on each.
type Levels<'a> = Vec<BTreeMap<&'a Address, Text<'a>>>;

/// The types of which other policies, or other texts, are above an account at the second moment than at the first.
pub(super) fn changed(effective: &EffectivePolicies, moments: [(&Picture<'_>, &[Node]); 2]) -> Vec<String> {
    let [before, after] = moments.map(|(moment, places)| levels(effective, moment, places));
    let types: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed = types.into_iter().filter(|name| before.get(name) != after.get(name));
    changed.map(str::to_owned).collect()
}

fn levels<'a>(
    effective: &'a EffectivePolicies,
    moment: &Picture<'a>,
    places: &[Node],
) -> BTreeMap<&'a str, Levels<'a>> {
    let mut types: BTreeMap<&str, Levels<'_>> = BTreeMap::new();
    for place in places {
        let mut here: BTreeMap<&str, BTreeMap<&Address, Text<'_>>> = BTreeMap::new();
        for address in moment.on.get(place).into_iter().flatten() {
            let Some(policy_effect) = effective.policies.get(*address) else {
                continue;
            };
            let text = moment.texts.get(*address).copied().unwrap_or(Text::Nothing);
            if language_of(&policy_effect.policy_type) == Language::Inheriting && text != Text::Nothing {
                here.entry(&policy_effect.policy_type)
                    .or_default()
                    .insert(address, text);
            }
        }
        for (name, policies) in here {
            types.entry(name).or_default().push(policies);
        }
    }
    types
}
