//! AWS's policy that allows everything is off: by hand, or because the baseline says so. Where it is off the last SCP cannot be detached, and what no
//! SCP there allows is denied.

use std::collections::BTreeSet;

use groundline::engine::risk::Risk;
use groundline::sandbox::{AccountState, Fault, FaultKind, Organization, State, When};

use super::bench::{NO_GAP, Ran, applied, by_hand, left_of, no_gap, run, straight, titles};
use super::sketch::Sketch;
use super::units::{foreign, unit_id};
use super::watch::Watch;
use crate::hand::FULL_ACCESS;

fn tree(unit: &str) -> Sketch {
    let tree = Sketch::default().unit("upper", "root").unit("lower", "upper");
    tree.unit("other", "root").account("one", unit).account("two", "other")
}

/// The id of a place as in `attach`.
fn place_id(organization: &Organization, place: &str) -> String {
    match place.strip_prefix("account:") {
        Some(key) => {
            let mut accounts = organization.accounts.iter();
            let found = accounts.find(|(_, account)| account.name == key);
            found.unwrap().0.clone()
        }
        None if place == "root" => organization.root.id.clone(),
        None => unit_id(organization, place),
    }
}

fn is_on(state: &State, place: &str) -> bool {
    let organization = state.organization.as_ref().unwrap();
    organization.attachments[FULL_ACCESS].contains(&place_id(organization, place))
}

/// Takes AWS's policy off by hand.
fn off(state: State, places: &[&str]) -> State {
    by_hand(state, |organization| {
        for place in places {
            let id = place_id(organization, place);
            assert!(organization.attachments.get_mut(FULL_ACCESS).unwrap().remove(&id));
        }
    })
}

fn risks(ran: &Ran) -> BTreeSet<Risk> {
    ran.plan
        .changes
        .iter()
        .flat_map(|change| change.risks.iter().map(|note| note.risk))
        .collect()
}

#[test]
fn accounts_move_out_of_and_into_what_was_closed_by_hand() {
    for place in ["root", "upper", "lower", "account:one"] {
        let before = off(applied(&tree("lower").scp("m", "List D", place)), &[place]);
        for unit in ["upper", "other", "root"] {
            let ran = straight(&before, &tree(unit).scp("m", "List D", place));
            assert!(!is_on(&ran.state, place), "{place}");
        }
        let into = tree("lower").account("two", "lower");
        no_gap(&before, &into.scp("m", "List D", place));
    }
}

#[test]
fn a_unit_that_was_closed_by_hand_is_emptied_and_goes() {
    for statements in ["List", "D", "List D"] {
        let before = off(applied(&tree("lower").scp("m", statements, "lower")), &["lower"]);
        let rest = Sketch::default()
            .unit("upper", "root")
            .unit("other", "root")
            .account("two", "other");
        let rest = rest.account("one", "upper");
        // The policy stays, elsewhere or nowhere; or it goes with the unit.
        no_gap(&before, &rest.clone().scp("m", statements, "other"));
        no_gap(&before, &rest.clone().scp("m", statements, ""));
        let ran = no_gap(&before, &rest);
        assert!(
            !ran.calls.contains_key("organizations:DetachPolicy"),
            "{}",
            titles(&ran.plan)
        );
    }
}

#[test]
fn what_was_closed_by_hand_is_renamed() {
    let before = off(applied(&tree("lower").scp("m", "List", "lower")), &["lower"]);
    no_gap(
        &before,
        &tree("lower").scp("m", "List", "lower").called("lower", "Lowest"),
    );
    no_gap(&before, &tree("lower").named("scps", "m", "another", "List", "lower"));
}

#[test]
fn a_unit_that_takes_the_place_of_a_closed_one_is_closed_before_accounts_move() {
    for unit in ["lower", "other"] {
        let before = off(applied(&tree(unit).scp("m", "List", "lower")), &["lower"]);
        let after = tree(unit).unit("lower", "other").scp("m", "List", "lower");
        let ran = no_gap(&before, &after);
        assert!(!is_on(&ran.state, "lower"), "{}", titles(&ran.plan));
        assert_eq!(risks(&ran), BTreeSet::from([Risk::ReplaceUnit]));
    }
}

#[test]
fn a_unit_that_takes_the_place_of_a_closed_one_is_opened_only_with_leave() {
    let before = off(applied(&tree("lower").scp("m", "List", "lower")), &["lower"]);
    let after = tree("lower")
        .unit("lower", "other")
        .scp("m", "List", "lower")
        .full_access("lower", true);
    let refused = run(&before, &after.baseline(), &["replace-unit"], &Watch::default(), None);
    let found: BTreeSet<_> = refused.plan.refused.iter().map(|refusal| refusal.risk).collect();
    assert_eq!(
        found,
        BTreeSet::from([Some(Risk::AllowList)]),
        "{}",
        titles(&refused.plan)
    );
    assert!(is_on(&no_gap(&before, &after).state, "lower"));
}

