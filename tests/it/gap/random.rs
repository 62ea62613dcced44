//! Any tree, any policies, any second baseline: what opens is what the plan says, and nothing if it says nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::bench::{ALL, NO_GAP, applied, converged, left_of, listed, run, runner, titles};
use super::sketch::Sketch;
use super::watch::Watch;

/// So many pairs of baselines are tried. `GAP_CASES` tries more.
const CASES: u32 = 24;
/// What the policies are: the table, the slots of one place besides AWS's own policy, and whether all crowd on two places.
const KINDS: [(&str, usize, bool); 3] = [("rcps", 4, false), ("scps", 9, false), ("rcps", 4, true)];

/// One baseline in numbers, so that it shrinks well.
#[derive(Debug, Clone)]
struct Numbers {
    /// For each unit: which of the root and the units before it in `order` holds it.
    parents: Vec<usize>,
    /// Which unit comes when.
    order: Vec<usize>,
    /// For each account: which of the root and the units holds it.
    accounts: Vec<usize>,
    policies: BTreeMap<usize, Policy>,
}

#[derive(Debug, Clone)]
struct Policy {
    statements: Vec<usize>,
    attach: Vec<usize>,
}

fn numbers(units: usize, accounts: usize) -> impl Strategy<Value = Numbers> {
    let policy = (
        prop::collection::vec(0_usize..10, 1..4),
        prop::collection::vec(0_usize..12, 1..4),
    );
    let policy = policy.prop_map(|(statements, attach)| Policy { statements, attach });
    (
        prop::collection::vec(0_usize..7, units),
        Just((0..units).collect::<Vec<usize>>()).prop_shuffle(),
        prop::collection::vec(0_usize..7, accounts),
        prop::collection::btree_map(0_usize..8, policy, 3..7),
    )
        .prop_map(|(parents, order, accounts, policies)| Numbers {
            parents,
            order,
            accounts,
            policies,
        })
}

/// A kind and two baselines; the second stands in the tree of the first, but for some units and accounts.
fn pairs() -> impl Strategy<Value = (usize, Numbers, Numbers)> {
    (3_usize..7, 4_usize..9).prop_flat_map(|(units, accounts)| {
        let pair = (numbers(units, accounts), numbers(units, accounts));
        let same_tree = prop::bool::weighted(0.6);
        let moves = prop::collection::vec(any::<bool>(), accounts);
        (0_usize..3, pair, same_tree, moves).prop_map(|(table, (first, mut second), same_tree, moves)| {
            if same_tree {
                second.parents.clone_from(&first.parents);
                second.order.clone_from(&first.order);
            }
            for (at, moves) in moves.into_iter().enumerate() {
                if !moves {
                    second.accounts[at] = first.accounts[at];
                }
            }
            (table, first, second)
        })
    })
}

impl Numbers {
    fn sketch(&self, kind: usize) -> Sketch {
        let (table, slots, crowded) = KINDS[kind];
        let units = self.parents.len();
        let mut sketch = Sketch::default();
        let mut depth: BTreeMap<String, usize> = BTreeMap::from([("root".to_owned(), 0)]);
        for (at, unit) in self.order.iter().enumerate() {
            let parent = match self.parents[*unit] % (at + 1) {
                0 => "root".to_owned(),
                before => format!("u{}", self.order[before - 1]),
            };
            let parent = if depth[&parent] < 5 { parent } else { "root".to_owned() };
            depth.insert(format!("u{unit}"), depth[&parent] + 1);
            sketch = sketch.unit(&format!("u{unit}"), &parent);
        }
        for (account, unit) in self.accounts.iter().enumerate() {
            let unit = unit % units;
            sketch = sketch.account(&format!("a{account}"), &format!("u{unit}"));
        }
        let mut used: BTreeMap<String, usize> = BTreeMap::new();
        for (key, policy) in &self.policies {
            let mut attach: Vec<String> = Vec::new();
            for place in &policy.attach {
                let place = match place {
                    _ if crowded => {
                        if place % 3 == 0 {
                            "u0".to_owned()
                        } else {
                            "root".to_owned()
                        }
                    }
                    0..4 => "root".to_owned(),
                    4..10 => format!("u{}", place % units),
                    _ => format!("account:a{}", place % self.accounts.len()),
                };
                let used = used.entry(place.clone()).or_default();
                if *used < slots && !attach.contains(&place) {
                    *used += 1;
                    attach.push(place);
                }
            }
            let mut statements: Vec<String> = Vec::new();
            for statement in &policy.statements {
                let sid = match statement {
                    8.. if table == "scps" && !statements.iter().any(|sid| sid.starts_with("Big")) => {
                        format!("Big{statement}")
                    }
                    other => format!("S{}", other % if crowded { 5 } else { 8 }),
                };
                if !statements.contains(&sid) {
                    statements.push(sid);
                }
            }
            let key = format!("p{key}");
            sketch = sketch.named(table, &key, &key, &statements.join(" "), &attach.join(" "));
        }
        sketch
    }
}

fn holds(first: &Sketch, second: &Sketch) -> Result<bool, TestCaseError> {
    let before = applied(first);
    let baseline = second.baseline();
    let watch = Watch::default();
    let mut ran = run(&before, &baseline, NO_GAP, &watch, None);
    let mut open = watch.missing();
    let gap = !ran.plan.refused.is_empty();
    if gap {
        let refused = left_of(&ran);
        prop_assert!(refused.iter().all(|why| why.contains("gap=")), "{refused:#?}");
        let watch = Watch::default();
        ran = run(&before, &baseline, ALL, &watch, None);
        open = watch.missing();
    }
    let shown = titles(&ran.plan);
    prop_assert_eq!(left_of(&ran), Vec::<String>::new(), "{}", shown);
    prop_assert_eq!(open, listed(&ran.plan), "{}", shown);
    converged(&ran.state, &baseline);
    Ok(gap)
}

#[test]
fn any_baseline_after_any_other() {
    let mut runner = runner(CASES);
    let gaps = std::cell::Cell::new(0);
    let result = runner.run(&pairs(), |(table, first, second)| {
        let gap = holds(&first.sketch(table), &second.sketch(table))?;
        gaps.set(gaps.get() + u32::from(gap));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{} with a gap", gaps.get());
}
