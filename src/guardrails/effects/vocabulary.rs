//! The actions that policies speak of: those of the table, and what they name that the table does not know.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::guardrails::actions::{ActionSet, ActionTable};
use crate::guardrails::evaluate::matching::covers;
use crate::guardrails::policy::{Names, Policy};

/// Actions by what policies can say of them.
#[derive(Debug, Clone)]
struct Kinds {
    all: ActionSet,
    /// Actions that are about no resource.
    bare: ActionSet,
    /// Actions of services that RCPs do not reach.
    beyond_rcps: ActionSet,
}

static OF_EMBEDDED: LazyLock<Kinds> = LazyLock::new(|| Kinds::new(ActionTable::embedded()));

impl Kinds {
    fn new(table: &ActionTable) -> Self {
        let all = table.all();
        let unreached = table.services().filter(|service| !service.rcp);
        Self {
            bare: all.iter().filter(|id| table.action(*id).only_on_all()).collect(),
            beyond_rcps: unreached.flat_map(|service| service.actions()).collect(),
            all,
        }
    }

    /// Those of a table; of the embedded one they are known once.
    fn of(table: &ActionTable) -> Cow<'_, Self> {
        if std::ptr::eq(table, ActionTable::embedded()) {
            Cow::Borrowed(&OF_EMBEDDED)
        } else {
            Cow::Owned(Self::new(table))
        }
    }
}

/// Every action that can be spoken of.
#[derive(Debug)]
pub struct Vocabulary<'t> {
    table: &'t ActionTable,
    kinds: Cow<'t, Kinds>,
    /// Names and patterns that match nothing in the table, in lower case. AWS may know them since.
    unknown: Vec<String>,
    /// What each pattern matches.
    matches: BTreeMap<String, Actions>,
}

/// A set of actions, with those that the table does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actions {
    /// Those of the table.
    pub listed: ActionSet,
    /// Numbers of the others in the vocabulary.
    unknown: BTreeSet<usize>,
}

impl Actions {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.unknown.is_empty()
    }

    /// How many there are. A pattern that matches nothing known counts as one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listed.len() + self.unknown.len()
    }

    /// Adds what is in the other.
    pub fn unite(&mut self, other: &Self) {
        self.listed.unite(&other.listed);
        self.unknown.extend(&other.unknown);
    }

    /// Keeps what is in the other too.
    pub fn intersect(&mut self, other: &Self) {
        self.listed.intersect(&other.listed);
        self.unknown.retain(|number| other.unknown.contains(number));
    }

    /// Takes away what is in the other.
    pub fn subtract(&mut self, other: &Self) {
        self.listed.subtract(&other.listed);
        self.unknown.retain(|number| !other.unknown.contains(number));
    }

    /// What is in both.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.intersect(other);
        both
    }

    /// What is not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        rest.subtract(other);
        rest
    }

    /// Whether all of it is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.listed.is_subset(&other.listed) && self.unknown.is_subset(&other.unknown)
    }

    /// Whether the two have nothing in common.
    #[must_use]
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.listed.is_disjoint(&other.listed) && self.unknown.is_disjoint(&other.unknown)
    }
}

