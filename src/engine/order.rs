//! The order of changes: need is law, phase is preference, and the rest follows the address.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Label};

/// Changes that wait for each other, so that none of them can be first.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Those that can be ordered.
    pub ordered: Vec<Change>,
    /// Those that cannot.
    pub stuck: Vec<Change>,
}

/// Puts every change behind all changes that provide what it needs. What no change provides counts as there already.
///
/// # Errors
/// Gives back what waits for itself, if anything does.
pub fn order(mut changes: Vec<Change>) -> Result<Vec<Change>, Cycle> {
    changes.sort_by(|a, b| key(a).cmp(&key(b)));
    let waits = waits(&changes);
    let mut blocked: Vec<usize> = waits.iter().map(BTreeSet::len).collect();
    let mut frees: Vec<Vec<usize>> = vec![Vec::new(); changes.len()];
    for (waiting, on) in waits.iter().enumerate() {
        for provider in on {
            if let Some(list) = frees.get_mut(*provider) {
                list.push(waiting);
            }
        }
    }
    // Indices follow the sort above, so the smallest ready index is the preferred change.
    let mut ready: BTreeSet<usize> = (0..changes.len()).filter(|i| blocked.get(*i) == Some(&0)).collect();
    let mut sequence = Vec::with_capacity(changes.len());
    while let Some(next) = ready.pop_first() {
        sequence.push(next);
        for freed in frees.get(next).into_iter().flatten() {
            if let Some(count) = blocked.get_mut(*freed) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(*freed);
                }
            }
        }
    }
    let mut slots: Vec<Option<Change>> = changes.into_iter().map(Some).collect();
    let ordered: Vec<Change> = sequence
        .into_iter()
        .filter_map(|index| slots.get_mut(index).and_then(Option::take))
        .collect();
    let stuck: Vec<Change> = slots.into_iter().flatten().collect();
    if stuck.is_empty() {
        Ok(ordered)
    } else {
        Err(Cycle { ordered, stuck })
    }
}

/// For each change, the indices of those it waits for.
#[must_use]
pub fn waits(changes: &[Change]) -> Vec<BTreeSet<usize>> {
    let mut providers: BTreeMap<&Label, Vec<usize>> = BTreeMap::new();
    for (index, change) in changes.iter().enumerate() {
        for label in &change.provides {
            providers.entry(label).or_default().push(index);
        }
    }
    changes
        .iter()
        .enumerate()
        .map(|(index, change)| {
            let needed = change.needs.iter().filter_map(|label| providers.get(label)).flatten();
            needed.copied().filter(|provider| *provider != index).collect()
        })
        .collect()
}

/// What comes first where nothing else decides.
pub fn key(change: &Change) -> impl Ord + '_ {
    (change.phase, &change.address, change.action)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::address::Address;
    use crate::engine::change::{Action, Facet, Phase};

    fn change(key: usize, phase: Phase, needs: &[usize]) -> Change {
        let address = |key: usize| Address::new("unit", format!("u{key:03}"));
        let mut change = Change::new("test", phase, Action::Create, address(key));
        change.provides.insert(Label::new(&address(key), Facet::Exists));
        change.needs = needs.iter().map(|n| Label::new(&address(*n), Facet::Exists)).collect();
        change
    }

    fn keys(changes: &[Change]) -> Vec<&str> {
        changes.iter().map(|change| change.address.key.as_str()).collect()
    }

    #[test]
    fn order_is_by_phase_then_address() {
        let ordered = order(vec![
            change(2, Phase::Units, &[]),
            change(1, Phase::Units, &[]),
            change(3, Phase::Organization, &[]),
        ]);
        assert_eq!(keys(&ordered.unwrap()), ["u003", "u001", "u002"]);
    }

    #[test]
    fn order_need_overrides_phase() {
        let ordered = order(vec![
            change(1, Phase::Organization, &[2]),
            change(2, Phase::Remove, &[]),
        ]);
        assert_eq!(keys(&ordered.unwrap()), ["u002", "u001"]);
    }

    #[test]
    fn order_need_that_nobody_provides_is_met() {
        assert!(order(vec![change(1, Phase::Units, &[9])]).is_ok());
    }

    #[test]
    fn order_reports_what_waits_for_itself() {
        let cycle = order(vec![
            change(1, Phase::Units, &[2]),
            change(2, Phase::Units, &[1]),
            change(3, Phase::Units, &[]),
        ])
        .unwrap_err();
        assert_eq!(keys(&cycle.ordered), ["u003"]);
        assert_eq!(keys(&cycle.stuck), ["u001", "u002"]);
    }

    proptest! {
        #[test]
        fn order_keeps_every_need_and_every_change(edges in prop::collection::vec((0usize..40, 0usize..40), 0..120), seed in any::<u64>()) {
            let mut needs: Vec<Vec<usize>> = vec![Vec::new(); 40];
            for (a, b) in edges {
                if a > b { needs[a].push(b); }
            }
            let mut changes: Vec<Change> = (0..40).map(|i| change(i, Phase::Units, &needs[i])).collect();
            let straight = order(changes.clone()).unwrap();
            let turn = usize::try_from(seed % 40).unwrap();
            changes.rotate_left(turn);
            let ordered = order(changes).unwrap();
            prop_assert_eq!(&straight, &ordered);
            prop_assert_eq!(ordered.len(), 40);
            for (place, waits) in waits(&ordered).iter().enumerate() {
                prop_assert!(waits.iter().all(|on| *on < place));
            }
        }
    }
}
