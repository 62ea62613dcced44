//! Files of cases.

use serde_json::{Value, json};

use crate::guardrails::evaluate::cases::Cases;

fn answers(file: &Value) -> Vec<Value> {
    let text = serde_json::to_string_pretty(file).unwrap();
    let cases = Cases::parse(&text).unwrap();
    cases
        .answers()
        .map(|answer| serde_json::to_value(answer).unwrap())
        .collect()
}

fn file(cases: Value) -> Value {
    json!({
        "management_account": "999999999999",
        "policies": {
            "full": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
            "deny": {"Version": "2012-10-17", "Statement": [
                {"Sid": "NoS3", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": false}}}]},
            "broken": {"Version": "2012-10-17", "Statement": {"Effect": "deny", "Action": "*", "Resource": "*"}},
        },
        "cases": cases,
    })
}

fn case(id: &str, context: Value, scps: Value) -> Value {
    json!({
        "id": id,
        "request": {"principal": "arn:aws:iam::111111111111:role/x", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": context},
        "scps": scps,
    })
}

#[test]
fn a_case_is_answered_level_by_level() {
    let levels = json!([
        {"level": "root", "id": "r-1", "policies": ["full"]},
        {"level": "ou", "id": "ou-1", "policies": ["full", "deny"]},
        {"level": "account", "id": "111111111111", "policies": [
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}]},
    ]);
    let found = answers(&file(json!([case(
        "one",
        json!({"aws:SecureTransport": false}),
        levels
    )])));
    assert_eq!(
        found,
        [json!({
            "id": "one", "decision": "deny", "kind": "explicit",
            "levels": [
                {"type": "scp", "level": "root", "id": "r-1", "result": "allowed", "policy": "full", "statement": 1},
                {"type": "scp", "level": "ou", "id": "ou-1", "result": "explicit", "policy": "deny", "sid": "NoS3", "statement": 1},
                {"type": "scp", "level": "account", "id": "111111111111", "result": "implicit"},
            ],
        })]
    );
}

#[test]
fn members_come_in_the_order_that_is_documented() {
    let levels = json!([{"level": "root", "id": "r", "policies": ["full"]}]);
    let text = file(json!([case("one", json!({}), levels)])).to_string();
    let cases = Cases::parse(&text).unwrap();
    let lines: Vec<String> = cases
        .answers()
        .map(|answer| serde_json::to_string(&answer).unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            r#"{"id":"one","decision":"allow","kind":"allowed","levels":[{"type":"scp","level":"root","id":"r","result":"allowed","policy":"full","statement":1}]}"#
        ]
    );
}

#[test]
fn a_bad_case_is_named_and_hides_no_other() {
    let good = |id| {
        case(
            id,
            json!({}),
            json!([{"level": "root", "id": "r", "policies": ["full"]}]),
        )
    };
    let with = |member: &str, value: Value| {
        let mut case = good("bad");
        case[member] = value;
        case
    };
    let asks = |member: &str, value: Value| {
        let mut case = good("bad");
        case["request"][member] = value;
        case
    };
    for (bad, message) in [
        (
            with("scps", json!([{"level": "root", "id": "r", "policies": ["broken"]}])),
            "`broken` is wrong: `Effect`",
        ),
        (
            with("scps", json!([{"level": "root", "id": "r", "policies": ["nothing"]}])),
            "no policy `nothing`",
        ),
        (
            with("scps", json!([{"level": "root", "id": "r", "policies": [7]}])),
            "a policy is a JSON object",
        ),
        (
            with("scps", json!([{"level": "unit", "id": "r", "policies": []}])),
            "not `unit`",
        ),
        (
            with("scps", json!([{"level": "ou", "policies": []}])),
            "a level has no `id`",
        ),
        (with("scps", json!({})), "`scps` is a list"),
        (with("rcp", json!([])), "did you mean `rcps`?"),
        (with("resource_account", json!("1")), "12 digits"),
        (with("resource_account", json!(111_111_111_111_u64)), "is a text"),
        (with("request", json!([])), "`request` is a JSON object"),
        (asks("action", json!("GetObject")), "not an action"),
        (asks("action", json!("s3:*")), "not an action"),
        (asks("resources", json!("*")), "did you mean `resource`?"),
        (asks("context", json!({"a": null})), "a condition key has"),
        (asks("context", json!({"a": [["b"]]})), "a condition key has"),
        (asks("context", json!({"a:b": "1", "A:B": "1"})), "twice"),
        (asks("principal", json!(null)), "`principal` is a text"),
        (json!({"id": "bad"}), "a case has no `request`"),
        (json!(["bad"]), "a case has an `id`"),
        (json!({"id": null}), "a case has an `id`"),
    ] {
        let found = answers(&file(json!([good("before"), bad.clone(), good("after")])));
        let error = found[1]["error"].as_str().unwrap_or_else(|| panic!("{bad}: {found:?}"));
        assert!(error.contains(message), "{error}");
        assert!(error.contains("(line "), "{error}");
        assert_eq!(found[1]["id"], bad.get("id").cloned().unwrap_or_default());
        assert_eq!(
            (found[0]["decision"].as_str(), found[2]["decision"].as_str()),
            (Some("allow"), Some("allow"))
        );
    }
}

#[test]
fn an_error_names_its_line_and_column() {
    let text = "{\n  \"cases\": [\n    {\"id\": 7, \"request\": {}}\n  ]\n}";
    let cases = Cases::parse(text).unwrap();
    let answer = serde_json::to_string(&cases.answers().next().unwrap()).unwrap();
    assert_eq!(
        answer,
        r#"{"id":7,"error":"`request` has no `action` (line 3, column 26)"}"#
    );
}

#[test]
fn more_members_may_be_there_for_people() {
    let mut asked = case("one", json!({}), json!([]));
    asked["description"] = json!("why");
    asked["expect"] = json!("allow");
    assert_eq!(answers(&file(json!([asked])))[0]["kind"], "allowed");
}

#[test]
fn values_of_all_kinds_are_read() {
    let deny = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
            "Bool": {"b": "true"}, "NumericEquals": {"n": "2.50"}, "ForAllValues:StringEquals": {"l": ["1", "x", "false"]}}}]});
    let levels = json!([{"level": "root", "id": "r", "policies": [deny]}]);
    let context = json!({"b": true, "n": 2.5, "l": [1, "x", false]});
    assert_eq!(
        answers(&file(json!([case("one", context, levels)])))[0]["kind"],
        "explicit"
    );
}

#[test]
fn a_case_may_have_its_own_management_account() {
    let mut asked = case("one", json!({}), json!([{"level": "root", "id": "r", "policies": []}]));
    assert_eq!(answers(&file(json!([asked.clone()])))[0]["kind"], "implicit");
    asked["management_account"] = json!("111111111111");
    let found = answers(&file(json!([asked])));
    assert_eq!(found[0]["kind"], "exempt");
    assert_eq!(found[0]["levels"][0]["why"], "management account");
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    for (text, message) in [
        ("", "empty"),
        ("[]", "a JSON object"),
        ("{}", "the file has no `cases`"),
        (r#"{"cases": {}}"#, "`cases` is a list"),
        (r#"{"case": []}"#, "did you mean `cases`?"),
        (r#"{"cases": [], "policies": []}"#, "`policies` is a JSON object"),
        (r#"{"cases": [], "management_account": "x"}"#, "12 digits"),
        (r#"{"cases": [{"id": 1, "id": 2}]}"#, "twice"),
    ] {
        let error = Cases::parse(text).unwrap_err();
        assert!(error.message.contains(message), "{text}: {error:?}");
    }
}
