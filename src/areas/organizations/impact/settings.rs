//! Policies that hold settings which are inherited: tag, backup, declarative and other types.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::organizations::policies::Flow;
use crate::engine::address::Address;
use crate::guardrails::{Language, language_of};
use crate::organization::Node;

use super::picture::{Picture, Text};

/// The levels of one type that hold anything, from the top: what is on each.
type Levels<'a> = Vec<BTreeMap<&'a Address, Text<'a>>>;

/// The types of which other policies, or other texts, are above an account at the second moment than at the first.
pub(super) fn changed(flow: &Flow, moments: [(&Picture<'_>, &[Node]); 2]) -> Vec<String> {
    let [before, after] = moments.map(|(moment, places)| levels(flow, moment, places));
    let types: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed = types.into_iter().filter(|name| before.get(name) != after.get(name));
    changed.map(str::to_owned).collect()
}

fn levels<'a>(flow: &'a Flow, moment: &Picture<'a>, places: &[Node]) -> BTreeMap<&'a str, Levels<'a>> {
    let mut types: BTreeMap<&str, Levels<'_>> = BTreeMap::new();
    for place in places {
        let mut here: BTreeMap<&str, BTreeMap<&Address, Text<'_>>> = BTreeMap::new();
        for address in moment.on.get(place).into_iter().flatten() {
            let Some(held) = flow.policies.get(*address) else {
                continue;
            };
            let text = moment.says.get(*address).copied().unwrap_or(Text::Nothing);
            if language_of(&held.policy_type) == Language::Inheriting && text != Text::Nothing {
                here.entry(&held.policy_type).or_default().insert(address, text);
            }
        }
        for (name, policies) in here {
            types.entry(name).or_default().push(policies);
        }
    }
    types
}