#[test]
fn policies_take_each_others_places_where_one_has_to_stay() {
    for place in ["root", "upper", "lower", "account:one"] {
        for (old, new) in [("List", "ListS3"), ("D", "S"), ("D", "List D")] {
            let before = off(applied(&tree("lower").scp("m", old, place)), &[place]);
            straight(&before, &tree("lower").scp("a", new, place));
            no_gap(&before, &tree("lower").scp("m", old, "other").scp("z", new, place));
            straight(
                &before,
                &tree("lower")
                    .scp("m", old, "")
                    .scp("a", new, place)
                    .scp("b", "O", place),
            );
        }
    }
    let both = |sketch: Sketch, one: &str, other: &str| sketch.scp("p", "List D", one).scp("q", "ListS3 O", other);
    let before = off(applied(&both(tree("lower"), "lower", "other")), &["lower", "other"]);
    no_gap(&before, &both(tree("lower"), "other", "lower"));
}

#[test]
fn the_last_one_of_a_place_is_kept_and_said() {
    for place in ["root", "upper", "lower", "account:one"] {
        let before = off(
            applied(&tree("lower").scp("m", "List", place).scp("n", "D", place)),
            &[place],
        );
        let ways = [
            tree("lower"),
            tree("lower").scp("m", "List", ""),
            tree("lower").scp("m", "List", "other").scp("n", "D", "other"),
        ];
        for after in ways {
            let ran = run(&before, &after.baseline(), NO_GAP, &Watch::default(), None);
            let refused = ran
                .plan
                .refused
                .iter()
                .filter(|refusal| refusal.why.contains("the last SCP there"));
            assert_eq!(
                refused.count(),
                1,
                "{place}: {:#?}\n{}",
                ran.plan.refused,
                titles(&ran.plan)
            );
            assert!(!ran.calls.contains_key("organizations:DetachPolicy"));
            // With AWS's own there again they can go.
            let opened = straight(&before, &after.full_access(place, true));
            assert!(is_on(&opened.state, place));
        }
        let kept = straight(&before, &tree("lower").scp("m", "List", place));
        assert!(!is_on(&kept.state, place));
    }
}

#[test]
fn the_last_one_of_what_left_the_baseline_is_kept_and_named() {
    let before = off(applied(&tree("lower").scp("m", "List", "lower")), &["lower"]);
    // The account stays where it is, and the unit with it.
    let rest = Sketch::default()
        .unit("upper", "root")
        .unit("other", "root")
        .account("two", "other");
    let ran = run(&before, &rest.baseline(), NO_GAP, &Watch::default(), None);
    let id = place_id(before.organization.as_ref().unwrap(), "lower");
    let refused = &ran.plan.refused;
    let last = format!("`FullAWSAccess` is off `upper/lower` ({id}), which the baseline does not declare");
    assert!(
        refused.iter().any(|refusal| refusal.why.starts_with(&last)),
        "{refused:#?}"
    );
    let locked = format!("unit.{id}");
    assert!(
        refused.iter().any(|refusal| refusal.address.to_string() == locked),
        "{refused:#?}"
    );
}

#[test]
fn an_account_that_takes_no_attachment_stays_as_it_is() {
    for state in [
        AccountState::Suspended,
        AccountState::PendingClosure,
        AccountState::Closed,
    ] {
        let list = tree("lower").scp("m", "List", "account:one");
        let open = applied(&list);
        for is_on in [false, true] {
            let before = match is_on {
                true => off(open.clone(), &["account:one"]),
                false => open.clone(),
            };
            let before = by_hand(before, |organization| {
                let id = place_id(organization, "account:one");
                organization.accounts.get_mut(&id).unwrap().state = state;
            });
            let after = list.clone().full_access("account:one", is_on);
            let ran = run(&before, &after.baseline(), NO_GAP, &Watch::default(), None);
            assert!(ran.plan.changes.is_empty(), "{}", titles(&ran.plan));
            assert_eq!(left_of(&ran), Vec::<String>::new());
            let says = format!("`full-access = {is_on}`, and it cannot be ");
            let mut left = ran.plan.left_out.iter().filter(|left| left.why.starts_with(&says));
            assert!(left.any(|left| left.drift), "{:#?}", ran.plan.left_out);
        }
    }
}

