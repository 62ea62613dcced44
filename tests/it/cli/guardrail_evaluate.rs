//! `guardrail evaluate`: cases in, one answer a line out.

use groundline::exit::Exit;
use serde_json::{Value, json};

use super::Desk;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

fn case(id: &str, action: &str) -> Value {
    json!({
        "id": id,
        "request": {"principal": "arn:aws:iam::111111111111:role/x", "action": action, "resource": "*", "context": {}},
        "scps": [{"level": "root", "id": "r-1", "policies": ["full", "no-leaving"]}],
    })
}

fn file(cases: &[Value]) -> String {
    let policies = json!({
        "full": serde_json::from_str::<Value>(FULL).unwrap(),
        "no-leaving": {"Version": "2012-10-17", "Statement": {
            "Sid": "Stay", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}},
    });
    json!({"management_account": "999999999999", "policies": policies, "cases": cases}).to_string()
}

#[test]
fn each_case_is_a_line_in_their_order() {
    let desk = Desk::empty();
    desk.write(
        "cases.json",
        &file(&[
            case("b", "organizations:LeaveOrganization"),
            case("a", "s3:ListAllMyBuckets"),
        ]),
    );
    let ran = desk
        .types("guardrail evaluate cases.json --format json")
        .expect(Exit::Done);
    let lines = ran.json_lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["id"], &lines[0]["decision"], &lines[0]["kind"]),
        (&json!("b"), &json!("deny"), &json!("explicit"))
    );
    assert_eq!(lines[0]["levels"][0]["sid"], "Stay");
    assert_eq!(
        (&lines[1]["id"], &lines[1]["decision"], &lines[1]["kind"]),
        (&json!("a"), &json!("allow"), &json!("allowed"))
    );
    assert_eq!(ran.stderr, "");
    let ran = desk.types("guardrail evaluate cases.json").expect(Exit::Done);
    assert_eq!(
        ran.stdout,
        "b: deny (explicit): by the SCP `no-leaving`, statement `Stay`, at root r-1\na: allow (allowed)\n"
    );
}

#[test]
fn a_bad_case_is_named_beside_the_others() {
    let desk = Desk::empty();
    let mut bad = case("bad\u{1b}[2J", "s3:ListAllMyBuckets");
    bad["scps"][0]["policies"] = json!(["gone"]);
    desk.write("cases.json", &file(&[bad, case("good", "s3:ListAllMyBuckets")]));
    let ran = desk
        .types("guardrail evaluate cases.json --format json")
        .expect(Exit::Baseline);
    let lines = ran.json_lines();
    assert_eq!(lines[0]["id"], "bad\u{1b}[2J");
    assert!(lines[0]["error"].as_str().unwrap().contains("no policy `gone`"));
    assert_eq!(lines[1]["decision"], "allow");
    let text = desk.types("guardrail evaluate cases.json").expect(Exit::Baseline);
    assert!(!text.stdout.contains('\u{1b}') && !ran.stdout.contains('\u{1b}'));
}

#[test]
fn a_policy_that_is_wrong_is_told_also_if_no_case_names_it() {
    let desk = Desk::empty();
    let text = file(&[case("a", "s3:ListAllMyBuckets")]).replace("\"Deny\"", "\"deny\"");
    desk.write("cases.json", &text);
    desk.types("guardrail evaluate cases.json")
        .expect(Exit::Baseline)
        .tells("the policy `no-leaving` is wrong: `Effect` is exactly `Allow` or `Deny` (line 1, column ")
        .shows("a: error: the policy `no-leaving` is wrong");
}

#[test]
fn a_file_that_cannot_be_used_is_pointed_at() {
    let desk = Desk::empty();
    desk.write("cases.json", "{\n  \"cases\": [,]\n}");
    desk.types("guardrail evaluate cases.json")
        .expect(Exit::Baseline)
        .tells("cases.json:2:13")
        .tells("expected a value");
    desk.types("guardrail evaluate gone.json")
        .expect(Exit::Usage)
        .tells("cannot read `gone.json`");
}

#[test]
fn cases_may_come_from_stdin() {
    let desk = Desk::empty().answering(&file(&[case("a", "s3:ListAllMyBuckets")]));
    desk.types("guardrail evaluate -")
        .expect(Exit::Done)
        .shows("a: allow (allowed)");
}
