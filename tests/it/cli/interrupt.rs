//! Ctrl-C, at times of virtual time.

use std::time::Duration;

use super::Desk;
use groundline::cli::Interrupts;
use groundline::exit::Exit;

fn at(times: &[u64]) -> Interrupts {
    Interrupts::At(times.iter().copied().map(Duration::from_millis).collect())
}

#[test]
fn while_reading_it_changes_nothing() {
    let desk = Desk::small().interrupted(at(&[500]));
    // Enough to read that it takes its time.
    desk.types("sandbox reset --seed org:200").expect(Exit::Done);
    desk.types("apply --sandbox --yes")
        .expect(Exit::Incomplete)
        .tells("stopped by Ctrl-C: nothing was changed");
    let show = desk.types("sandbox show").expect(Exit::Done).stdout;
    assert!(!show.contains("Workloads"), "{show}");
}

#[test]
fn once_it_lets_what_is_under_way_end_and_the_next_run_goes_on() {
    let mut desk = Desk::small();
    let whole = desk
        .types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    drop(whole);
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    let seconds = ledger["virtual_seconds"].as_f64().unwrap();
    let mut stopped = 0;
    for tenth in 1..10 {
        desk.types("sandbox reset --quiet").expect(Exit::Done);
        let millis = (seconds * 100.0) as u64 * tenth;
        desk = desk.interrupted(at(&[millis]));
        let ran = desk.types("apply --sandbox --yes");
        stopped += u32::from(
            ran.expect(Exit::Incomplete)
                .stdout
                .contains("stopped: what was done stays"),
        );
        desk = desk.interrupted(at(&[]));
        desk.types("apply --sandbox --yes").expect(Exit::Done);
        desk.types("plan --sandbox --detailed-exitcode").expect(Exit::Done);
    }
    assert!(stopped > 0, "no apply was cut");
}

#[test]
fn twice_it_stops_at_once() {
    let desk = Desk::small();
    desk.types("plan --sandbox --calls calls.json").expect(Exit::Done);
    let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    // The account takes its time, and both presses fall into it: the first ends all waiting, so that the second must be as quick.
    let millis = (ledger["virtual_seconds"].as_f64().unwrap() * 1000.0) as u64 + 2_000;
    let desk = desk.interrupted(at(&[millis, millis]));
    let ran = desk.types("apply --sandbox --yes").expect(Exit::Incomplete);
    ran.tells("press Ctrl-C again").tells("stopped at once");
    let desk = desk.interrupted(at(&[]));
    desk.types("apply --sandbox --yes").expect(Exit::Done);
}
