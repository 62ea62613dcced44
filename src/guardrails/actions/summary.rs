//! A set of actions as the shortest list of patterns that means exactly it.

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
        let mut patterns = Vec::new();
        let mut rest = service.actions.clone();
        while let Some(id) = set.first_in(rest.clone()) {
            let action = self.action(ActionId(id));
            let covers = |stem: &&str| set.has_all(self.starting_with(service, stem));
            rest.start = id + 1;
            match stems(action.short()).find(covers) {
                Some(stem) => {
                    let covered = self.starting_with(service, stem);
                    rest.start = rest.start.max(covered.end);
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
    use super::*;

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
