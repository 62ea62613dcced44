//! Which actions a pattern means.

use std::ops::Range;

use super::action::Service;
use super::key::compare;
use super::set::ActionSet;
use super::table::{ActionTable, count};

impl ActionTable {
    /// The actions that a pattern of `Action` or `NotAction` matches: the whole name in any case, `*` is any run of
    /// letters and `?` one letter. Empty if it matches none.
    #[must_use]
    pub fn matching(&self, pattern: &str) -> ActionSet {
        let mut set = ActionSet::new();
        self.add_matching(pattern, &mut set);
        set
    }

    /// The actions that at least one of the patterns matches.
    #[must_use]
    pub fn matching_any<'a>(&self, patterns: impl IntoIterator<Item = &'a str>) -> ActionSet {
        let mut set = ActionSet::new();
        for pattern in patterns {
            self.add_matching(pattern, &mut set);
        }
        set
    }

    fn add_matching(&self, pattern: &str, set: &mut ActionSet) {
        match pattern.split_once(':') {
            Some((prefix, short)) if !prefix.contains(['*', '?']) => {
                if let Some(service) = self.service(prefix) {
                    self.add_within(service, short, set);
                }
            }
            _ if !pattern.is_empty() && pattern.bytes().all(|letter| letter == b'*') => {
                set.add_range(0..count(&self.actions));
            }
            _ => {
                let found = (0..)
                    .zip(&self.actions)
                    .filter(|(_, action)| matches(pattern, &action.name));
                for (id, _) in found {
                    set.add_range(id..id + 1);
                }
            }
        }
    }

    fn add_within(&self, service: &Service, short: &str, set: &mut ActionSet) {
        let stem = short.split(['*', '?']).next().unwrap_or_default();
        let range = self.starting_with(service, stem);
        if short.strip_prefix(stem) == Some("*") {
            set.add_range(range);
            return;
        }
        for id in range {
            let action = self.actions.get(id as usize);
            if action.is_some_and(|action| matches(short, action.short())) {
                set.add_range(id..id + 1);
            }
        }
    }

    /// The numbers of the service's actions whose names start with `stem`, in any case. They stand side by side.
    pub(super) fn starting_with(&self, service: &Service, stem: &str) -> Range<u32> {
        let actions = self.within(service);
        let start = |name: &str| {
            name.get(..stem.len())
                .map_or_else(|| compare(name, stem), |start| compare(start, stem))
        };
        let first = actions.partition_point(|action| start(action.short()).is_lt());
        let end = actions.partition_point(|action| start(action.short()).is_le());
        let number = |at: usize| {
            service
                .actions
                .start
                .saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
        };
        number(first)..number(end)
    }
}

/// Whether the whole text fits the pattern, in any case: `*` is any run of letters, `?` one letter.
fn matches(pattern: &str, text: &str) -> bool {
    let same = |one: char, other: char| one == '?' || one.eq_ignore_ascii_case(&other);
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    // What follows the last star met, and what it was last tried on.
    let mut star = None;
    loop {
        let mut ahead = pattern.clone();
        match (ahead.next(), text.clone().next()) {
            (Some('*'), _) => {
                star = Some((ahead.clone(), text.clone()));
                pattern = ahead;
            }
            (Some(wanted), Some(letter)) if same(wanted, letter) => {
                text.next();
                pattern = ahead;
            }
            (None, None) => return true,
            (_, _) => {
                let Some((after, tried)) = &mut star else { return false };
                if tried.next().is_none() {
                    return false;
                }
                pattern = after.clone();
                text = tried.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_are_runs_and_marks_are_letters() {
        assert!(matches("get*Acl", "GetObjectACL"));
        assert!(matches("*", ""));
        assert!(matches("**a*", "ba"));
        assert!(matches("a?c", "abc"));
        assert!(matches("*aab", "aaaab"));
        assert!(!matches("a?c", "ac"));
        assert!(!matches("*b", "abc"));
        assert!(!matches("", "a"));
        assert!(matches("", ""));
        assert!(matches("?", "é"));
    }

    #[test]
    fn many_stars_take_no_long_time() {
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)));
        assert!(!matches(&format!("{}b", "*a".repeat(200)), &"a".repeat(5000)));
    }
}