impl<'t> Vocabulary<'t> {
    /// What the table knows and these policies and names speak of besides.
    pub fn new<'p, 'n>(
        table: &'t ActionTable,
        policies: impl IntoIterator<Item = &'p Policy>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let mut vocabulary = Self {
            table,
            kinds: Kinds::of(table),
            unknown: Vec::new(),
            matches: BTreeMap::new(),
        };
        let statements = policies.into_iter().flat_map(|policy| &policy.statements);
        let spoken = statements
            .flat_map(|statement| statement.actions.texts())
            .map(str::to_ascii_lowercase);
        let named: BTreeSet<String> = spoken.chain(names.into_iter().map(str::to_ascii_lowercase)).collect();
        let unknown = named.iter().filter(|name| table.matching(name).is_empty());
        vocabulary.unknown = unknown.cloned().collect();
        let matches = named.iter().map(|name| (name.clone(), vocabulary.find(name)));
        vocabulary.matches = matches.collect();
        vocabulary
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'t ActionTable {
        self.table
    }

    /// Every action.
    #[must_use]
    pub fn all(&self) -> Actions {
        Actions {
            listed: self.kinds.all.clone(),
            unknown: (0..self.unknown.len()).collect(),
        }
    }

    /// What a name or pattern of the policies matches.
    #[must_use]
    pub fn matching(&self, pattern: &str) -> Actions {
        let pattern = pattern.to_ascii_lowercase();
        self.matches
            .get(&pattern)
            .cloned()
            .unwrap_or_else(|| self.find(&pattern))
    }

    fn find(&self, pattern: &str) -> Actions {
        Actions {
            listed: self.table.matching(pattern),
            unknown: self.unknown_matching(pattern),
        }
    }

    /// What a pattern matches of what the table does not know: names by search, patterns by comparison with those of the same prefix.
    fn unknown_matching(&self, pattern: &str) -> BTreeSet<usize> {
        let is_wild = |text: &str| text.contains(['*', '?']);
        if !is_wild(pattern) {
            let found = self.unknown.binary_search_by(|name| name.as_str().cmp(pattern));
            return found.into_iter().collect();
        }
        let prefix = pattern.split_inclusive(':').next().filter(|prefix| !is_wild(prefix));
        let prefix = prefix.unwrap_or_default();
        let start = self.unknown.partition_point(|name| name.as_str() < prefix);
        let same = self.unknown.iter().enumerate().skip(start);
        let same = same.take_while(|(_, name)| name.starts_with(prefix));
        same.filter(|(_, name)| covers(pattern, name))
            .map(|(number, _)| number)
            .collect()
    }

    /// The actions of an `Action` or `NotAction`.
    #[must_use]
    pub fn of(&self, names: &Names) -> Actions {
        let mut actions = Actions::default();
        for pattern in names.texts() {
            actions.unite(&self.matching(pattern));
        }
        if names.negated {
            self.all().without(&actions)
        } else {
            actions
        }
    }

    /// Actions that are about a resource, and those that are about none. What the table does not know is about a resource.
    #[must_use]
    pub fn by_resource(&self, actions: &Actions) -> (Actions, Actions) {
        let mut with = actions.clone();
        with.listed.subtract(&self.kinds.bare);
        let mut without = Actions {
            listed: actions.listed.clone(),
            unknown: BTreeSet::new(),
        };
        without.listed.intersect(&self.kinds.bare);
        (with, without)
    }

    /// A condition key as AWS spells it; `resource` and what the table does not know stay as they are.
    #[must_use]
    pub fn spelt(&self, key: &str) -> String {
        let Some(facts) = self.table.condition_key(key) else {
            return key.to_owned();
        };
        match facts.name.split_once("${") {
            None => facts.name.clone(),
            Some((start, _)) => match key.split_at_checked(start.len()) {
                Some((_, instance)) => format!("{start}{instance}"),
                None => key.to_owned(),
            },
        }
    }

    /// Those of the actions that RCPs reach.
    #[must_use]
    pub fn within_rcps(&self, actions: &Actions) -> Actions {
        let mut within = actions.clone();
        within.listed.subtract(&self.kinds.beyond_rcps);
        within
    }

    /// The shortest patterns that are exactly these actions, as AWS spells them; names the table does not know come last.
    #[must_use]
    pub fn summary(&self, actions: &Actions) -> Vec<String> {
        self.patterns(actions).collect()
    }

    /// The same, if it has fewer patterns than `most`.
    #[must_use]
    pub fn summary_below(&self, most: usize, actions: &Actions) -> Option<Vec<String>> {
        let summary: Vec<String> = self.patterns(actions).take(most).collect();
        (summary.len() < most).then_some(summary)
    }

    fn patterns(&self, actions: &Actions) -> impl Iterator<Item = String> {
        let unknown = actions.unknown.iter().filter_map(|number| self.unknown.get(*number));
        self.table.patterns(&actions.listed).chain(unknown.cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_whole_or_there_is_none() {
        let vocabulary = Vocabulary::new(ActionTable::embedded(), [], ["s3:NotYetKnown", "iam:*", "s3:GetObject"]);
        let mut actions = vocabulary.matching("iam:*");
        actions.unite(&vocabulary.matching("s3:GetObject"));
        actions.unite(&vocabulary.matching("s3:notyetknown"));
        let summary = vocabulary.summary(&actions);
        assert_eq!(summary, ["iam:*", "s3:GetObject", "s3:notyetknown"]);
        assert_eq!(vocabulary.summary_below(4, &actions), Some(summary));
        assert_eq!(vocabulary.summary_below(3, &actions), None);
        let others = vocabulary.all().without(&actions);
        assert_eq!(vocabulary.summary_below(3, &others), None);
        assert_eq!(vocabulary.summary_below(1, &Actions::default()), Some(Vec::new()));
    }
}
