//! Where statements stood.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Block, Guard};
use super::packing::Previous;
use crate::guardrails::policy::Text;

/// The places of statements in the policies as they are.
pub(super) struct Homes {
    by_guard: BTreeMap<Guard, Vec<(usize, BTreeSet<String>)>>,
    by_sid: BTreeMap<String, usize>,
}

impl Homes {
    /// Those of these policies.
    pub(super) fn new(previous: &[Previous]) -> Self {
        let mut homes = Self {
            by_guard: BTreeMap::new(),
            by_sid: BTreeMap::new(),
        };
        for Previous { number, policy } in previous {
            for statement in &policy.statements {
                let actions = statement.actions.texts().map(str::to_ascii_lowercase).collect();
                let of_guard = homes.by_guard.entry(Guard::of(statement)).or_default();
                of_guard.push((*number, actions));
                if let Some(sid) = &statement.sid {
                    homes.by_sid.entry(sid.text.clone()).or_insert(*number);
                }
            }
        }
        homes
    }

    /// Where the actions of a block stood; what is new goes to the first of these places. A statement whose conditions or
    /// resources changed is known by its name.
    pub(super) fn of(&self, block: &Block) -> BTreeMap<Option<usize>, Vec<Text>> {
        let all = &block.statement.actions.patterns;
        let by_sid = || block.statement.sid.as_ref().and_then(|sid| self.by_sid.get(&sid.text));
        let Some(places) = self.by_guard.get(&block.guard) else {
            return BTreeMap::from([(by_sid().copied(), all.clone())]);
        };
        let first = places.first().map(|(number, _)| *number);
        if !block.can_be_cut() {
            return BTreeMap::from([(first, all.clone())]);
        }
        let mut homes: BTreeMap<Option<usize>, Vec<Text>> = BTreeMap::new();
        for action in all {
            let folded = action.text.to_ascii_lowercase();
            let known = places.iter().find(|(_, actions)| actions.contains(&folded));
            let home = known.map(|(number, _)| *number).or(first);
            homes.entry(home).or_default().push(action.clone());
        }
        homes
    }
}
