//! What would lock out whoever must be able to put things right is refused, and no word allows it.

use groundline::exit::Exit;
use serde_json::{Value, json};

use super::desk::{applied, deny, policy, write};
use crate::cli::Desk;
use crate::hand::{FULL_ACCESS, by_hand, organization, shape, unit};

/// Every role that groundline keeps in.
const EXEMPT: &str = r#"{"ArnNotLike":{"aws:PrincipalArn":["arn:*:iam::*:role/OrganizationAccountAccessRole","arn:*:iam::*:role/stacksets-exec-*"]}}"#;

fn allow(actions: &Value) -> String {
    policy(&json!({ "Sid": "Some", "Effect": "Allow", "Action": actions, "Resource": "*" }))
}

fn rcp(actions: &Value, condition: &str) -> String {
    let condition: Value = serde_json::from_str(condition).unwrap();
    policy(&json!({
        "Sid": "Perimeter", "Effect": "Deny", "Principal": "*", "Action": actions, "Resource": "*", "Condition": condition
    }))
}

/// Fails unless the plan is refused for lockout alone, with these texts in one refusal; nothing allows it, and nothing is written.
#[track_caller]
fn refused(desk: &Desk, address: &str, texts: &[&str]) {
    let before = shape(&organization(desk));
    let plan = desk
        .types("plan --sandbox --format json --allow large-change --allow gap")
        .expect(Exit::Refused)
        .json();
    let refusals = plan["refused"].as_array().unwrap();
    assert!(!refusals.is_empty());
    for refusal in refusals {
        assert_eq!(refusal["risk"], Value::Null, "{refusal}");
        assert!(refusal["why"].as_str().unwrap().starts_with("lockout: "), "{refusal}");
    }
    let says = |refusal: &Value| {
        let text = format!(
            "{} {} {}",
            refusal["address"].as_str().unwrap(),
            refusal["why"],
            refusal["help"]
        );
        refusal["address"] == address && texts.iter().all(|wanted| text.contains(wanted))
    };
    assert!(refusals.iter().any(says), "{address} {texts:?} is not in {refusals:#?}");
    let ran = desk
        .types("apply --sandbox --yes --allow large-change --allow gap")
        .expect(Exit::Refused);
    assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    assert_eq!(shape(&organization(desk)), before);
}

/// Fails unless the plan is made.
#[track_caller]
fn passes(desk: &Desk) {
    let plan = desk
        .types("plan --sandbox --format json --allow large-change --allow gap")
        .expect(Exit::Done)
        .json();
    assert!(!plan["changes"].as_array().unwrap().is_empty());
}

const FREEZE: &str = "[scps.freeze]\nfile = \"freeze.json\"\nattach = [\"open\"]\n";

#[test]
fn a_new_policy_that_denies_everything() {
    let desk = applied("", &[]);
    write(&desk, FREEZE, &[("freeze.json", deny(&json!("*"), "{}"))]);
    let role = [
        "`Stop`",
        "everything that it needs: `account:EnableRegion`",
        "role OrganizationAccountAccessRole",
        "Shop (",
        "Bank (",
        "repair the role",
        "arn:*:iam::*:role/OrganizationAccountAccessRole",
    ];
    refused(&desk, "scp.freeze", &role);
    refused(
        &desk,
        "scp.freeze",
        &["`cloudformation:CreateStack`", "stacksets-exec-*"],
    );
}

#[test]
fn a_policy_that_exempts_the_roles_passes() {
    let desk = applied("", &[]);
    write(&desk, FREEZE, &[("freeze.json", deny(&json!("*"), EXEMPT))]);
    passes(&desk);
    // The role of one account has another name.
    let own = format!("{FREEZE}\n").replace("[scps", "[scps");
    write(&desk, &own, &[]);
    let text = desk
        .read("baseline.toml")
        .replace("name = \"Shop\"", "name = \"Shop\"\nmember-role = \"ShopAdmin\"");
    desk.write("baseline.toml", &text);
    refused(&desk, "scp.freeze", &["role ShopAdmin", "Shop ("]);
}

#[test]
fn what_was_denied_before_does_not_become_denied() {
    let everything = deny(&json!("*"), "{}");
    // Somebody has locked groundline out by hand: that is not for the next run to refuse.
    let desk = applied(FREEZE, &[("freeze.json", deny(&json!("*"), EXEMPT))]);
    by_hand(&desk, |it| {
        let policy = it.policies.values_mut().find(|policy| policy.name == "freeze").unwrap();
        policy.content.clone_from(&everything);
    });
    let lines = format!("{FREEZE}\n[scps.more]\nfile = \"more.json\"\nattach = [\"root\"]\n");
    write(
        &desk,
        &lines,
        &[("freeze.json", everything), ("more.json", deny(&json!("iam:*"), "{}"))],
    );
    // At the root it also reaches what is not frozen: there is no such account.
    passes(&desk);
}

#[test]
fn a_move_under_a_policy() {
    let closed = FREEZE.replace("open", "closed");
    let desk = applied(&closed, &[("freeze.json", deny(&json!("*"), "{}"))]);
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &text.replacen("unit = \"open\"", "unit = \"closed\"", 1),
    );
    refused(&desk, "scp.freeze", &["`Stop`", "Shop ("]);
}

