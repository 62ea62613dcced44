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
        if !self.actions.is_empty() && *set == self.all() {
            return vec!["*".to_owned()];
        }
        self.services
            .iter()
            .flat_map(|service| self.summary_within(service, set))
            .collect()
    }

    fn summary_within(&self, service: &Service, set: &ActionSet) -> Vec<String> {
        let mut patterns = Vec::new();
        let mut next = service.actions.start;
        for (action, id) in self.within(service).iter().zip(service.actions.clone()) {
            if id < next || !set.contains(ActionId(id)) {
                continue;
            }
            let covers = |stem: &&str| set.has_all(self.starting_with(service, stem));
            match stems(action.short()).find(covers) {
                Some(stem) => {
                    let covered = self.starting_with(service, stem);
                    next = covered.end;
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
