//! How many calls it takes to read again what a plan changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::freshness::changes_covered;
use crate::areas::organizations::model::world::World;
use crate::engine::change::{Change, PlannedCall};
use crate::engine::session::Session;
use crate::facts::quotas::ORGANIZATIONS_PAGE;
use crate::organization::{Node, PlaceId};

use super::precondition::preconditions;
use super::refresh::Page;

/// The delegation policy is read again by its own area, which merges what others wrote into it.
const DELEGATION_POLICY: &str = "organizations:DescribeResourcePolicy";

/// The reads that come before the changes of a plan: one for each object, or one page for several that are changed within the time for which it counts.
#[must_use]
pub fn calls(world: &World, changes: &[Change]) -> Vec<PlannedCall> {
    let id = |node: &Node| -> Option<PlaceId> { node.id(&world.binding).cloned() };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut left: BTreeMap<Page, u32> = BTreeMap::new();
    let mut written: BTreeSet<(Page, String)> = BTreeSet::new();
    for change in changes {
        if change.area == "delegation-policy" && world.live.id.is_some() {
            *counts.entry(DELEGATION_POLICY.to_owned()).or_default() += 1;
        }
        let mut used: BTreeSet<Page> = BTreeSet::new();
        let mut writes = Vec::new();
        for precondition in preconditions(world, &id, change) {
            let key = (precondition.page.clone(), precondition.element().to_owned());
            if written.remove(&key) {
                left.remove(&precondition.page);
            }
            used.insert(precondition.page.clone());
            if precondition.expected.is_set() {
                writes.push(key);
            }
        }
        for page in used {
            match left.get_mut(&page).filter(|left| **left > 0) {
                Some(left) => *left -= 1,
                None => {
                    *counts.entry(page.operation()).or_default() += requests(world, &page);
                    left.insert(page, changes_covered(change).saturating_sub(1));
                }
            }
        }
        written.extend(writes);
    }
    let calls = counts.into_iter();
    calls
        .map(|(operation, count)| PlannedCall {
            operation,
            session: Session::management(),
            count,
            request: serde_json::Value::Null,
        })
        .collect()
}

/// The requests that one reading of a page takes.
fn requests(world: &World, page: &Page) -> u32 {
    let entries = match page {
        Page::Targets(id) => {
            let policy = world.policies.all().find(|policy| policy.id == *id);
            policy
                .and_then(|policy| policy.targets.as_ref())
                .map_or(0, BTreeSet::len)
        }
        Page::Units(parent) => {
            let units = world.live.units.iter().flat_map(BTreeMap::values);
            units.filter(|unit| unit.parent == *parent).count()
        }
        Page::Tags(_) | Page::Policy { .. } | Page::Account(_) | Page::PolicyTypes => 1,
    };
    u32::try_from(entries.div_ceil(ORGANIZATIONS_PAGE).max(1)).unwrap_or(u32::MAX)
}