#[test]
fn an_attachment_of_a_policy_that_is_there() {
    let closed = FREEZE.replace("open", "closed");
    let desk = applied(&closed, &[("freeze.json", deny(&json!("*"), "{}"))]);
    write(&desk, &FREEZE.replace("\"open\"", "\"closed\", \"account:bank\""), &[]);
    refused(&desk, "scp.freeze", &["Bank ("]);
}

#[test]
fn a_list_of_what_is_allowed_that_shrinks() {
    let list = "[scps.list]\nfile = \"list.json\"\nattach = [\"open\"]\n";
    let desk = applied(list, &[("list.json", allow(&json!("*")))]);
    let narrow = allow(&json!(["s3:*", "ec2:*"]));
    // Beside AWS's own policy a list allows nothing more and nothing less.
    write(&desk, list, &[("list.json", narrow.clone())]);
    passes(&desk);
    by_hand(&desk, |it| {
        let open = unit(it, "Open");
        it.attachments.get_mut(FULL_ACCESS).unwrap().remove(&open);
    });
    refused(
        &desk,
        "unit.open",
        &[
            "no policy there would allow",
            "`account:EnableRegion`",
            "allows these actions",
        ],
    );
    write(
        &desk,
        list,
        &[(
            "list.json",
            allow(&json!(["s3:*", "account:*", "cloudformation:*", "iam:*"])),
        )],
    );
    passes(&desk);
}

#[test]
fn an_rcp_that_stops_the_delivery_of_logs() {
    let desk = applied("", &[]);
    let lines = "[rcps.deputy]\nfile = \"deputy.json\"\nattach = [\"root\"]\n";
    let of = |organization: &str| {
        let condition = json!({
            "StringNotEqualsIfExists": { "aws:SourceOrgID": organization },
            "Null": { "aws:SourceAccount": "false" },
            "Bool": { "aws:PrincipalIsAWSService": "true" },
        });
        [("deputy.json", rcp(&json!(["s3:*", "kms:*"]), &condition.to_string()))]
    };
    write(&desk, lines, &of("o-another0001"));
    refused(
        &desk,
        "rcp.deputy",
        &["`s3:PutObject`", "cloudtrail.amazonaws.com", "aws:SourceOrgID"],
    );
    refused(&desk, "rcp.deputy", &["delivery.logs.amazonaws.com", "flow logs"]);
    write(&desk, lines, &of("o-a1b2c3d4e5"));
    passes(&desk);
}

#[test]
fn an_rcp_that_keeps_the_caller_out() {
    let desk = applied("", &[]);
    let lines = "[rcps.perimeter]\nfile = \"perimeter.json\"\nattach = [\"open\"]\n";
    let other =
        r#"{"StringNotEquals":{"aws:PrincipalOrgID":"o-another0001"},"Bool":{"aws:PrincipalIsAWSService":"false"}}"#;
    write(
        &desk,
        lines,
        &[("perimeter.json", rcp(&json!("sts:AssumeRole"), other))],
    );
    refused(
        &desk,
        "rcp.perimeter",
        &["`sts:AssumeRole`", "enters accounts as OrganizationAccountAccessRole"],
    );
}

#[test]
fn what_depends_on_context_counts_as_denied_until_the_context_is_known() {
    let desk = applied("", &[]);
    let region = r#"{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]}}"#;
    write(&desk, FREEZE, &[("freeze.json", deny(&json!("*"), region))]);
    refused(
        &desk,
        "scp.freeze",
        &["depending on aws:RequestedRegion", "roles.context"],
    );
    write(
        &desk,
        &format!("{FREEZE}\n[roles.context]\n\"aws:RequestedRegion\" = [\"eu-west-1\", \"us-east-1\"]\n"),
        &[],
    );
    passes(&desk);
    write(
        &desk,
        &format!("{FREEZE}\n[roles.context]\n\"aws:RequestedRegion\" = [\"eu-west-1\", \"eu-north-1\"]\n"),
        &[],
    );
    refused(&desk, "scp.freeze", &["`account:EnableRegion`"]);
    write(&desk, &format!("{FREEZE}\n[regions]\nhome = \"eu-west-1\"\n"), &[]);
    passes(&desk);
}

#[test]
fn roles_for_emergencies_keep_what_they_need() {
    let desk = applied("", &[]);
    let glass = format!("{FREEZE}\n[roles]\nbreak-glass = [\"arn:*:iam::*:role/BreakGlass\"]\n");
    write(&desk, &glass, &[("freeze.json", deny(&json!("iam:*"), EXEMPT))]);
    refused(
        &desk,
        "scp.freeze",
        &[
            "arn:*:iam::*:role/BreakGlass",
            "`iam:AttachRolePolicy`",
            "give access again",
        ],
    );
    write(&desk, &format!("{glass}break-glass-needs = [\"s3:GetObject\"]\n"), &[]);
    passes(&desk);
    // What is denied for some resources only leaves the others.
    let some =
        json!({ "Sid": "Stop", "Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/baseline-*" });
    write(&desk, &glass, &[("freeze.json", policy(&some))]);
    passes(&desk);
    let most =
        json!({ "Sid": "Stop", "Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:role/app-*" });
    write(&desk, &glass, &[("freeze.json", policy(&most))]);
    refused(&desk, "scp.freeze", &["arn:*:iam::*:role/BreakGlass"]);
}
