//! What accounts lose by another text, and by lists of what is allowed.

use groundline::exit::Exit;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, edit};
use crate::hand::{by_hand, make_account};
use crate::risks::{add, refused_then_allowed, words};

/// An Organization with eleven more accounts in the root, and a policy of several statements there.
fn many_accounts(text: &str) -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", &COMPANY.replace("aws+shop", "aws+store"));
    for (name, text) in crate::desks::company_files() {
        desk.write(name, &text);
    }
    desk.write("stay.json", text);
    desk.types("sandbox reset --quiet --seed empty:accounts=50")
        .expect(Exit::Done);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    by_hand(&desk, |it| {
        for number in 0..9 {
            let root = it.root.id.clone();
            make_account(it, &root, &format!("aws+{number}@example.com"));
        }
    });
    desk
}

fn text_of(statements: &[&str]) -> String {
    format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}",
        statements.join(",")
    )
}

/// What eleven accounts are denied, at first.
const BEFORE: &[&str] = &[
    r#"{"Sid":"Logs","Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail"],"Resource":"*"}"#,
    r#"{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","account:*","cloudformation:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1"]}}}"#,
    r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:PutBucketAcl","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}}"#,
];

/// A weaker text of each kind: an action less, a Region more, an exemption more, a condition more, a resource instead of all, a statement less.
const WEAKER: &[(usize, &str)] = &[
    (
        0,
        r#"{"Sid":"Logs","Effect":"Deny","Action":"cloudtrail:StopLogging","Resource":"*"}"#,
    ),
    (
        0,
        r#"{"Sid":"Logs","Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail"],"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Ops"}}}"#,
    ),
    (
        0,
        r#"{"Sid":"Logs","Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail"],"Resource":"arn:aws:cloudtrail:*:*:trail/organization"}"#,
    ),
    (
        1,
        r#"{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","account:*","cloudformation:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1","us-east-1"]}}}"#,
    ),
    (
        1,
        r#"{"Sid":"Regions","Effect":"Deny","NotAction":["iam:*","sts:*","account:*","cloudformation:*","s3:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1","eu-central-1"]}}}"#,
    ),
    (
        2,
        r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:PutBucketAcl","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin","arn:aws:iam::*:role/Ops"]}}}"#,
    ),
    (
        2,
        r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:DeleteBucketPolicy","Resource":"*"}"#,
    ),
];

#[test]
fn a_weaker_text_takes_a_guardrail_from_many() {
    let desk = many_accounts(&text_of(BEFORE));
    for (number, weaker) in WEAKER {
        let mut texts = BEFORE.to_vec();
        texts[*number] = weaker;
        desk.write("stay.json", &text_of(&texts));
        let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
        assert_eq!(
            words(&plan),
            ["--allow large-change=organization.company"],
            "{weaker}\n{}",
            plan["refused"]
        );
        let why = plan["refused"][0]["why"].as_str().unwrap();
        assert_eq!(why, "11 of 12 accounts would lose a guardrail: scp.stay", "{weaker}");
    }
    // An account that is spared is one account.
    let spared = BEFORE[2].replacen(
        "\"Condition\":{",
        "\"Condition\":{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"900000000003\"},",
        1,
    );
    desk.write("stay.json", &text_of(&[BEFORE[0], BEFORE[1], &spared]));
    desk.types("plan --sandbox").expect(Exit::Done);
    // The same otherwise, or more of it, is nothing that is lost.
    let same = [
        r#"{"Sid":"Delete","Effect":"Deny","Action":"cloudtrail:deletetrail","Resource":["*"]}"#,
        r#"{"Sid":"Stop","Effect":"Deny","Action":["cloudtrail:StopLog*","s3:PutBucketPolicy"],"Resource":"*"}"#,
        r#"{"Sid":"Other","Effect":"Deny","NotAction":["cloudformation:*","account:*","sts:*","iam:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:requestedregion":["eu-central-1","eu-west-1"]}}}"#,
        r#"{"Effect":"Deny","Action":["S3:PutBucketAcl"],"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin"]}}}"#,
    ];
    desk.write("stay.json", &text_of(&same));
    desk.types("plan --sandbox").expect(Exit::Done);
    desk.write("stay.json", &text_of(&BEFORE[1..]));
    refused_then_allowed(&desk, &["large-change=organization.company"]);
}

#[test]
fn a_list_takes_actions_from_many() {
    let desk = many_accounts(&text_of(BEFORE));
    let list = |more: &str| {
        text_of(&[&format!(
            r#"{{"Sid":"List","Effect":"Allow","Action":["account:*","cloudformation:*","iam:*","sts:*","ec2:*"{more}],"Resource":"*"}}"#
        )])
    };
    desk.write("list.json", &list(r#","s3:*""#));
    add(&desk, "[scps.list]\nfile = \"list.json\"\nattach = [\"root\"]\n");
    edit(
        &desk,
        "id = \"o-a1b2c3d4e5\"\n",
        "id = \"o-a1b2c3d4e5\"\nfull-access = false\n",
    );
    let list_risk = "allow-list=scp-attachment.p-FullAWSAccess[\"root\"]";
    let plan = refused_then_allowed(&desk, &[list_risk, "large-change=organization.company"]);
    let whys: Vec<&str> = plan["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    assert!(
        whys.contains(&"11 of 12 accounts would lose what an allow-list does not have"),
        "{whys:?}"
    );
    assert!(
        whys.iter()
            .any(|why| why.contains("loses FullAWSAccess") && why.contains("6 more")),
        "{whys:?}"
    );
    // A longer list gives actions back that nothing else denies; a shorter one takes some.
    desk.write("list.json", &list(""));
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
    assert_eq!(
        plan["refused"][0]["why"],
        "11 of 12 accounts would lose what an allow-list does not have"
    );
    desk.write("list.json", &list(r#","s3:*","sqs:*""#));
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
    assert_eq!(
        plan["refused"][0]["why"],
        "11 of 12 accounts would lose a guardrail: scp.list"
    );
    desk.write("list.json", &list(r#","s3:*""#));
    edit(&desk, "full-access = false", "full-access = true");
    refused_then_allowed(&desk, &[list_risk, "large-change=organization.company"]);
}

#[test]
fn a_list_that_locks_out_is_refused() {
    let desk = applied_company();
    desk.write(
        "list.json",
        &text_of(&[r#"{"Sid":"List","Effect":"Allow","Action":["ec2:*","s3:*"],"Resource":"*"}"#]),
    );
    add(&desk, "[scps.list]\nfile = \"list.json\"\nattach = [\"workloads\"]\n");
    edit(
        &desk,
        "name = \"Workloads\"\n",
        "name = \"Workloads\"\nfull-access = false\n",
    );
    let plan = desk
        .types("plan --sandbox --format json --allow allow-list")
        .expect(Exit::Refused)
        .json();
    let refused = plan["refused"].as_array().unwrap();
    assert!(refused.iter().all(|refusal| refusal["risk"].is_null()), "{refused:?}");
    let named = |action: &str| {
        refused
            .iter()
            .any(|refusal| refusal["why"].as_str().unwrap().contains(action))
    };
    assert!(named("account:EnableRegion") && named("Shop ("), "{refused:?}");
}
