//! Which actions a pattern means.

use std::ops::Range;

use super::action::Service;
use super::key::compare;
use super::set::ActionSet;
use super::table::{ActionTable, count};
use crate::guardrails::evaluate::matching::Glob;
use crate::guardrails::policy::Names;

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

    /// The actions that `Action` or `NotAction` means, as far as the table knows them.
    #[must_use]
    pub fn meant_by(&self, names: &Names) -> ActionSet {
        let listed = self.matching_any(names.texts());
        if names.negated {
            self.all().difference(&listed)
        } else {
            listed
        }
    }

    /// How many names a pattern is compared with: none where it says which.
    #[must_use]
    pub fn compared(&self, pattern: &str) -> usize {
        match pattern.split_once(':') {
            Some((prefix, short)) if !prefix.contains(['*', '?']) => self.service(prefix).map_or(0, |service| {
                let stem = stem(short);
                match short.strip_prefix(stem) {
                    Some("" | "*") => 0,
                    _ => self.starting_with(service, stem).len(),
                }
            }),
            _ if pattern.bytes().all(|byte| byte == b'*') => 0,
            _ => self.actions.len(),
        }
    }

    fn add_matching(&self, pattern: &str, set: &mut ActionSet) {
        match pattern.split_once(':') {
            Some((prefix, short)) if !prefix.contains(['*', '?']) => {
                if let Some(service) = self.service(prefix) {
                    self.add_within(service, short, set);
                }
            }
            _ => set.unite(&self.search.found(pattern, || {
                let mut found = ActionSet::new();
                self.add_fitting(pattern, 0..count(&self.actions), 0, &mut found);
                found
            })),
        }
    }

    fn add_within(&self, service: &Service, short: &str, set: &mut ActionSet) {
        let stem = stem(short);
        let range = self.starting_with(service, stem);
        let from = service.prefix.len() + 1;
        if short.strip_prefix(stem) == Some("*") {
            set.add_range(range);
        } else if range.len() < MANY {
            self.add_fitting(short, range, from, set);
        } else {
            let pattern = format!("{}:{short}", service.prefix);
            set.unite(&self.search.found(&pattern, || {
                let mut found = ActionSet::new();
                self.add_fitting(short, range, from, &mut found);
                found
            }));
        }
    }

    /// Adds the actions of a range whose names fit from a byte on.
    fn add_fitting(&self, pattern: &str, range: Range<u32>, from: usize, set: &mut ActionSet) {
        let pattern = Glob::new(&pattern.to_ascii_lowercase());
        if pattern.is_all() {
            return set.add_range(range);
        }
        let lower = self.search.lower(&self.actions);
        for id in range {
            let name = lower.get(id as usize).and_then(|name| name.get(from..));
            if name.is_some_and(|name| pattern.matches(name)) {
                set.add_range(id..id + 1);
            }
        }
    }

    /// The numbers of the service's actions whose names start with `stem`, in any case. They stand side by side.
    pub(super) fn starting_with(&self, service: &Service, stem: &str) -> Range<u32> {
        if stem.is_empty() {
            return service.actions.clone();
        }
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

/// To compare so many names takes longer than to look for what was found.
const MANY: usize = 50;

/// What stands before the first wildcard.
fn stem(short: &str) -> &str {
    short.split(['*', '?']).next().unwrap_or_default()
}
