//! Policies that are renamed, replaced, and that give statements to each other.

use super::bench::{applied, exact_gap, no_gap, titles};
use super::sketch::Sketch;

/// root - upper - lower, and a unit beside; an account in each.
fn tree() -> Sketch {
    Sketch::default()
        .unit("upper", "root")
        .unit("lower", "upper")
        .unit("beside", "root")
        .account("high", "upper")
        .account("low", "lower")
        .account("side", "beside")
}

#[test]
fn a_key_renamed_with_moved_changes_only_the_tag() {
    let before = applied(&tree().named("scps", "old", "Name", "A B", "root"));
    let after = tree()
        .named("scps", "new", "Name", "A B", "root")
        .moved("scp.old", "scp.new");
    let ran = no_gap(&before, &after);
    assert_eq!(ran.plan.changes.len(), 1, "{}", titles(&ran.plan));
}

#[test]
fn a_key_renamed_without_moved_is_another_policy_and_comes_first() {
    let before = applied(&tree().scp("old", "A B", "root upper"));
    no_gap(&before, &tree().scp("new", "A B", "root upper"));
    no_gap(&before, &tree().scp("new", "B C", "root"));
}

#[test]
fn a_key_renamed_without_moved_but_with_its_name_steps_aside() {
    let before = applied(&tree().named("scps", "old", "Name", "A B", "upper"));
    no_gap(&before, &tree().named("scps", "new", "Name", "A C", "upper"));
}

#[test]
fn a_name_and_a_text_change() {
    let before = applied(&tree().named("scps", "one", "First", "A B", "root"));
    no_gap(&before, &tree().named("scps", "one", "Second", "B C", "root"));
}

#[test]
fn two_policies_swap_their_texts() {
    let before = applied(&tree().scp("a", "A", "root").scp("b", "B", "upper"));
    no_gap(&before, &tree().scp("a", "B", "root").scp("b", "A", "upper"));
    let before = applied(&tree().scp("a", "A C", "upper").scp("b", "B D", "upper"));
    no_gap(&before, &tree().scp("a", "B C", "upper").scp("b", "A D", "upper"));
    let before = applied(&tree().rcp("a", "A", "upper").rcp("b", "B", "upper"));
    no_gap(&before, &tree().rcp("a", "B", "upper").rcp("b", "A", "upper"));
}

#[test]
fn two_policies_swap_their_places() {
    let before = applied(&tree().scp("a", "A S", "upper").scp("b", "B S", "lower"));
    no_gap(&before, &tree().scp("a", "A S", "lower").scp("b", "B S", "upper"));
}

#[test]
fn a_text_that_does_not_fit_beside_the_other_opens_exactly_what_is_said() {
    let before = applied(&tree().scp("a", "BigOne", "upper").scp("b", "BigTwo", "upper"));
    let ran = exact_gap(&before, &tree().scp("a", "BigTwo", "upper").scp("b", "BigOne", "upper"));
    assert_eq!(
        super::bench::listed(&ran.plan).len(),
        2,
        "one of them, for two accounts"
    );
}

#[test]
fn a_long_text_that_only_one_side_must_wait_for_opens_nothing() {
    let before = applied(&tree().scp("a", "BigOne", "upper").scp("b", "B", "upper"));
    no_gap(&before, &tree().scp("a", "BigTwo", "upper").scp("b", "BigOne", "upper"));
}

#[test]
fn a_statement_moves_between_policies_in_both_directions_of_their_addresses() {
    let before = applied(&tree().scp("a", "A S", "upper").scp("b", "B", "upper"));
    no_gap(&before, &tree().scp("a", "A", "upper").scp("b", "B S", "upper"));
    let before = applied(&tree().scp("a", "A", "upper").scp("b", "B S", "upper"));
    no_gap(&before, &tree().scp("a", "A S", "upper").scp("b", "B", "upper"));
}

#[test]
fn a_statement_moves_to_an_ancestor_and_back() {
    let low = tree().scp("a", "A S", "lower side").scp("z", "Z", "root");
    let low = low.without("a").scp("a", "A S", "lower");
    let high = tree().scp("a", "A", "lower").scp("z", "Z S", "root");
    let before = applied(&low);
    no_gap(&before, &high);
    no_gap(&applied(&high), &low);
}

#[test]
fn a_statement_moves_to_several_children() {
    let before = applied(
        &tree()
            .scp("a", "A S", "root")
            .scp("l", "L", "lower")
            .scp("s", "Q", "beside"),
    );
    let after = tree()
        .scp("a", "A", "root")
        .scp("l", "L S", "lower")
        .scp("s", "Q S", "beside");
    no_gap(&before, &after);
    let after = tree().scp("n", "S N", "upper beside account:high");
    no_gap(&before, &after);
}

#[test]
fn attachments_move_down_to_accounts_and_up_again() {
    let low = tree().scp("p", "S", "account:high account:low account:side");
    let high = tree().scp("p", "S", "root");
    no_gap(&applied(&low), &high);
    no_gap(&applied(&high), &low);
}

#[test]
fn a_policy_is_replaced_by_one_of_another_key_at_the_root() {
    let before = applied(&tree().scp("m", "A B C", "root").rcp("r", "R", "root"));
    no_gap(
        &before,
        &tree()
            .scp("a", "A", "root")
            .scp("z", "B C", "root")
            .rcp("q", "R", "root"),
    );
}
