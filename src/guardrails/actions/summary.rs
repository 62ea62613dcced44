//! A set of actions as the shortest list of patterns that means exactly it.

use std::ops::Range;

use super::action::{ActionId, Service};
use super::set::ActionSet;
use super::table::ActionTable;

impl ActionTable {
    /// The set as patterns that match its actions and, in this table, no others: `s3:*` for a whole service,
    /// `iam:Create*` where all names that start with these words are in the set, else names. Sorted; as few as such
    /// patterns can be. `*` is the set of all actions.
    #[must_use]
    pub fn summary(&self, set: &ActionSet) -> Vec<String> {
        self.patterns(set).collect()
    }

    /// The patterns of [`ActionTable::summary`], found as they are asked for.
    pub fn patterns(&self, set: &ActionSet) -> impl Iterator<Item = String> {
        let is_all = !self.actions.is_empty() && *set == self.all();
        let services = self.services.iter().filter(move |_| !is_all);
        let whole = is_all.then(|| "*".to_owned());
        whole
            .into_iter()
            .chain(services.flat_map(|service| self.patterns_within(service, set)))
    }

    fn patterns_within(&self, service: &Service, set: &ActionSet) -> Vec<String> {
        let Range { mut start, end } = service.actions;
        let mut patterns = Vec::new();
        // Actions side by side that are all in the set.
        let mut run = start..start;
        while let Some(id) = set.first_in(start..end) {
            if id >= run.end {
                run = id..set.first_missing(id..end).unwrap_or(end);
            }
            let action = self.action(ActionId(id));
            // Names with the same start stand side by side: if neither neighbour of the run has it, all that have it are in the run.
            let before = run
                .start
                .checked_sub(1)
                .filter(|before| *before >= service.actions.start);
            let after = Some(run.end).filter(|after| *after < end);
            let neighbours = [before, after].map(|id| id.map(|id| self.action(ActionId(id)).short()));
            let covers = |stem: &&str| !neighbours.into_iter().flatten().any(|name| starts_with(name, stem));
            start = id + 1;
            match stems(action.short()).find(covers) {
                Some(stem) => {
                    let covered = self.starting_with(service, stem);
                    start = start.max(covered.end);
                    patterns.push(if covered.len() > 1 || stem.is_empty() {
                        format!("{}:{stem}*", service.prefix)
                    } else {
                        action.name.clone()
                    });
                }
                None => patterns.push(action.name.clone()),
            }
        }
        patterns
    }
}

/// Whether a name begins so, in any case.
fn starts_with(name: &str, stem: &str) -> bool {
    let start = name.get(..stem.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(stem))
}

/// What a name may be cut to: nothing, its first word, its first two words, up to all of it.
fn stems(name: &str) -> impl Iterator<Item = &str> {
    let letters = || name.char_indices();
    let before = letters().map(|(_, letter)| letter);
    let after = letters().skip(2).map(|(_, letter)| Some(letter)).chain([None]);
    let starts = letters()
        .skip(1)
        .zip(before)
        .zip(after)
        .filter_map(|(((at, letter), before), after)| {
            let word = letter.is_ascii_uppercase()
                && (!before.is_ascii_uppercase() || after.is_some_and(|after| after.is_ascii_lowercase()));
            word.then_some(at)
        });
    [0].into_iter()
        .chain(starts)
        .chain([name.len()])
        .filter_map(|end| name.get(..end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, asking of every name that begins so whether it is in the set.
    fn plain(table: &ActionTable, service: &Service, set: &ActionSet) -> Vec<String> {
        let mut patterns = Vec::new();
        let mut next = service.actions.start;
        for id in service.actions.clone() {
            if id < next || !set.contains(ActionId(id)) {
                continue;
            }
            let action = table.action(ActionId(id));
            let covers = |stem: &&str| table.starting_with(service, stem).all(|id| set.contains(ActionId(id)));
            let stem = stems(action.short()).find(covers);
            let covered = stem.map(|stem| table.starting_with(service, stem));
            next = covered.as_ref().map_or(id + 1, |covered| covered.end);
            patterns.push(match (stem, covered) {
                (Some(stem), Some(covered)) if covered.len() > 1 || stem.is_empty() => {
                    format!("{}:{stem}*", service.prefix)
                }
                _ => action.name.clone(),
            });
        }
        patterns
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neighbours_say_what_all_names_would(
            prefix in prop::sample::select(vec!["s3", "iam", "ec2", "rds", "sts", "account"]),
            less in prop::collection::vec((0_u32..800, 1_u32..20), 0..6),
        ) {
            let table = ActionTable::embedded();
            let service = table.service(prefix).unwrap();
            let Range { start, end } = service.actions;
            let mut set = table.all();
            for (from, count) in less {
                let from = start + from % (end - start);
                set.subtract(&ActionSet::range(from..(from + count).min(end)));
            }
            prop_assert_eq!(table.patterns_within(service, &set), plain(table, service, &set));
            let rest = table.of_service(prefix).difference(&set);
            prop_assert_eq!(table.patterns_within(service, &rest), plain(table, service, &rest));
        }
    }

    #[test]
    fn names_are_cut_between_words() {
        assert_eq!(
            stems("GetDBInstanceV2").collect::<Vec<_>>(),
            ["", "Get", "GetDB", "GetDBInstance", "GetDBInstanceV2"]
        );
        assert_eq!(stems("x").collect::<Vec<_>>(), ["", "x"]);
        assert_eq!(stems("").collect::<Vec<_>>(), ["", ""]);
    }
}
