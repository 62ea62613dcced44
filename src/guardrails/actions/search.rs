//! What makes looking for names by patterns quick.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::action::Action;
use super::set::ActionSet;

/// What was made and found so far. It follows from the table, and makes no difference between two.
#[derive(Debug, Default)]
pub(super) struct Search {
    lower: OnceLock<Vec<String>>,
    found: Mutex<BTreeMap<String, ActionSet>>,
}

/// So many patterns are kept with what they match, until there are more: a rule after the other asks for those of one policy.
const KEPT: usize = 1_000;

impl Search {
    /// The names of the actions in lower case.
    pub(super) fn lower(&self, actions: &[Action]) -> &[String] {
        let lower = || actions.iter().map(|action| action.name.to_ascii_lowercase()).collect();
        self.lower.get_or_init(lower)
    }

    /// What a pattern over many names matches, found once.
    pub(super) fn found(&self, pattern: &str, find: impl FnOnce() -> ActionSet) -> ActionSet {
        let known = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(pattern) {
            return found.clone();
        }
        let found = find();
        let mut known = known();
        if known.len() == KEPT {
            known.clear();
        }
        known.insert(pattern.to_owned(), found.clone());
        found
    }
}

impl Clone for Search {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Search {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Search {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_looked_for_once() {
        let search = Search::default();
        assert!(!search.found("*:a", || ActionSet::range(0..3)).is_empty());
        assert!(!search.found("*:a", || panic!("it is known")).is_empty());
        assert!(search.found("*:b", ActionSet::new).is_empty());
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let search = Search::default();
        for number in 0..3 * KEPT {
            search.found(&number.to_string(), ActionSet::new);
        }
        let kept = search.found.lock().unwrap().len();
        assert!((1..=KEPT).contains(&kept), "{kept}");
    }
}
