//! Accounts that are to be made count from the first plan on.

use std::collections::BTreeSet;

use groundline::exit::Exit;
use groundline::sandbox::Organization;
use serde_json::{Value, json};

use super::desk::{applied, deny, policy, write};
use crate::cli::Desk;
use crate::hand::{by_hand, make_account, make_unit, titles};

const SHOP: &str = "aws+shop@example.com";
const BANK: &str = "aws+bank@example.com";

/// Lines besides the Organization, and the text of the policy `stop`.
fn cases() -> Vec<(String, String)> {
    let all = json!("*");
    let exempt = r#"{"ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::*:role/OrganizationAccountAccessRole","arn:*:iam::*:role/stacksets-exec-*"]}}"#;
    let regions = r#"{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}"#;
    let other =
        r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-another0001"},"Bool":{"aws:PrincipalIsAWSService":"false"}}"#;
    let perimeter = policy(
        &json!({ "Sid": "Stop", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole",
        "Resource": "*", "Condition": serde_json::from_str::<Value>(other).unwrap() }),
    );
    let scp = |attach: &str| format!("[scps.stop]\nfile = \"stop.json\"\nattach = [{attach}]\n");
    vec![
        (scp("\"root\""), deny(&all, "{}")),
        (scp("\"open\""), deny(&all, "{}")),
        (scp("\"account:shop\""), deny(&all, "{}")),
        (
            scp("\"open\", \"closed\""),
            deny(&json!(["iam:*", "account:*"]), regions),
        ),
        (scp("\"closed\""), deny(&all, "{}")),
        (scp("\"root\", \"open\""), deny(&all, exempt)),
        (scp("\"open\"").replace("scps", "rcps"), perimeter),
    ]
}

/// The refusals of a plan, whatever the ids of the accounts are.
fn refusals(desk: &Desk) -> BTreeSet<String> {
    let ran = desk.types("plan --sandbox --format json --allow gap --allow large-change");
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    let ids = regex_lite::Regex::new(r"\((new|9\d{11})\)").unwrap();
    let each = plan["refused"].as_array().unwrap().iter();
    each.map(|refusal| {
        let why = refusal["why"].as_str().unwrap();
        format!("{} {}", refusal["address"], ids.replace_all(why, "(id)"))
    })
    .collect()
}

/// AWS makes an account in the root.
fn make(organization: &mut Organization, email: &str, name: &str) {
    let root = organization.root.id.clone();
    let id = make_account(organization, &root, email);
    organization.accounts.get_mut(&id).unwrap().name = name.to_owned();
}

/// Something that an earlier run did.
type Step = fn(&mut Organization);

/// How far an earlier run came, one stage after the other.
fn stages() -> Vec<(&'static str, Vec<Step>)> {
    let units: Step = |it| {
        let root = it.root.id.clone();
        make_unit(it, &root, "Open");
        make_unit(it, &root, "Closed");
    };
    let shop: Step = |it| make(it, SHOP, "Shop");
    let bank: Step = |it| make(it, BANK, "Bank");
    let moved: Step = |it| {
        let open = crate::hand::unit(it, "Open");
        let id = crate::hand::account(it, SHOP);
        it.accounts.get_mut(&id).unwrap().parent = open;
    };
    vec![
        ("units are there", vec![units]),
        ("one account is in the root", vec![units, shop]),
        ("both are in the root", vec![units, shop, bank]),
        ("an account is in the root and no unit is there", vec![shop]),
        ("one has moved", vec![units, shop, bank, moved]),
        ("one has moved before the other is made", vec![units, shop, moved]),
    ]
}

#[test]
fn the_first_plan_refuses_what_a_later_one_would() {
    let mut refused = 0;
    for (lines, text) in cases() {
        let fresh = || {
            let desk = Desk::empty();
            write(&desk, &lines, &[("stop.json", text.clone())]);
            desk.types("sandbox reset --quiet").expect(Exit::Done);
            desk
        };
        let first = refusals(&fresh());
        refused += usize::from(!first.is_empty());
        for (stage, by) in stages() {
            let desk = fresh();
            for step in by {
                by_hand(&desk, step);
            }
            assert_eq!(refusals(&desk), first, "{stage}: {lines}");
        }
    }
    assert_eq!(refused, 5, "the others pass");
}

#[test]
fn a_new_account_is_named_as_such() {
    let desk = Desk::empty();
    let lines = "[scps.stop]\nfile = \"stop.json\"\nattach = [\"open\"]\n";
    write(&desk, lines, &[("stop.json", deny(&json!("*"), "{}"))]);
    desk.types("plan --sandbox")
        .expect(Exit::Refused)
        .shows("Shop (new)")
        .shows("2 accounts are born under their guardrails");
    let calls = desk.types("apply --sandbox --yes").expect(Exit::Refused);
    assert!(calls.stderr.contains("nothing was written"), "{}", calls.stderr);
    write(&desk, lines, &[("stop.json", deny(&json!("sqs:*"), "{}"))]);
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let groups = plan["impact"].as_array().unwrap();
    assert_eq!(groups.len(), 1, "{groups:#?}");
    assert_eq!(
        groups[0]["accounts"],
        json!([{ "id": "", "name": "Bank" }, { "id": "", "name": "Shop" }])
    );
    assert_eq!(groups[0]["actions"][0]["becomes"], "denied");
}

#[test]
fn a_guardrail_stays_at_the_root_until_a_new_account_has_left_it() {
    let stay = |attach: &str| format!("[scps.stay]\nfile = \"stay.json\"\nattach = [{attach}]\n");
    let text = [("stay.json", deny(&json!("sqs:*"), "{}"))];
    let desk = applied(&stay("\"root\""), &text);
    let new = "[accounts.new]\nemail = \"aws+new@example.com\"\nunit = \"closed\"\n";
    write(&desk, &format!("{}{new}", stay("\"open\", \"closed\"")), &text);
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let titles = titles(&plan);
    let at = |title: &str| titles.iter().position(|other| other == title).unwrap();
    assert!(
        at("attach scp-attachment.stay[\"closed\"]") < at("move account.new"),
        "{titles:?}"
    );
    assert!(
        at("move account.new") < at("detach scp-attachment.stay[\"root\"]"),
        "{titles:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
}
