//! `[[guardrail-tests]]`: run by their own command and by every command that reads a baseline.

use groundline::exit::Exit;

use crate::cli::{Desk, SMALL};

const TESTS: &str = r#"
[[guardrail-tests]]
name = "nobody leaves"
account = "shop"
principal = "role/developer"
action = "organizations:LeaveOrganization"
expect = "deny"

[[guardrail-tests]]
name = "the shop may sell"
account = "shop"
principal = "role/developer"
action = ["s3:GetObject", "organizations:LeaveOrganization"]
expect = "allow"

[[guardrail-tests]]
name = "nobody reads"
unit = "production"
principal = "role/developer"
action = ["s3:GetObject", "s3:PutObject"]
expect = "deny"
"#;

/// A desk whose first test passes and whose others fail.
fn desk() -> Desk {
    let desk = Desk::small();
    desk.write("baseline.toml", &format!("{SMALL}{TESTS}"));
    desk
}

#[test]
fn every_result_is_told_with_its_reason() {
    let ran = desk().types("guardrail test").expect(Exit::Baseline);
    insta::assert_snapshot!(ran.stdout, @r"
    ok      nobody leaves  (account:shop)
    FAILED  the shop may sell  (account:shop)
              `organizations:LeaveOrganization` is denied: statement `DenyLeave` of scp.deny-leave on workloads
    FAILED  nobody reads  (production)
              `s3:GetObject` is allowed: no policy denies it
              `s3:PutObject` is allowed: no policy denies it
    3 guardrail tests: 1 passed, 2 failed
    ");
}

#[test]
fn machines_get_json_and_junit() {
    let document = desk()
        .types("guardrail test --format json")
        .expect(Exit::Baseline)
        .json();
    assert_eq!(document["summary"], serde_json::json!({ "passed": 1, "failed": 2 }));
    assert_eq!(document["exit_codes"], serde_json::json!([65]));
    let ran = desk().types("guardrail test --format junit").expect(Exit::Baseline);
    ran.shows("tests=\"3\"").shows("failures=\"2\"");
}

#[test]
fn a_failed_test_is_an_error_of_the_baseline_at_its_place() {
    for command in ["validate", "plan --sandbox", "apply --sandbox --yes", "drift --sandbox"] {
        let ran = desk().types(command).expect(Exit::Baseline);
        ran.tells("guardrail test `the shop may sell` failed")
            .tells("expect = \"allow\"")
            .tells("baseline.toml:40:10");
    }
}

#[test]
fn tests_that_pass_say_nothing_and_none_at_all_is_said() {
    let desk = Desk::small();
    let first = TESTS.split("[[guardrail-tests]]").nth(1).unwrap();
    desk.write("baseline.toml", &format!("{SMALL}[[guardrail-tests]]{first}"));
    let ran = desk.types("validate").expect(Exit::Done);
    assert_eq!(ran.stderr, "");
    desk.types("guardrail test")
        .expect(Exit::Done)
        .shows("1 passed, 0 failed");
    Desk::small()
        .types("guardrail test")
        .expect(Exit::Done)
        .tells("no `[[guardrail-tests]]`");
}
