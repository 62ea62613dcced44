//! Accounts that move.

use super::bench::{applied, by_hand, no_gap};
use super::sketch::Sketch;

fn tree(unit: &str) -> Sketch {
    Sketch::default()
        .unit("from", "root")
        .unit("to", "root")
        .unit("deep", "to")
        .account("walker", unit)
        .account("stays", "from")
        .account("there", "to")
}

#[test]
fn the_guard_of_the_new_unit_is_attached_in_the_same_plan() {
    let before = applied(&tree("from").scp("g", "S", "from"));
    no_gap(&before, &tree("to").scp("g", "S", "from to"));
    no_gap(&before, &tree("deep").scp("g", "S", "to"));
    no_gap(&before, &tree("deep").scp("g", "S", "deep"));
}

#[test]
fn the_guard_of_the_new_unit_is_made_in_the_same_plan() {
    let before = applied(&tree("from").scp("m", "S", "from").rcp("m2", "R", "from"));
    no_gap(&before, &tree("to").scp("a", "S", "to").rcp("a2", "R", "to"));
    no_gap(
        &before,
        &tree("to")
            .scp("m", "S", "from")
            .scp("z", "S T", "to")
            .rcp("z2", "R", "to from"),
    );
}

#[test]
fn the_guard_of_the_new_unit_grows_in_the_same_plan() {
    let before = applied(&tree("from").scp("m", "S", "from").scp("t", "T", "to"));
    no_gap(&before, &tree("to").scp("m", "S", "from").scp("t", "T S", "to"));
    no_gap(&before, &tree("to").scp("m", "M", "from").scp("t", "S", "to"));
}

#[test]
fn the_guard_of_the_new_unit_changes_places_with_that_of_the_old() {
    let before = applied(&tree("from").scp("m", "S", "from").scp("t", "T", "to"));
    no_gap(&before, &tree("to").scp("m", "T", "from").scp("t", "S", "to"));
    no_gap(&before, &tree("to").scp("m", "S", "to").scp("t", "T", "from"));
}

#[test]
fn two_accounts_change_places() {
    let before = tree("from")
        .account("other", "deep")
        .scp("m", "S", "from")
        .scp("t", "S T", "deep");
    let after = tree("deep")
        .account("other", "from")
        .scp("a", "S", "from deep")
        .scp("t", "T", "deep");
    no_gap(&applied(&before), &after);
}

#[test]
fn an_account_takes_its_own_policy_along_into_one_of_the_unit() {
    let before = applied(&tree("from").scp("m", "S", "account:walker"));
    no_gap(&before, &tree("to").scp("t", "S", "to"));
    no_gap(
        &applied(&tree("to").scp("t", "S", "to")),
        &tree("from").scp("m", "S", "account:walker"),
    );
}

#[test]
fn new_units_and_new_accounts_beside_a_move() {
    let before = applied(&tree("from").scp("m", "S", "from"));
    let after = tree("new")
        .unit("new", "deep")
        .account("fresh", "new")
        .account("young", "from");
    no_gap(&before, &after.scp("n", "S N", "new from"));
}

#[test]
fn what_a_foreign_policy_denied_is_denied_by_ours_before_the_move() {
    let before = by_hand(applied(&tree("from").scp("t", "T", "to")), |organization| {
        super::units::foreign(organization, "Hand", "S", "from");
    });
    no_gap(&before, &tree("to").scp("t", "T S", "to"));
    no_gap(&before, &tree("deep").scp("t", "T", "to").scp("u", "S", "root"));
}

#[test]
fn what_ours_denied_is_denied_by_a_foreign_policy_after_the_move() {
    let before = by_hand(applied(&tree("from").scp("m", "S", "from")), |organization| {
        super::units::foreign(organization, "Hand", "S", "to");
    });
    no_gap(&before, &tree("to").scp("m", "M", "from"));
    no_gap(&before, &tree("to").scp("m", "S", "account:stays"));
}
