//! What a plan says of its effect on accounts.

use groundline::exit::Exit;
use serde_json::{Value, json};

use super::desk::{ALLOWED, applied, deny, policy, write};
use crate::cli::Desk;
use crate::hand::{by_hand, make_account};

const STAY: &str = "[scps.stay]\nfile = \"stay.json\"\nattach = [\"open\"]\n";

#[track_caller]
fn impact(desk: &Desk) -> Vec<Value> {
    let plan = desk
        .types(&format!("plan --sandbox --format json {ALLOWED}"))
        .expect(Exit::Done)
        .json();
    plan["impact"].as_array().cloned().unwrap_or_default()
}

fn names(group: &Value) -> Vec<&str> {
    group["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["name"].as_str().unwrap())
        .collect()
}

/// What becomes of what, in short.
fn short(group: &Value) -> Vec<String> {
    let each = group["actions"].as_array().unwrap().iter();
    each.map(|action| {
        let texts = |field: &str| {
            let list = action[field].as_array().unwrap().iter();
            list.map(|text| text.as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (was, becomes) = (action["was"].as_str().unwrap(), action["becomes"].as_str().unwrap());
        format!("{was} -> {becomes} [{}] {}", texts("depends_on"), texts("actions"))
    })
    .collect()
}

#[test]
fn a_new_policy_denies() {
    let desk = applied("", &[]);
    let stay = deny(&json!(["organizations:LeaveOrganization", "s3:PutBucketAcl"]), "{}");
    write(&desk, STAY, &[("stay.json", stay)]);
    let groups = impact(&desk);
    assert_eq!(groups.len(), 1, "{groups:#?}");
    assert_eq!(names(&groups[0]), ["Shop", "Bank"]);
    assert_eq!(
        short(&groups[0]),
        ["allowed -> denied [] organizations:LeaveOrganization s3:PutBucketAcl"]
    );
    assert_eq!(groups[0]["because"], json!(["scp-attachment.stay[\"open\"]"]));
    assert_eq!(groups[0]["actions"][0]["asking"], "ordinary-role");
}

#[test]
fn writing_the_same_otherwise_has_no_effect() {
    let desk = applied(
        STAY,
        &[(
            "stay.json",
            deny(&json!(["s3:*", "organizations:LeaveOrganization"]), "{}"),
        )],
    );
    let two = json!({ "Version": "2012-10-17", "Statement": [
        { "Sid": "One", "Effect": "Deny", "Action": "S3:*", "Resource": "*" },
        { "Sid": "Two", "Effect": "Deny", "Action": ["organizations:LeaveOrganizatio?"], "Resource": ["*"] },
    ] });
    write(&desk, STAY, &[("stay.json", two.to_string())]);
    assert_eq!(impact(&desk), Vec::<Value>::new());
    let text = desk
        .types(&format!("plan --sandbox {ALLOWED}"))
        .expect(Exit::Done)
        .stdout;
    assert!(!text.contains("impact"), "{text}");
}

#[test]
fn conditions_are_named_by_their_keys() {
    let desk = applied(STAY, &[("stay.json", deny(&json!("ec2:RunInstances"), "{}"))]);
    let region = r#"{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"],"aws:principaltag/Team":"x"}}"#;
    write(
        &desk,
        STAY,
        &[(
            "stay.json",
            deny(&json!(["ec2:RunInstances", "ec2:StopInstances"]), region),
        )],
    );
    let groups = impact(&desk);
    assert_eq!(
        short(&groups[0]),
        [
            "denied -> conditional [aws:PrincipalTag/team aws:RequestedRegion] ec2:RunInstances",
            "allowed -> conditional [aws:PrincipalTag/team aws:RequestedRegion] ec2:StopInstances",
        ]
    );
}

#[test]
fn one_account_may_fare_otherwise() {
    let desk = applied("", &[]);
    let bank = by_hand(&desk, |it| crate::hand::account(it, "aws+bank@example.com"));
    let but = format!("{{\"StringNotEquals\":{{\"aws:PrincipalAccount\":\"{bank}\"}}}}");
    write(&desk, STAY, &[("stay.json", deny(&json!("ec2:*"), &but))]);
    let groups = impact(&desk);
    assert_eq!(groups.len(), 1, "{groups:#?}");
    assert_eq!(names(&groups[0]), ["Shop"]);
    assert_eq!(short(&groups[0]), ["allowed -> denied [] ec2:*"]);
}

#[test]
fn a_move_changes_what_binds() {
    let closed = STAY.replace("open", "closed");
    let desk = applied(&closed, &[("stay.json", deny(&json!("sqs:*"), "{}"))]);
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &text.replacen("unit = \"open\"", "unit = \"closed\"", 1),
    );
    let groups = impact(&desk);
    assert_eq!(groups.len(), 1, "{groups:#?}");
    assert_eq!(names(&groups[0]), ["Shop"]);
    assert_eq!(short(&groups[0]), ["allowed -> denied [] sqs:*"]);
    assert_eq!(groups[0]["because"], json!(["account.shop"]));
}

#[test]
fn settings_name_accounts_only() {
    let desk = applied("", &[]);
    let tags = "[tag-policies.cost]\nfile = \"cost.json\"\nattach = [\"root\"]\n";
    let cost = r#"{"tags":{"cost-center":{"tag_key":{"@@assign":"cost-center"}}}}"#;
    write(&desk, tags, &[("cost.json", cost.to_owned())]);
    let groups = impact(&desk);
    assert_eq!(groups.len(), 1, "{groups:#?}");
    assert_eq!(groups[0]["settings"], json!(["TAG_POLICY"]));
    assert_eq!(names(&groups[0]).len(), 3, "the management account too: {groups:#?}");
    assert_eq!(groups[0]["actions"], json!([]));
}

#[test]
fn an_rcp_is_about_others() {
    let desk = applied("", &[]);
    let perimeter = json!({ "Sid": "Perimeter", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {
        "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }, "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } });
    let lines = "[rcps.perimeter]\nfile = \"perimeter.json\"\nattach = [\"root\"]\n";
    write(&desk, lines, &[("perimeter.json", policy(&perimeter))]);
    let groups = impact(&desk);
    assert_eq!(short(&groups[0]), ["allowed -> denied [] s3:*"]);
    assert_eq!(groups[0]["actions"][0]["asking"], "outsider");
}

#[test]
fn what_was_not_read_is_said() {
    let desk = applied("", &[]);
    by_hand(&desk, |it| {
        let open = crate::hand::unit(it, "Open");
        let theirs = crate::hand::make_scp(it, "theirs", "ec2:*");
        it.attachments.entry(theirs).or_default().insert(open);
    });
    write(&desk, STAY, &[("stay.json", deny(&json!("ec2:*"), "{}"))]);
    let groups = impact(&desk);
    assert_eq!(short(&groups[0]), ["allowed -> denied [] ec2:*"]);
    let unknown = groups[0]["not_known"].as_array().unwrap();
    assert!(
        unknown.len() == 1 && unknown[0].as_str().unwrap().starts_with("scp.p-"),
        "{unknown:?}"
    );
}

#[test]
fn the_text_of_a_plan() {
    let desk = applied(STAY, &[("stay.json", deny(&json!("ec2:RunInstances"), "{}"))]);
    by_hand(&desk, |it| {
        let open = crate::hand::unit(it, "Open");
        for n in 0..7 {
            make_account(it, &open, &format!("extra{n}@example.com"));
        }
    });
    let both = json!({ "Version": "2012-10-17", "Statement": [
        { "Sid": "Freeze", "Effect": "Deny", "Action": ["iam:CreateUser", "iam:*AccessKey*", "s3:Put*", "kms:*"], "Resource": "*" },
        { "Sid": "Far", "Effect": "Deny", "NotAction": ["iam:*", "sts:*", "account:*", "cloudformation:*"], "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-west-1" } } },
    ] });
    write(&desk, STAY, &[("stay.json", both.to_string())]);
    let text = desk
        .types(&format!("plan --sandbox {ALLOWED}"))
        .expect(Exit::Done)
        .stdout;
    let start = text.find("impact").unwrap();
    let end = text.find("not ours").unwrap();
    let digits = regex_lite::Regex::new(r"\b\d{12}\b").unwrap();
    insta::assert_snapshot!(digits.replace_all(text.get(start..end).unwrap().trim_end(), "[id]"));
}
