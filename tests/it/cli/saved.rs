//! Plans that are kept and applied later.

use super::{Desk, SMALL};
use groundline::exit::Exit;

#[test]
fn what_was_reviewed_is_what_is_applied() {
    let desk = Desk::small();
    desk.types("plan --sandbox --out plan.json")
        .expect(Exit::Done)
        .tells("`groundline apply plan.json --sandbox`");
    desk.types("apply --sandbox plan.json")
        .expect(Exit::Done)
        .shows("account.shop");
    desk.types("drift --sandbox").expect(Exit::Done);
    // What is done is done: the same file again has nothing left.
    desk.types("apply --sandbox plan.json").expect(Exit::Done);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::small();
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    let mode = std::fs::metadata(desk.path("plan.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_baseline_that_changed_makes_it_stale() {
    let desk = Desk::small();
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    desk.write("baseline.toml", &SMALL.replace("\"Production\"", "\"Prod\""));
    desk.types("apply --sandbox plan.json")
        .expect(Exit::Refused)
        .tells("no longer fits");
    desk.types("sandbox show").expect(Exit::Done).shows("Root");
    assert!(!desk.types("sandbox show").stdout.contains("Workloads"));
}

#[test]
fn what_is_no_plan_is_refused() {
    let desk = Desk::small();
    desk.write("plan.json", "{}");
    desk.types("apply --sandbox plan.json")
        .expect(Exit::Refused)
        .tells("is no plan that can be applied");
    let document = desk.types("plan --sandbox --format json").expect(Exit::Done).stdout;
    desk.write("plan.json", &document);
    desk.types("apply --sandbox plan.json")
        .expect(Exit::Refused)
        .tells("is no plan that can be applied");
}

#[test]
fn a_folder_that_is_not_there() {
    let desk = Desk::small();
    desk.types("plan --sandbox --out nowhere/plan.json")
        .expect(Exit::Error)
        .tells("cannot write");
}
