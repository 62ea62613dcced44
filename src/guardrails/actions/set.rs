//! Sets of actions, as bits: uniting and comparing them costs a few hundred machine words.

use std::iter;

use super::action::ActionId;

const BITS: u32 = u64::BITS;

/// A set of actions of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionSet {
    /// A bit an action. The last word is never 0, so that equal sets have equal words.
    words: Vec<u64>,
}

impl ActionSet {
    /// No action.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The actions whose numbers are in the range.
    pub(super) fn range(range: std::ops::Range<u32>) -> Self {
        let mut set = Self::new();
        set.add_range(range);
        set
    }

    /// Adds the actions whose numbers are in the range.
    pub(super) fn add_range(&mut self, range: std::ops::Range<u32>) {
        let Some(last) = range.end.checked_sub(1).filter(|last| *last >= range.start) else {
            return;
        };
        self.grow((last / BITS) as usize + 1);
        for (index, mask) in masks(range) {
            if let Some(word) = self.words.get_mut(index as usize) {
                *word |= mask;
            }
        }
    }

    /// Adds an action; false if it was there.
    pub fn insert(&mut self, id: ActionId) -> bool {
        let new = !self.contains(id);
        self.add_range(id.0..id.0.saturating_add(1));
        new
    }

    /// Whether the action is in the set.
    #[must_use]
    pub fn contains(&self, id: ActionId) -> bool {
        let word = self.words.get((id.0 / BITS) as usize);
        word.is_some_and(|word| word >> (id.0 % BITS) & 1 == 1)
    }

    /// The first action of the set whose number is in the range.
    pub(super) fn first_in(&self, range: std::ops::Range<u32>) -> Option<u32> {
        let mut words = masks(range).map(|(index, mask)| (index, self.word(index) & mask));
        let (index, word) = words.find(|(_, word)| *word != 0)?;
        Some(index * BITS + word.trailing_zeros())
    }

    /// The first number of the range that is of no action of the set.
    pub(super) fn first_missing(&self, range: std::ops::Range<u32>) -> Option<u32> {
        let mut words = masks(range).map(|(index, mask)| (index, !self.word(index) & mask));
        let (index, word) = words.find(|(_, word)| *word != 0)?;
        Some(index * BITS + word.trailing_zeros())
    }

    fn word(&self, index: u32) -> u64 {
        self.words.get(index as usize).copied().unwrap_or_default()
    }

    /// How many actions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What is in one of the two.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.unite(other);
        set
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.intersect(other);
        set
    }

    /// What is in this one and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut set = self.clone();
        set.subtract(other);
        set
    }

    /// Adds what is in the other.
    pub fn unite(&mut self, other: &Self) {
        self.grow(other.words.len());
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
    }

    /// Keeps what is in the other too.
    pub fn intersect(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, kept) in self.words.iter_mut().zip(&other.words) {
            *word &= kept;
        }
        self.trim();
    }

    /// Takes away what is in the other.
    pub fn subtract(&mut self, other: &Self) {
        for (word, less) in self.words.iter_mut().zip(&other.words) {
            *word &= !less;
        }
        self.trim();
    }

    /// Whether all of it is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        let others = other.words.iter().copied().chain(iter::repeat(0));
        self.words.iter().zip(others).all(|(word, other)| word & !other == 0)
    }

    /// Whether the two have nothing in common.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.words
            .iter()
            .zip(&other.words)
            .all(|(word, other)| word & other == 0)
    }

    /// The actions, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = ActionId> {
        self.words.iter().zip(0_u32..).flat_map(|(word, index)| {
            let rest = |word: &u64| Some(word & word.wrapping_sub(1)).filter(|rest| *rest != 0);
            iter::successors(Some(*word).filter(|word| *word != 0), rest)
                .map(move |word| ActionId(index * BITS + word.trailing_zeros()))
        })
    }

    fn grow(&mut self, words: usize) {
        if self.words.len() < words {
            self.words.resize(words, 0);
        }
    }

    fn trim(&mut self) {
        while self.words.last() == Some(&0) {
            self.words.pop();
        }
    }
}

/// The words that a range of numbers has bits in, and those bits.
fn masks(range: std::ops::Range<u32>) -> impl Iterator<Item = (u32, u64)> {
    let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
    let words = last.map(|last| range.start / BITS..=last / BITS);
    words.into_iter().flatten().map(move |index| {
        let first = index * BITS;
        let skipped = range.start.saturating_sub(first);
        let end = (range.end - first).min(BITS);
        (index, (u64::MAX << skipped) & (u64::MAX >> (BITS - end)))
    })
}

impl FromIterator<ActionId> for ActionSet {
    fn from_iter<I: IntoIterator<Item = ActionId>>(ids: I) -> Self {
        let mut set = Self::new();
        set.extend(ids);
        set
    }
}

impl Extend<ActionId> for ActionSet {
    fn extend<I: IntoIterator<Item = ActionId>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(ids: &BTreeSet<u32>) -> ActionSet {
        ids.iter().copied().map(ActionId).collect()
    }

    fn ids(set: &ActionSet) -> BTreeSet<u32> {
        set.iter().map(|id| id.0).collect()
    }

    proptest! {
        #[test]
        fn works_like_a_set_of_numbers(
            one in prop::collection::btree_set(0_u32..300, 0..40),
            other in prop::collection::btree_set(0_u32..300, 0..40),
            range in (0_u32..300, 0_u32..300),
        ) {
            let (a, b) = (set(&one), set(&other));
            prop_assert_eq!(ids(&a), one.clone());
            prop_assert_eq!(a.len(), one.len());
            prop_assert_eq!(a.is_empty(), one.is_empty());
            prop_assert_eq!(a.union(&b), set(&(&one | &other)));
            prop_assert_eq!(a.intersection(&b), set(&(&one & &other)));
            prop_assert_eq!(a.difference(&b), set(&(&one - &other)));
            prop_assert_eq!(a.is_subset(&b), one.is_subset(&other));
            prop_assert_eq!(a.is_disjoint(&b), one.is_disjoint(&other));
            prop_assert_eq!(a == b, one == other);
            for id in 0..300 {
                prop_assert_eq!(a.contains(ActionId(id)), one.contains(&id));
            }
            let range = range.0..range.1;
            prop_assert_eq!(ids(&ActionSet::range(range.clone())), range.clone().collect::<BTreeSet<_>>());
            prop_assert_eq!(a.first_in(range.clone()), range.clone().find(|id| one.contains(id)));
            prop_assert_eq!(a.first_missing(range.clone()), range.clone().find(|id| !one.contains(id)));
        }
    }

    #[test]
    fn says_what_is_new() {
        let mut set = ActionSet::new();
        assert!(set.insert(ActionId(64)));
        assert!(!set.insert(ActionId(64)));
        set.subtract(&set.clone());
        assert_eq!(set, ActionSet::new());
    }
}
