//! `groundline demo`.

use super::Desk;
use crate::support::{copy_folder, repository};
use groundline::exit::Exit;

#[test]
fn plans_applies_and_plans_again() {
    let desk = Desk::small();
    let ran = desk.types("demo").expect(Exit::Done);
    assert_eq!(ran.stderr, "");
    for text in [
        "1. groundline plan",
        "account.shop",
        "2. groundline apply",
        "3. groundline plan, again",
        "at the published rates",
    ] {
        assert!(ran.stdout.contains(text), "{text}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("(0 of them throttled)"), "{}", ran.stdout);
    assert!(!desk.path(".groundline").exists());
    assert_eq!(ran.stdout, desk.types("demo").stdout);
}

#[test]
fn acme_is_a_whole_organization() {
    let desk = Desk::empty();
    copy_folder(&repository("examples/acme"), &desk.path("acme"));
    let ran = desk.types("demo --baseline acme/baseline.toml").expect(Exit::Done);
    let again = ran.stdout.split("3. groundline plan, again").nth(1).unwrap();
    assert!(again.contains("no changes"), "{again}");
    let few = desk
        .types("demo --baseline acme/baseline.toml --seed empty")
        .expect(Exit::Incomplete);
    assert!(few.stdout.contains("quota"), "{}", few.stdout);
}

#[test]
fn what_is_refused_can_be_allowed_for_the_demo() {
    let desk = Desk::small();
    desk.types("demo --seed control-tower")
        .expect(Exit::Refused)
        .tells("`--allow control-tower`");
    desk.types("demo --seed control-tower --allow control-tower")
        .expect(Exit::Done);
}
