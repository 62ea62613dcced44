//! `groundline guardrail show --account` and `--unit`.

use super::Desk;
use crate::hand::{FULL_ACCESS, account, attach, by_hand, detach, make_scp, make_unit, unit};
use groundline::exit::Exit;

/// Policies of several types on three levels. Names try to steer a terminal.
const LEVELS: &str = r#"format = 1

[organization]
baseline = "levels"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.workloads]
name = "Workloads"

[units.production]
name = "Production"
parent = "workloads"

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "production"

[accounts.adrift]
id = "222222222222"

[scps.stay]
file = "stay.json"
attach = ["root", "account:shop"]

[scps.hostile]
name = "red \u001b[31m \u202e name"
file = "hostile.json"
attach = ["workloads"]

[rcps.tls]
file = "tls.json"
attach = ["production"]

[tag-policies.cost]
file = "cost.json"
attach = ["root"]

[tag-policies.production]
file = "production.json"
attach = ["production"]

[tag-policies.other]
file = "other.json"
attach = ["production"]
"#;

const STAY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}}"#;
const HOSTILE: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","NotAction":["s3:Get*","s3:List*","s3:Put*","s3:A*","s3:B*","s3:C*"],
    "Resource":["arn:aws:s3:::x\u001b[2J"],"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/x"},"StringEquals":{"AWS:PRINCIPALARN":"y"}}}]}"#;
const TLS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",
    "Condition":{"BoolIfExists":{"aws:SecureTransport":"false"}}}]}"#;
const COST: &str = r#"{"tags":{"cost":{"tag_key":{"@@assign":"Cost","@@operators_allowed_for_child_policies":["@@none"]},"tag_value":{"@@assign":["1","2"]}}}}"#;
const PRODUCTION: &str = r#"{"tags":{"cost":{"tag_key":{"@@assign":"cost"},"tag_value":{"@@append":["3"]}},"tier":{"tag_key":{"@@assign":"tier"}}}}"#;
const OTHER: &str = r#"{"tags":{"tier":{"tag_key":{"@@assign":"Tier"}}}}"#;

fn levels() -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", LEVELS);
    desk.write("stay.json", STAY);
    desk.write("hostile.json", HOSTILE);
    desk.write("tls.json", TLS);
    desk.write("cost.json", COST);
    desk.write("production.json", PRODUCTION);
    desk.write("other.json", OTHER);
    desk
}

fn shown(words: &str) -> String {
    levels()
        .types(&format!("guardrail show {words}"))
        .expect(Exit::Done)
        .stdout
}

#[test]
fn the_levels_of_an_account() {
    insta::assert_snapshot!("guardrail_show_account", shown("--account shop"));
}

#[test]
fn the_merged_policy_of_an_account() {
    insta::assert_snapshot!("guardrail_show_effective", shown("--account shop --type tag-policy"));
}

#[test]
fn both_as_json() {
    insta::assert_snapshot!(
        "guardrail_show_account_json",
        shown("--account shop --type rcp --format json")
    );
    insta::assert_snapshot!(
        "guardrail_show_effective_json",
        shown("--unit production --type TAG_POLICY --format json")
    );
}

#[test]
fn nothing_shown_steers_a_terminal() {
    for words in ["--account shop", "--account shop --format json", "--unit Workloads"] {
        let text = shown(words);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert!(text.contains("red "), "{text:?}");
    }
}

#[test]
fn places_are_found_by_key_path_and_id() {
    for words in ["--unit production", "--unit Workloads/Production"] {
        assert!(
            shown(words).starts_with("what binds unit `production` (Workloads/Production), as the baseline has it\n")
        );
    }
    assert!(shown("--unit root").starts_with("what binds the root, as"));
    for words in ["--account management", "--account 123456789012"] {
        assert!(
            shown(words).contains("nothing of this binds the management account"),
            "{words}"
        );
    }
    assert!(shown("--account 222222222222").contains("the baseline does not say in which unit `adrift` stands"));
}

#[test]
fn what_is_not_there_is_bad_usage_with_a_hint() {
    let desk = levels();
    let types = |words: &str| desk.types(&format!("guardrail show {words}")).expect(Exit::Usage);
    let _ = types("--account shob")
        .tells("has no account `shob`")
        .tells("did you mean `shop`?");
    let _ = types("--unit prodction")
        .tells("has no unit `prodction`")
        .tells("did you mean `production`?");
    let _ = types("--account shop --type tags")
        .tells("`tags` is not a policy type")
        .tells("`tag-policy`");
    let _ = types("");
    let _ = types("--account shop --unit production");
}

#[test]
fn validate_warns_of_the_same_conflicts_at_their_places() {
    let ran = levels().types("validate").expect(Exit::Done);
    ran.tells("inherit-conflict")
        .tells("`tag-policy.other` at `production` and `tag-policy.production` at `production` assign `tags.tier.tag_key` differently")
        .tells("inherit-forbidden")
        .tells("production.json:1:29");
}

