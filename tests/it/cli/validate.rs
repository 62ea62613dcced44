//! `groundline validate`, and bad baselines in other commands.

use super::Desk;
use groundline::exit::Exit;

const BROKEN: &str = "format = 1\n[organization]\nbaseline = \"b\"\nmanagement-account = \"123456789012\"\nid = \"o-a1b2c3d4e5\"\n\
                      [units.a]\nname = \"A\"\nparnt = \"b\"\n[units.c]\nname = 3\n";

#[test]
fn a_good_baseline_is_counted() {
    let ran = Desk::small().types("validate").expect(Exit::Done);
    assert_eq!(
        ran.stdout,
        "valid: 2 units, 1 account, 1 policy, 0 delegated services\n"
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn all_that_is_wrong_is_shown_with_its_place() {
    let desk = Desk::empty();
    desk.write("baseline.toml", BROKEN);
    let ran = desk.types("validate").expect(Exit::Baseline);
    assert_eq!(ran.stdout, "");
    ran.tells("parnt")
        .tells("did you mean")
        .tells("baseline.toml:8:1")
        .tells("baseline.toml:10:8");
}

#[test]
fn as_json_too() {
    let desk = Desk::empty();
    desk.write("baseline.toml", BROKEN);
    let document = desk.types("validate --format json").expect(Exit::Baseline).json();
    assert_eq!(document["exit_codes"], serde_json::json!([65]));
    let lines: Vec<_> = document["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["line"].clone())
        .collect();
    assert_eq!(lines, [8, 10]);
    let document = Desk::small().types("validate --format json").expect(Exit::Done).json();
    assert_eq!(document["diagnostics"], serde_json::json!([]));
}

#[test]
fn every_command_that_needs_a_baseline_stops_at_a_broken_one() {
    let desk = Desk::empty();
    desk.write("baseline.toml", BROKEN);
    for words in ["plan --sandbox", "apply --yes --sandbox", "drift --sandbox", "demo"] {
        desk.types(words).expect(Exit::Baseline).tells("parnt");
    }
    assert!(!desk.path(".groundline").exists());
}

#[test]
fn a_missing_baseline_says_how_to_name_one() {
    for words in ["validate", "plan --sandbox", "demo"] {
        Desk::empty().types(words).expect(Exit::Baseline).tells("--baseline");
    }
}

#[test]
fn another_file_is_taken_by_name() {
    let desk = Desk::small();
    std::fs::rename(desk.path("baseline.toml"), desk.path("other.toml")).unwrap();
    desk.types("validate --baseline other.toml")
        .expect(Exit::Done)
        .shows("valid");
}
