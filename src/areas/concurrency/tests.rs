//! Which changes start, while others run, wait and end.

use super::*;
use crate::engine::address::Address;
use crate::engine::change::Phase;

const LOOK: Duration = Duration::from_secs(10);

fn change(action: Action, kind: &str, key: usize, operation: &str) -> Change {
    let mut change = Change::new(
        "accounts",
        Phase::Accounts,
        action,
        Address::new(kind, format!("k{key:04}")),
    );
    change.calls.push(PlannedCall::once(
        format!("organizations:{operation}"),
        Session::management(),
    ));
    change
}

fn create(key: usize) -> Change {
    change(Action::Create, "account", key, "CreateAccount")
}

fn moves(key: usize) -> Change {
    change(Action::Move, "account", key, "MoveAccount")
}

fn attach(key: usize) -> Change {
    change(Action::Attach, "scp", key, "AttachPolicy")
}

fn started(concurrency: &mut Concurrency, ready: impl IntoIterator<Item = usize>) -> Vec<usize> {
    concurrency.enqueue(&mut ready.into_iter().collect());
    std::iter::from_fn(|| concurrency.next(LOOK)).collect()
}

#[test]
fn every_rate_has_its_own_places() {
    let mut changes: Vec<Change> = (0..50).map(create).collect();
    changes.extend((50..100).map(attach));
    let mut concurrency = Concurrency::new(&changes, &vec![BTreeSet::new(); 100]);
    let first = started(&mut concurrency, 0..100);
    assert_eq!(first, (0..5).chain(50..58).collect::<Vec<_>>());
    concurrency.release(3);
    concurrency.ended(3);
    assert_eq!(started(&mut concurrency, []), [5]);
}

#[test]
fn every_region_has_its_own_places() {
    let changes: Vec<Change> = (0..40)
        .map(|key| {
            let mut change = attach(key);
            for call in &mut change.calls {
                call.session = Session::account("a").region(["x", "y"][key % 2]);
            }
            change
        })
        .collect();
    let mut concurrency = Concurrency::new(&changes, &vec![BTreeSet::new(); 40]);
    assert_eq!(started(&mut concurrency, 0..40).len(), 16);
}

#[test]
fn what_aws_goes_on_with_takes_no_place_unless_aws_counts_it() {
    let mut changes: Vec<Change> = (0..20)
        .map(|key| change(Action::Enable, "policy-type", key, "EnablePolicyType"))
        .collect();
    changes.extend((20..30).map(create));
    let mut concurrency = Concurrency::new(&changes, &vec![BTreeSet::new(); 30]);
    assert_eq!(
        started(&mut concurrency, 0..30),
        (0..8).chain(20..25).collect::<Vec<_>>()
    );
    (0..8).chain(20..25).for_each(|index| concurrency.waits(index));
    assert_eq!(started(&mut concurrency, []), (8..16).collect::<Vec<_>>());
    // What has left its place already gives up none when it ends.
    concurrency.release(0);
    concurrency.ended(0);
    assert_eq!(started(&mut concurrency, []), Vec::<usize>::new());
    concurrency.release(20);
    concurrency.ended(20);
    assert_eq!(started(&mut concurrency, []), [25]);
}

#[test]
fn what_waits_for_itself_also_waits_for_what_aws_goes_on_with() {
    let changes = [
        create(0),
        create(1),
        moves(0),
        moves(1),
        change(Action::Enable, "policy-type", 4, "EnablePolicyType"),
    ];
    let waits: Vec<BTreeSet<usize>> = [&[][..], &[], &[0, 1], &[1, 0], &[]]
        .iter()
        .map(|on| on.iter().copied().collect())
        .collect();
    let mut concurrency = Concurrency::new(&changes, &waits);
    assert_eq!(started(&mut concurrency, [0, 1, 4]), [4]);
    concurrency.waits(4);
    assert_eq!(started(&mut concurrency, []), Vec::<usize>::new());
    concurrency.release(4);
    concurrency.ended(4);
    assert_eq!(started(&mut concurrency, []), [0]);
}

#[test]
fn the_move_of_a_new_account_goes_before_those_of_old_ones() {
    let mut changes = vec![create(0)];
    changes.extend((1..40).map(moves));
    changes.push(moves(0));
    let mut waits = vec![BTreeSet::new(); 41];
    waits[40].insert(0);
    let mut concurrency = Concurrency::new(&changes, &waits);
    assert_eq!(
        started(&mut concurrency, (0..40).collect::<Vec<_>>()),
        (0..9).collect::<Vec<_>>()
    );
    concurrency.ended(0);
    concurrency.release(0);
    concurrency.release(1);
    assert_eq!(started(&mut concurrency, [40]), [40]);
}

#[test]
fn an_account_is_asked_for_when_what_guards_it_is_near() {
    // 200 attachments are 100 seconds.
    let mut changes: Vec<Change> = (0..200).map(attach).collect();
    changes.extend([create(900), create(901), moves(900), moves(901)]);
    let mut waits = vec![BTreeSet::new(); 204];
    waits[202] = (0..200).chain([200]).collect();
    waits[203] = BTreeSet::from([201, 10]);
    let mut concurrency = Concurrency::new(&changes, &waits);
    let first = started(&mut concurrency, 0..202);
    assert!(first.contains(&201) && !first.contains(&200), "{first:?}");
    let mut after = 0;
    while !started(&mut concurrency, []).contains(&200) {
        concurrency.ended(after);
        concurrency.release(after);
        after += 1;
    }
    assert_eq!(after, 120);
}

#[test]
fn accounts_that_guard_each_other_are_made_when_nothing_else_runs() {
    let changes = [create(0), create(1), attach(2), attach(3), moves(0), moves(1)];
    let waits: Vec<BTreeSet<usize>> = [&[][..], &[], &[0], &[1], &[0, 3], &[1, 2]]
        .iter()
        .map(|on| on.iter().copied().collect())
        .collect();
    let mut concurrency = Concurrency::new(&changes, &waits);
    assert_eq!(started(&mut concurrency, [0, 1]), [0]);
    concurrency.ended(0);
    concurrency.release(0);
    assert_eq!(started(&mut concurrency, [2]), [1, 2]);
}