#[test]
fn live_shows_what_is_attached_whoever_did_it() {
    let desk = levels();
    let before = desk
        .types("guardrail show --account shop --sandbox")
        .expect(Exit::Error);
    let _ = before.tells("account `shop` is in the baseline, and not in the Organization");
    let baseline = LEVELS.replace("[accounts.adrift]\nid = \"222222222222\"\n", "");
    desk.write("baseline.toml", &baseline);
    let _ = desk.types("apply --yes --sandbox --wait 10m").expect(Exit::Done);
    let live = desk
        .types("guardrail show --account shop --sandbox --format json")
        .expect(Exit::Done)
        .json();
    let declared = desk
        .types("guardrail show --account shop --format json")
        .expect(Exit::Done)
        .json();
    assert_eq!(names(&live), names(&declared));
    assert_eq!(live["source"], "live");
    let id = live["place"]["id"].as_str().unwrap();
    assert_eq!(id.len(), 12);
    let by_id = desk
        .types(&format!("guardrail show --account {id} --sandbox --format json"))
        .expect(Exit::Done)
        .json();
    assert_eq!(by_id, live);
    let merged = |words: &str| {
        let ran = desk
            .types(&format!("guardrail show --type tag-policy --format json {words}"))
            .expect(Exit::Done);
        ran.json()["effective"].clone()
    };
    assert_eq!(merged("--account shop --sandbox"), merged("--account shop"));
    let ran = desk
        .types("guardrail show --account shop --type tag-policy --sandbox")
        .expect(Exit::Done);
    // Two policies assign one tag's key at one place, and which one the sandbox takes nobody can see beforehand.
    let beside = desk
        .types("guardrail show --account shop --type tag-policy --sandbox --format json")
        .expect(Exit::Done)
        .json();
    let differences = beside["aws"]["differences"].as_array().unwrap().clone();
    assert!(
        differences
            .iter()
            .all(|found| found["path"] == serde_json::json!(["tags", "tier", "tag_key"])),
        "{differences:?}"
    );
    assert_eq!(
        beside["aws"]["effective"]["tags"]["cost"]["tag_value"],
        serde_json::json!(["1", "2", "3"])
    );
    let _ = ran.shows(if differences.is_empty() {
        "AWS's own answer is the same"
    } else {
        "warning: AWS's own answer differs"
    });
    let off = desk
        .types("guardrail show --unit root --type s3 --sandbox")
        .expect(Exit::Done);
    let _ = off.shows("policies of type `s3` are not enabled");
}

#[test]
fn live_shows_the_work_of_other_hands() {
    let desk = levels();
    desk.write(
        "baseline.toml",
        &LEVELS.replace("[accounts.adrift]\nid = \"222222222222\"\n", ""),
    );
    let _ = desk.types("apply --yes --sandbox --wait 10m").expect(Exit::Done);
    let unit = by_hand(&desk, |organization| {
        let shop = account(organization, "aws+shop@example.com");
        let control_tower = make_scp(organization, "aws-guardrails-AbCdEf", "s3:DeleteBucket");
        let odd = make_scp(organization, "odd\u{1b}[2J", "ec2:*");
        organization.policies.get_mut(&odd).unwrap().content = "no JSON \u{1b}[2J".to_owned();
        attach(organization, &control_tower, &shop);
        attach(organization, &odd, &shop);
        detach(organization, FULL_ACCESS, &shop);
        make_unit(organization, &unit(organization, "Workloads"), "Hand")
    });
    let shop = desk.types("guardrail show --account shop --sandbox").expect(Exit::Done);
    let (_, here) = shop.stdout.rsplit_once("account `shop`").unwrap();
    assert!(here.contains("scp 3 of 10"), "{here}");
    assert!(
        here.contains("aws-guardrails-AbCdEf, Control Tower: 109 of 10240 characters"),
        "{here}"
    );
    assert!(here.contains("odd\\u{1b}[2J, nobody: not known: "), "{here}");
    assert!(here.contains("stay, scp.stay"), "{here}");
    let (scps, _) = here.split_once("rcp").unwrap();
    assert!(!scps.contains("FullAWSAccess"), "{scps}");
    for words in ["Workloads/Hand", unit.as_str()] {
        let asked = desk
            .types(&format!("guardrail show --unit {words} --sandbox"))
            .expect(Exit::Done);
        let _ = asked.shows(&format!("what binds unit `{unit}` (Workloads/Hand), live"));
    }
}

#[test]
fn a_type_that_is_off_has_nothing_in_force() {
    let desk = levels();
    desk.write(
        "baseline.toml",
        &LEVELS.replace("[accounts.adrift]\nid = \"222222222222\"\n", ""),
    );
    let _ = desk.types("apply --yes --sandbox --wait 10m").expect(Exit::Done);
    let ran = desk
        .types("guardrail show --unit root --type backup --sandbox --format json")
        .expect(Exit::Done);
    let document = ran.json();
    assert_eq!(document["effective"], serde_json::json!({}));
    assert_eq!(document["unread"], serde_json::json!([]));
    assert_eq!(document["aws"], serde_json::Value::Null);
    let remark = document["remarks"][0].as_str().unwrap();
    assert!(remark.contains("`backup` are not enabled"), "{remark}");
}

/// Names of policies by level and type, in order.
fn names(document: &serde_json::Value) -> Vec<Vec<String>> {
    let levels = document["levels"].as_array().unwrap().iter();
    let types = levels.flat_map(|level| level["types"].as_array().unwrap());
    types
        .map(|of_type| {
            let policies = of_type["policies"].as_array().unwrap().iter();
            let mut names: Vec<String> = policies.map(|policy| policy["name"].to_string()).collect();
            names.sort();
            names
        })
        .collect()
}
