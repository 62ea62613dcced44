//! Command lines that are wrong.

use super::Desk;
use groundline::exit::Exit;

#[test]
fn what_cannot_be_meant_is_64_and_says_what_to_type() {
    let cases = [
        ("", "Usage: groundline"),
        ("plann", "a similar subcommand exists: 'plan'"),
        ("plan --fromat json", "a similar argument exists: '--format'"),
        ("plan --format yaml", "[possible values: text, json]"),
        ("plan --only unit", "a similar value exists: 'units'"),
        ("plan --allow gaps", "unknown risk `gaps`"),
        ("plan --allow gap=nowhere", "`nowhere` is not an address"),
        ("apply --wait 3", "write it as `90s`, `30m` or `2h`"),
        ("apply plan.json --only units", "cannot be used with"),
        ("apply plan.json --allow gap", "cannot be used with"),
        ("demo --seed org:0", "unknown seed `org:0`"),
        ("sandbox", "Usage: groundline sandbox"),
        ("sandbox serve --speed 0", "give a number from"),
        ("plan --quiet --verbose", "cannot be used with"),
        ("completions", "required arguments were not provided"),
        ("man nothing", "there is no command `nothing`"),
    ];
    for (words, message) in cases {
        let ran = Desk::small().types(words).expect(Exit::Usage).tells(message);
        assert_eq!(ran.stdout, "", "{words}");
    }
}

#[test]
fn where_nobody_can_be_asked_apply_wants_a_yes_before_it_reads_anything() {
    let desk = Desk::empty();
    desk.types("apply --sandbox").expect(Exit::Usage).tells("`--yes`");
    assert!(!desk.path(".groundline").exists());
}

#[test]
fn an_account_is_named_by_its_key() {
    let desk = Desk::small();
    desk.types("plan --sandbox --account shpo")
        .expect(Exit::Usage)
        .tells("did you mean `shop`?");
    desk.types("apply --yes --sandbox --account 222222222222")
        .expect(Exit::Usage)
        .tells("the key, not the name");
}

#[test]
fn a_pace_is_only_for_emulators() {
    let desk = Desk::small().with("GROUNDLINE_PACE", "off");
    desk.types("plan --sandbox")
        .expect(Exit::Usage)
        .tells("unset `GROUNDLINE_PACE`");
    desk.types("demo").expect(Exit::Usage).tells("unset `GROUNDLINE_PACE`");
    let desk = Desk::small().with("GROUNDLINE_PACE", "fast");
    desk.types("plan --sandbox")
        .expect(Exit::Usage)
        .tells("`fast` is no pace");
}

#[test]
fn a_plan_file_that_is_not_there() {
    let desk = Desk::small();
    desk.types("apply --sandbox plan.json")
        .expect(Exit::Usage)
        .tells("cannot read the plan file");
}

#[test]
fn nothing_is_printed_twice_in_colour_unless_asked() {
    let plain = Desk::empty().types("plann").stderr;
    assert!(!plain.contains('\u{1b}'));
    let colored = Desk::empty().with("CLICOLOR_FORCE", "1").types("plann").stderr;
    assert!(colored.contains('\u{1b}'));
}