#[test]
fn lists_are_declared_and_given_up_everywhere() {
    for place in ["root", "upper", "lower", "account:one"] {
        let open = applied(&tree("lower").scp("d", "D", "root"));
        let list = tree("lower").scp("d", "D", "root").scp("m", "List", place);
        let closed = no_gap(&open, &list.clone().full_access(place, false));
        assert!(!is_on(&closed.state, place), "{}", titles(&closed.plan));
        assert_eq!(risks(&closed), BTreeSet::from([Risk::AllowList]), "{place}");
        let order: Vec<String> = closed.plan.changes.iter().map(|change| change.title()).collect();
        let last = format!("detach scp-attachment.p-FullAWSAccess[\"{place}\"]");
        assert_eq!(order.last(), Some(&last), "{order:?}");
        // What is not said stays as it is.
        let unsaid = straight(&closed.state, &list);
        assert!(unsaid.plan.changes.is_empty() && !is_on(&unsaid.state, place));
        let again = no_gap(&closed.state, &list.clone().full_access(place, true));
        assert!(is_on(&again.state, place));
        assert_eq!(risks(&again), BTreeSet::from([Risk::AllowList]), "{place}");
        // The list becomes another one, and with it what it does not have.
        straight(
            &closed.state,
            &tree("lower")
                .scp("d", "D", "root")
                .scp("m", "ListS3", place)
                .full_access(place, false),
        );
        straight(
            &closed.state,
            &tree("lower").scp("d", "D NoSqs", "root").full_access(place, true),
        );
    }
}

#[test]
fn new_units_and_accounts_are_closed_before_anything_is_in_them() {
    let before = applied(&tree("lower").scp("d", "NoSqs", "lower"));
    let after = tree("fresh")
        .unit("fresh", "other")
        .account("new", "fresh")
        .scp("d", "NoSqs", "lower");
    let after = after
        .scp("m", "List", "fresh account:new")
        .full_access("fresh", false)
        .full_access("account:new", false);
    let ran = no_gap(&before, &after);
    assert!(!is_on(&ran.state, "fresh") && !is_on(&ran.state, "account:new"));
    assert_eq!(risks(&ran), BTreeSet::new());
}

#[test]
fn what_a_list_leaves_out_is_denied_by_others_before_it_is_opened() {
    let list = |sketch: Sketch| sketch.scp("m", "List", "upper");
    let closed = applied(&list(tree("lower")).full_access("upper", false));
    for denial in ["root", "upper", "lower", "account:one"] {
        let after = tree("lower").scp("a", "NoSqs NoKms NoS3", denial);
        no_gap(&closed, &list(after.clone()).full_access("upper", true));
        // The account leaves the list for a place that denies the same.
        no_gap(&closed, &list(tree("other")).scp("a", "NoSqs NoKms", "other"));
        // And the other way round.
        let denied = applied(&list(after));
        no_gap(&denied, &list(tree("lower")).full_access("upper", false));
    }
    let from = applied(&list(tree("other")).scp("a", "NoSqs NoKms", "other"));
    no_gap(&from, &list(tree("lower")).full_access("upper", false));
}

#[test]
fn nine_policies_and_none_of_aws_leave_a_slot() {
    let nine = |sketch: Sketch| {
        (0..9).fold(sketch, |sketch, n| {
            sketch.scp(&format!("p{n}"), &format!("List D{n}"), "lower")
        })
    };
    let eight = off(applied(&nine(tree("lower")).without("p8")), &["lower"]);
    let before = by_hand(eight, |organization| foreign(organization, "Ninth", "N", "lower"));
    no_gap(&before, &nine(tree("lower")));
    let ten = nine(tree("lower"))
        .scp("tenth", "T", "lower")
        .full_access("lower", false);
    let fresh = no_gap(&applied(&nine(tree("lower"))), &ten);
    assert!(!is_on(&fresh.state, "lower"));
    // All ten are replaced by others.
    let others = (0..9).fold(tree("lower"), |sketch, n| {
        sketch.scp(&format!("q{n}"), &format!("List E{n}"), "lower")
    });
    no_gap(&fresh.state, &others.full_access("lower", false));
}

#[test]
fn nothing_goes_where_it_is_not_known_what_allows() {
    let before = off(
        applied(&tree("lower").scp("m", "List", "lower").scp("n", "List", "other")),
        &["lower"],
    );
    let after = tree("lower")
        .scp("m", "List", "")
        .scp("n", "List", "other")
        .full_access("other", false);
    let denied = Fault {
        kind: FaultKind::Error {
            code: "AccessDeniedException".to_owned(),
            message: "not for you".to_owned(),
        },
        when: When::NthOf {
            operation: "organizations:ListPoliciesForTarget".to_owned(),
            n: 1,
        },
    };
    let ran = run(&before, &after.baseline(), NO_GAP, &Watch::default(), Some(denied));
    assert_eq!(ran.plan.unread.len(), 1, "{:?}", ran.plan.unread);
    assert!(
        ran.plan.changes.is_empty() && !ran.plan.left_out.is_empty(),
        "{}",
        titles(&ran.plan)
    );
}
