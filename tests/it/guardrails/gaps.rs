//! No gap by meaning: what is denied before and after stays denied however it is written.

use groundline::exit::Exit;
use serde_json::{Value, json};

use super::desk::{applied, deny, write};
use crate::cli::Desk;

const ONE: &str = "[scps.one]\nfile = \"one.json\"\nattach = [\"open\"]\n";
const TWO: &str = "[scps.two]\nfile = \"two.json\"\nattach = [\"open\"]\n";

/// The changes in their order, and what stands in the way.
#[track_caller]
fn plan(desk: &Desk, exit: Exit) -> (Vec<String>, Vec<Value>) {
    let plan = desk.types("plan --sandbox --format json").expect(exit).json();
    let title = |change: &Value| {
        format!(
            "{} {}",
            change["action"].as_str().unwrap(),
            change["address"].as_str().unwrap()
        )
    };
    let changes = plan["changes"].as_array().unwrap().iter().map(title).collect();
    (changes, plan["refused"].as_array().unwrap().clone())
}

#[test]
fn a_statement_that_two_policies_share_out_waits_for_the_second() {
    let desk = applied(ONE, &[("one.json", deny(&json!(["s3:*", "sqs:*"]), "{}"))]);
    let files = [
        ("one.json", deny(&json!("s3:*"), "{}")),
        ("two.json", deny(&json!("sqs:*"), "{}")),
    ];
    write(&desk, &format!("{ONE}{TWO}"), &files);
    let (changes, _) = plan(&desk, Exit::Done);
    assert_eq!(
        changes,
        [
            "create scp.two",
            "attach scp-attachment.two[\"open\"]",
            "update scp.one"
        ]
    );
}

#[test]
fn writing_out_a_wildcard_takes_one_step() {
    let desk = applied(ONE, &[("one.json", deny(&json!("sts:Assume*"), "{}"))]);
    let names = json!([
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoot"
    ]);
    write(&desk, ONE, &[("one.json", deny(&names, "{}"))]);
    let (changes, _) = plan(&desk, Exit::Done);
    assert_eq!(changes, ["update scp.one"]);
}

#[test]
fn a_policy_that_is_replaced_by_a_stricter_one_waits_for_it() {
    let region = r#"{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1"]}}"#;
    let desk = applied(ONE, &[("one.json", deny(&json!("ec2:*"), region))]);
    let fewer = r#"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#;
    write(&desk, TWO, &[("two.json", deny(&json!(["ec2:*", "s3:*"]), fewer))]);
    let (changes, _) = plan(&desk, Exit::Done);
    let at = |title: &str| changes.iter().position(|change| change == title).unwrap();
    assert!(
        at("attach scp-attachment.two[\"open\"]") < at("detach scp-attachment.one[\"open\"]"),
        "{changes:?}"
    );
    let json = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let detach = &json["changes"][at("detach scp-attachment.one[\"open\"]")];
    let needs = detach["needs"].to_string();
    assert!(
        needs.contains("scp-attachment.two"),
        "it is law, not preference: {needs}"
    );
}

#[test]
fn two_policies_that_exchange_parts_of_statements_grow_first() {
    let files = [
        ("one.json", deny(&json!(["s3:*", "sqs:*"]), "{}")),
        ("two.json", deny(&json!(["sns:*", "kms:*"]), "{}")),
    ];
    let desk = applied(&format!("{ONE}{TWO}"), &files);
    let files = [
        ("one.json", deny(&json!(["s3:*", "kms:*"]), "{}")),
        ("two.json", deny(&json!(["sns:*", "sqs:*"]), "{}")),
    ];
    write(&desk, &format!("{ONE}{TWO}"), &files);
    let (changes, refused) = plan(&desk, Exit::Done);
    assert_eq!(refused, Vec::<Value>::new());
    assert_eq!(
        changes,
        ["update scp.one", "update scp.two", "update scp.one", "update scp.two"]
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    desk.types("drift --sandbox").expect(Exit::Done);
}
