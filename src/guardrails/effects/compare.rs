//! What becomes of actions between two chains.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::Effects;
use super::denials::{Denials, Reason};
use super::vocabulary::Actions;

/// What is decided of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Denied whatever the request.
    Denied,
    /// Denied or not, depending on the request.
    Conditional,
    /// Not denied.
    Allowed,
}

/// Actions of which the same becomes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// What was decided.
    pub was: Verdict,
    /// What will be. Where both are conditional, the conditions differ.
    pub becomes: Verdict,
    /// What it depends on, where it is conditional: keys as AWS spells them, and `resource`. Where it was conditional or
    /// allowed before, those of what differs.
    pub keys: BTreeSet<String>,
    /// The actions.
    pub actions: Actions,
}

/// What becomes of every action that is denied to other requests than before. A text that only says the same otherwise shifts nothing.
#[must_use]
pub fn shifts(before: &Denials, after: &Denials, effects: &mut Effects<'_>) -> Vec<Shift> {
    let more = after.beyond(before, effects);
    let less = before.beyond(after, effects);
    let mut touched = Actions::default();
    for actions in more.values().chain(less.values()) {
        touched.unite(actions);
    }
    if touched.is_empty() {
        return Vec::new();
    }
    let verdicts = |denials: &Denials| {
        let (denied, depends) = denials.verdicts(effects);
        let mut allowed = touched.without(&denied);
        allowed.subtract(&depends);
        [
            (Verdict::Denied, denied),
            (Verdict::Conditional, depends),
            (Verdict::Allowed, allowed),
        ]
    };
    let mut shifts = Vec::new();
    let all: BTreeMap<Reason, Actions> = after
        .by
        .iter()
        .map(|(reason, denial)| (reason.clone(), denial.actions.clone()))
        .collect();
    let then = verdicts(after);
    for (was, before) in verdicts(before) {
        for (becomes, after) in &then {
            let mut actions = touched.both(&before);
            actions.intersect(after);
            if actions.is_empty() {
                continue;
            }
            let by_keys = match becomes {
                // What was always denied depends on all that denies it now.
                Verdict::Conditional if was == Verdict::Denied => by_keys(effects, all.iter(), actions),
                Verdict::Conditional => by_keys(effects, more.iter().chain(&less), actions),
                _ => BTreeMap::from([(BTreeSet::new(), actions)]),
            };
            let each = by_keys.into_iter();
            shifts.extend(each.map(|(keys, actions)| Shift {
                was,
                becomes: *becomes,
                keys,
                actions,
            }));
        }
    }
    shifts.sort_by(|a, b| (a.becomes, a.was, &a.keys).cmp(&(b.becomes, b.was, &b.keys)));
    shifts
}

/// Parts the actions by what their denial depends on.
fn by_keys<'r>(
    effects: &Effects<'_>,
    reasons: impl Iterator<Item = (&'r Reason, &'r Actions)>,
    actions: Actions,
) -> BTreeMap<BTreeSet<String>, Actions> {
    let mut parts = BTreeMap::from([(BTreeSet::new(), actions)]);
    for (reason, of) in reasons {
        let keys: BTreeSet<String> = reason
            .keys(effects)
            .iter()
            .map(|key| effects.vocabulary().spelt(key))
            .collect();
        let mut next: BTreeMap<BTreeSet<String>, Actions> = BTreeMap::new();
        for (so_far, actions) in parts {
            let (within, rest) = (actions.both(of), actions.without(of));
            let with = so_far.union(&keys).cloned().collect();
            for (keys, actions) in [(with, within), (so_far, rest)] {
                if !actions.is_empty() {
                    next.entry(keys).or_default().unite(&actions);
                }
            }
        }
        parts = next;
    }
    parts
}
