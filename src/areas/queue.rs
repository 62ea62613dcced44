//! Which changes can start, while others end. Pure: every end costs only what depends on it, however long the plan is.

use std::collections::BTreeSet;

use crate::engine::change::Change;
use crate::engine::event::End;
use crate::engine::order::waits;

/// The changes of a plan on their way, by their places in its order.
pub(super) struct Queue<'a> {
    changes: &'a [Change],
    /// What each change waits for.
    pub waits: Vec<BTreeSet<usize>>,
    /// What waits for each change.
    frees: Vec<Vec<usize>>,
    /// Of how many each change still waits.
    blocked: Vec<usize>,
    /// What can start, first things first. Whoever starts one takes it out.
    pub ready: BTreeSet<usize>,
    /// How each change ended.
    pub ends: Vec<Option<End>>,
}

impl<'a> Queue<'a> {
    /// A queue in which nothing has started.
    pub(super) fn new(changes: &'a [Change]) -> Self {
        let waits = waits(changes);
        let mut frees = vec![Vec::new(); changes.len()];
        for (waiting, on) in waits.iter().enumerate() {
            for provider in on {
                if let Some(list) = frees.get_mut(*provider) {
                    list.push(waiting);
                }
            }
        }
        let free = waits.iter().enumerate().filter(|(_, on)| on.is_empty());
        Self {
            changes,
            ready: free.map(|(index, _)| index).collect(),
            frees,
            blocked: waits.iter().map(BTreeSet::len).collect(),
            ends: vec![None; changes.len()],
            waits,
        }
    }

    /// Notes an end. Gives it back with all that is skipped because of it, in the order of the plan.
    pub(super) fn end(&mut self, index: usize, end: End) -> Vec<(usize, End)> {
        let mut ended = Vec::new();
        let mut open = BTreeSet::from([index]);
        let mut end = Some(end);
        // The order puts every change behind what it waits for, so that the smallest comes first.
        while let Some(next) = open.pop_first() {
            let end = end.take().unwrap_or_else(|| self.missing(next));
            let is_done = matches!(end, End::Done { .. });
            ended.push((next, end.clone()));
            if let Some(slot) = self.ends.get_mut(next) {
                *slot = Some(end);
            }
            let freed = self.frees.get(next).into_iter().flatten();
            for waiting in freed.filter(|waiting| self.ends.get(**waiting) == Some(&None)) {
                if is_done {
                    if let Some(blocked) = self.blocked.get_mut(*waiting) {
                        *blocked = blocked.saturating_sub(1);
                        if *blocked == 0 {
                            self.ready.insert(*waiting);
                        }
                    }
                } else {
                    open.insert(*waiting);
                }
            }
        }
        ended
    }

    /// How a change ends that waits for what will not come: it is skipped, or left to the next run where only AWS has to finish first.
    fn missing(&self, index: usize) -> End {
        let waits = self.waits.get(index).into_iter().flatten();
        let missing = waits.filter_map(|provider| {
            let end = self.ends.get(*provider)?.as_ref()?;
            Some((self.changes.get(*provider)?, end))
        });
        let mut pending = None;
        for (provider, end) in missing {
            let word = match end {
                End::Done { .. } => continue,
                End::Pending { what, since, until } => {
                    pending.get_or_insert_with(|| End::Pending {
                        what: after(what),
                        since: since.clone(),
                        until: until.clone(),
                    });
                    continue;
                }
                End::Failed { .. } => "failed",
                End::Skipped { .. } => "was skipped",
            };
            return End::Skipped {
                why: format!("{} {word}", provider.title()),
            };
        }
        pending.unwrap_or_else(|| End::Skipped { why: String::new() })
    }
}

/// What comes after something that AWS is at, or after what comes after it.
fn after(what: &str) -> String {
    if what.starts_with(AFTER) {
        what.to_owned()
    } else {
        format!("{AFTER}{what}")
    }
}

/// Begins what a change waits for that comes after something of AWS.
const AFTER: &str = "waits for ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::{Action, Facet, Label, Phase};

    fn change(key: usize, needs: &[usize]) -> Change {
        let address = |key: usize| Address::new("unit", format!("u{key}"));
        let mut change = Change::new("units", Phase::Units, Action::Create, address(key));
        change.provides.insert(Label::new(&address(key), Facet::Exists));
        change.needs = needs.iter().map(|n| Label::new(&address(*n), Facet::Exists)).collect();
        change
    }

    fn done() -> End {
        End::Done { id: None, note: None }
    }

    fn failed() -> End {
        End::Failed {
            message: "no".to_owned(),
            help: None,
        }
    }

    #[test]
    fn a_change_starts_when_all_that_it_waits_for_is_done() {
        let changes = [change(0, &[]), change(1, &[]), change(2, &[0, 1]), change(3, &[2])];
        let mut queue = Queue::new(&changes);
        assert_eq!(queue.ready, BTreeSet::from([0, 1]));
        queue.ready.clear();
        assert_eq!(queue.end(1, done()), [(1, done())]);
        assert!(queue.ready.is_empty());
        queue.end(0, done());
        assert_eq!(queue.ready, BTreeSet::from([2]));
    }

    #[test]
    fn what_depends_on_something_that_aws_is_at_is_left_to_the_next_run() {
        let changes = [
            change(0, &[]),
            change(1, &[0]),
            change(2, &[1]),
            change(3, &[2, 4]),
            change(4, &[]),
        ];
        let mut queue = Queue::new(&changes);
        let pending = |what: &str| End::Pending {
            what: what.to_owned(),
            since: "then".to_owned(),
            until: "when".to_owned(),
        };
        queue.end(4, failed());
        let ended = queue.end(0, pending("creation of account.a (car-1)"));
        let waits = pending("waits for creation of account.a (car-1)");
        assert_eq!(ended.get(1..), Some([(1, waits.clone()), (2, waits)].as_slice()));
        let why = format!("{} failed", changes[4].title());
        assert_eq!(queue.ends[3], Some(End::Skipped { why }));
    }

    #[test]
    fn what_depends_on_a_failure_is_skipped_by_name_and_nothing_else_is() {
        let changes = [
            change(0, &[]),
            change(1, &[]),
            change(2, &[0]),
            change(3, &[1, 2]),
            change(4, &[1]),
        ];
        let mut queue = Queue::new(&changes);
        let ended = queue.end(0, failed());
        let skipped: Vec<_> = ended.iter().skip(1).cloned().collect();
        let why = |why: &str| End::Skipped { why: why.to_owned() };
        assert_eq!(
            skipped,
            [
                (2, why(&format!("{} failed", changes[0].title()))),
                (3, why(&format!("{} was skipped", changes[2].title())))
            ]
        );
        queue.ready.clear();
        assert_eq!(queue.end(1, done()), [(1, done())]);
        assert_eq!(queue.ready, BTreeSet::from([4]));
    }
}
