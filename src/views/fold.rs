//! What is said many times over is said once: the first in full, the others by name.

use std::collections::BTreeMap;

/// So many of one kind are still said one by one.
const FEW: usize = 3;

/// A text without what is particular in it. Texts of one kind say the same of different things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(String);

/// One that is said in full, and those of its kind that are not.
#[derive(Debug)]
pub(super) struct Folded<'a, T> {
    pub first: &'a T,
    pub more: Vec<&'a T>,
}

/// Puts those of a kind together where there are many. Each group stands where the first of it stood.
pub(super) fn fold<'a, T, K: Ord>(all: &'a [T], kind: impl Fn(&T) -> K) -> Vec<Folded<'a, T>> {
    let kinds: Vec<K> = all.iter().map(kind).collect();
    let mut many: BTreeMap<&K, usize> = BTreeMap::new();
    for kind in &kinds {
        *many.entry(kind).or_default() += 1;
    }
    let mut groups: Vec<Folded<'a, T>> = Vec::new();
    let mut shown: BTreeMap<&K, usize> = BTreeMap::new();
    for (one, kind) in all.iter().zip(&kinds) {
        let is_many = many.get(kind).is_some_and(|many| *many > FEW);
        match shown.get(kind).and_then(|at| groups.get_mut(*at)) {
            Some(group) if is_many => group.more.push(one),
            _ => {
                shown.insert(kind, groups.len());
                groups.push(Folded {
                    first: one,
                    more: Vec::new(),
                });
            }
        }
    }
    groups
}

/// The kind of a text: what stands in backticks, and numbers, are left out.
pub(super) fn kind(text: &str) -> Kind {
    let mut left = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            left.push('`');
            continue;
        }
        let mut in_number = false;
        for letter in part.chars() {
            let is_number = letter.is_ascii_digit() || (in_number && matches!(letter, ',' | '.'));
            if !is_number {
                left.push(letter);
            } else if !in_number {
                left.push('0');
            }
            in_number = is_number;
        }
    }
    Kind(left)
}

/// What stands in backticks.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The first few, each once, and how many more.
pub(super) fn named(mut names: Vec<String>, most: usize) -> String {
    let all = names.len();
    names.truncate(most);
    match all - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} others", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_what_is_not_particular() {
        assert_eq!(kind("`a` has 12,000 of 10,240"), kind("`b.c` has 7 of 10,240"));
        assert_ne!(kind("`a` is long"), kind("`a` is short"));
        assert_eq!(quoted("`a` is not `b`").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(kind("an odd ` here"), kind("an odd ` there"));
    }

    #[test]
    fn few_stay_apart_and_many_come_together() {
        let all = ["x 1", "y", "x 2", "z 1", "x 3", "z 2", "x 4"];
        let groups = fold(&all, |text| text.chars().next());
        let shown: Vec<(&str, usize)> = groups.iter().map(|group| (*group.first, group.more.len())).collect();
        assert_eq!(shown, [("x 1", 3), ("y", 0), ("z 1", 0), ("z 2", 0)]);
    }
}
