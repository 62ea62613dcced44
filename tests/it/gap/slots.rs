//! Places on which every slot is taken.

use super::bench::{applied, exact_gap, listed, no_gap};
use super::sketch::Sketch;

/// AWS's own policy takes one of ten slots for SCPs, and one of five for RCPs.
const SCPS: usize = 9;
const RCPS: usize = 4;

fn tree() -> Sketch {
    Sketch::default()
        .unit("full", "root")
        .unit("inner", "full")
        .account("one", "full")
        .account("two", "inner")
}

/// Policies `prefix0`, `prefix1`, … at one place, each with one statement `sids0`, `sids1`, …
fn fill(mut sketch: Sketch, table: &'static str, prefix: &str, sids: &str, count: usize) -> Sketch {
    for n in 0..count {
        let key = format!("{prefix}{n}");
        sketch = sketch.named(table, &key, &key, &format!("{sids}{n}"), "full");
    }
    sketch
}

#[test]
fn all_are_swapped_for_others_with_nothing_in_common() {
    let before = applied(&fill(tree(), "scps", "m", "A", SCPS));
    no_gap(&before, &fill(tree(), "scps", "a", "B", 3).scp("z", "C", "full"));
}

#[test]
fn nine_for_nine_with_nothing_in_common() {
    let before = applied(&fill(fill(tree(), "scps", "m", "A", SCPS), "rcps", "n", "A", RCPS));
    let ran = no_gap(
        &before,
        &fill(fill(tree(), "scps", "a", "B", SCPS), "rcps", "b", "B", RCPS),
    );
    assert_eq!(listed(&ran.plan).len(), 0);
}

#[test]
fn all_are_swapped_for_others_with_the_same_statements() {
    let before = applied(&fill(tree(), "rcps", "m", "S", RCPS));
    let ran = exact_gap(&before, &fill(tree(), "rcps", "a", "S", RCPS));
    assert_eq!(
        listed(&ran.plan).len(),
        2,
        "one statement for two accounts: the slot then goes round"
    );
    let before = applied(&fill(tree(), "scps", "m", "S", SCPS));
    let ran = exact_gap(&before, &fill(tree(), "scps", "z", "S", SCPS));
    assert_eq!(listed(&ran.plan).len(), 2);
}

#[test]
fn one_that_goes_without_a_need_makes_room_for_all_others() {
    let before = applied(&fill(tree(), "scps", "m", "S", SCPS - 1).scp("a", "Gone", "full"));
    no_gap(&before, &fill(tree(), "scps", "n", "S", SCPS - 1));
    let before = applied(&fill(tree(), "scps", "m", "S", SCPS - 1).scp("z", "Gone", "full"));
    no_gap(
        &before,
        &fill(tree(), "scps", "a", "S", SCPS - 1).scp("zz", "Come", "full"),
    );
}

#[test]
fn the_last_free_slot_goes_round() {
    let before = applied(&fill(tree(), "scps", "m", "S", SCPS - 1));
    no_gap(&before, &fill(tree(), "scps", "a", "S", SCPS));
    // The statements come in the other order of addresses than they go.
    let mut after = tree();
    for n in 0..SCPS - 1 {
        after = after.scp(&format!("n{n}"), &format!("S{}", SCPS - 2 - n), "full");
    }
    no_gap(&before, &after.scp("a", "New", "full"));
}

#[test]
fn a_full_place_hands_its_statements_to_another_full_place() {
    let before = fill(tree(), "scps", "m", "S", SCPS).scp("r", "R", "inner");
    let after = fill(tree(), "scps", "m", "S", SCPS).without("m0").without("m1");
    let after = after
        .scp("both", "S0 S1", "root")
        .scp("n", "N", "full")
        .scp("r", "R", "full");
    no_gap(&applied(&before), &after);
}
