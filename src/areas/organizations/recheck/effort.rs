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

/// The reads that come before each change of a plan: one for each object, or one page for several that are changed within the time for which it counts,
/// which then comes before the first of them.
#[must_use]
pub fn calls(world: &World, changes: &[Change]) -> Vec<Vec<PlannedCall>> {
    let id = |node: &Node| -> Option<PlaceId> { node.id(&world.binding).cloned() };
    let mut all = Vec::with_capacity(changes.len());
    let mut left: BTreeMap<Page, u32> = BTreeMap::new();
    let mut written: BTreeSet<(Page, String)> = BTreeSet::new();
    for change in changes {
        let mut reads = Vec::new();
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
                    reads.push(read(page.operation(), requests(world, &page)));
                    left.insert(page, changes_covered(change).saturating_sub(1));
                }
            }
        }
        written.extend(writes);
        all.push(reads);
    }
    all
}

fn read(operation: String, count: u32) -> PlannedCall {
    PlannedCall {
        operation,
        session: Session::management(),
        count,
        request: serde_json::Value::Null,
    }
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
