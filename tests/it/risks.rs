//! What is dangerous is refused, with the words that allow it; and with those very words it is done.

use groundline::exit::Exit;
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, edit};
use crate::hand::{account, by_hand, deny, in_sync, make_account, make_unit, organization, shape, tag, unit, writes};

/// The words after `allow it with` of every refusal, as a shell would hand them over.
fn words(document: &Value) -> Vec<String> {
    let refused = document["refused"].as_array().unwrap().iter();
    refused
        .map(|refusal| {
            let help = refusal["help"].as_str().unwrap();
            let words = help
                .strip_prefix("allow it with `")
                .and_then(|words| words.strip_suffix('`'));
            words.unwrap_or_else(|| panic!("{refusal}")).replace('\'', "")
        })
        .collect()
}

/// Fails unless the plan is refused for these risks, and is done once the words that it says are typed.
#[track_caller]
fn refused_then_allowed(desk: &Desk, risks: &[&str]) -> Value {
    let before = shape(&organization(desk));
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
    let mut found: Vec<String> = words(&plan);
    found.sort();
    let wanted: Vec<String> = risks.iter().map(|risk| format!("--allow {risk}")).collect();
    assert_eq!(found, wanted, "{}", plan["refused"]);
    let text = desk.types("plan --sandbox").expect(Exit::Refused).stdout;
    for risk in risks {
        assert!(
            text.contains(&format!("--allow {risk}")) || text.contains(&format!("--allow '{risk}'")),
            "{text}"
        );
    }
    let ran = desk
        .types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Refused);
    assert!(ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    assert!(writes(desk, "calls.json").is_empty());
    assert_eq!(shape(&organization(desk)), before);
    // Each of the words is needed, and a risk at another address is not this one.
    for missing in 0..found.len() {
        let mut others = found.clone();
        others[missing] = format!("{}=unit.another", others[missing].split('=').next().unwrap());
        desk.types(&format!("plan --sandbox {}", others.join(" ")))
            .expect(Exit::Refused);
    }
    desk.types("drift --sandbox").expect(Exit::Differences);
    desk.types(&format!("apply --sandbox --yes {}", found.join(" ")))
        .expect(Exit::Done);
    in_sync(desk);
    plan
}

/// Adds lines to the baseline.
fn add(desk: &Desk, lines: &str) {
    let text = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{text}\n{lines}"));
}

#[test]
fn replace_unit() {
    let desk = applied_company();
    edit(&desk, "parent = \"workloads\"", "parent = \"security\"");
    let plan = refused_then_allowed(&desk, &["replace-unit=unit.production"]);
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(
        why.contains("AWS cannot move a unit") && why.contains("Workloads/Production"),
        "{why}"
    );
    unit(&organization(&desk), "Security/Production");
}

#[test]
fn change_delegated_admin() {
    let desk = applied_company();
    edit(&desk, "access-analyzer = \"audit\"", "access-analyzer = \"shop\"");
    let risk = "change-delegated-admin=delegated-admin.access-analyzer.amazonaws.com[\"audit\"]";
    refused_then_allowed(&desk, &[risk]);
    let after = organization(&desk);
    let admins: Vec<&String> = after.delegations["access-analyzer.amazonaws.com"].keys().collect();
    assert_eq!(admins, [&account(&after, "aws+shop@example.com")]);
}

#[test]
fn disable_trusted_access() {
    let desk = applied_company();
    let since = |it: &mut groundline::sandbox::Organization| {
        let since = *it.services.values().next().unwrap();
        it.services.insert("config.amazonaws.com".to_owned(), since);
        // Neither of these could be declared.
        it.services
            .insert("member.org.stacksets.cloudformation.amazonaws.com".to_owned(), since);
    };
    by_hand(&desk, since);
    add(&desk, "[ownership]\nexclusive = [\"trusted-access\"]\n");
    refused_then_allowed(&desk, &["disable-trusted-access=trusted-access.config.amazonaws.com"]);
    assert!(
        organization(&desk)
            .services
            .contains_key("member.org.stacksets.cloudformation.amazonaws.com")
    );
}

#[test]
fn enable_policy_type() {
    let desk = applied_company();
    desk.write("guardduty.json", r#"{"guardduty":{}}"#);
    add(
        &desk,
        "[policies.detection]\ntype = \"GUARDDUTY_POLICY\"\nfile = \"guardduty.json\"\nattach = []\n",
    );
    let plan = refused_then_allowed(&desk, &["enable-policy-type=policy-type.GUARDDUTY_POLICY"]);
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(why.contains("auto-enable"), "{why}");
}

#[test]
fn control_tower() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let since = *it.services.values().next().unwrap();
        it.services.insert("controltower.amazonaws.com".to_owned(), since);
        it.units.get_mut(&unit(it, "Security")).unwrap().name = "Safety".to_owned();
        it.accounts.get_mut(&account(it, "aws+shop@example.com")).unwrap().name = "Shoppe".to_owned();
        let (id, to) = (account(it, "aws+audit@example.com"), it.root.id.clone());
        it.accounts.get_mut(&id).unwrap().parent = to;
        let (root, tags) = (it.root.id.clone(), "company/unit/old");
        let old = make_unit(it, &root, "Old");
        tag(it, &old, "groundline", tags);
        // A tag is nothing that Control Tower looks at.
        tag(it, &unit(it, "Workloads"), "groundline", "company/unit/workloads");
        tag(it, &unit(it, "Workloads/Production"), "tier", "test");
    });
    add(
        &desk,
        "[units.new]\nname = \"New\"\n[accounts.new]\nname = \"New\"\nemail = \"aws+new@example.com\"\nunit = \"new\"\n",
    );
    refused_then_allowed(
        &desk,
        &[
            "control-tower=account.audit",
            "control-tower=account.new",
            "control-tower=account.shop",
            "control-tower=unit.new",
            "control-tower=unit.old",
            "control-tower=unit.security",
        ],
    );
}

#[test]
fn one_word_allows_a_risk_everywhere() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let since = *it.services.values().next().unwrap();
        it.services.insert("controltower.amazonaws.com".to_owned(), since);
    });
    add(&desk, "[units.new]\nname = \"New\"\n[units.newer]\nname = \"Newer\"\n");
    desk.types("apply --sandbox --yes --allow control-tower=unit.new")
        .expect(Exit::Refused);
    desk.types("apply --sandbox --yes --allow replace-unit")
        .expect(Exit::Refused);
    desk.types("apply --sandbox --yes --allow control-tower")
        .expect(Exit::Done);
    in_sync(&desk);
}

/// Nine policies of ours in the nine slots that AWS leaves at the root.
fn full_root() -> Desk {
    let desk = applied_company();
    let things = [
        "AccessKey",
        "AccountAlias",
        "Group",
        "GroupPolicy",
        "InstanceProfile",
        "LoginProfile",
        "User",
        "UserPolicy",
    ];
    for (number, thing) in things.iter().enumerate() {
        let name = format!("slot-{number}");
        desk.write(&format!("{name}.json"), &deny(&format!("iam:Delete{thing}")));
        add(
            &desk,
            &format!("[scps.{name}]\nfile = \"{name}.json\"\nattach = [\"root\"]\n"),
        );
    }
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    desk
}

#[test]
fn gap() {
    let desk = full_root();
    // Another policy with the same text takes the place: AWS has no slot for both.
    edit(&desk, "[scps.slot-7]\n", "[scps.slot-8]\n");
    let plan = refused_then_allowed(&desk, &["gap=scp-attachment.slot-7[\"root\"]"]);
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(why.contains("for a moment these are not in force: No for "), "{why}");
    for name in ["Audit (", "Shop ("] {
        assert!(why.contains(name), "{why}");
    }
}

#[test]
fn large_change_of_policies() {
    let desk = full_root();
    let text = desk.read("baseline.toml");
    let (head, _) = text.split_once("[scps.slot-5]").unwrap();
    desk.write("baseline.toml", head);
    desk.types("plan --sandbox").expect(Exit::Done);
    let (head, _) = text.split_once("[scps.slot-4]").unwrap();
    desk.write("baseline.toml", head);
    let plan = refused_then_allowed(
        &desk,
        &[
            "large-change=scp-attachment.slot-4[\"root\"]",
            "large-change=scp.slot-4",
        ],
    );
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(
        why.contains("4 of 10 of the kind `scp` would be taken away at once"),
        "{}",
        plan["refused"]
    );
}

#[test]
fn large_change_of_accounts() {
    let desk = applied_company();
    for number in 0..4 {
        add(
            &desk,
            &format!(
                "[accounts.team-{number}]\nname = \"Team {number}\"\nemail = \"aws+team{number}@example.com\"\nunit = \"workloads\"\n"
            ),
        );
    }
    // New accounts come from the root, which is nothing that they leave.
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    let text = desk.read("baseline.toml");
    let (head, tail) = text.split_once("[accounts.team-0]").unwrap();
    let three = tail.replacen("unit = \"workloads\"", "unit = \"security\"", 3);
    desk.write("baseline.toml", &format!("{head}[accounts.team-0]{three}"));
    desk.types("plan --sandbox").expect(Exit::Done);
    let four = tail.replace("unit = \"workloads\"", "unit = \"security\"");
    desk.write("baseline.toml", &format!("{head}[accounts.team-0]{four}"));
    let plan = refused_then_allowed(&desk, &["large-change=account.team-0"]);
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(
        why.contains("4 of 6 of the kind `account` would be moved at once"),
        "{why}"
    );
}

#[test]
fn large_change_of_what_binds_accounts() {
    let desk = Desk::empty();
    desk.write("baseline.toml", COMPANY);
    for (name, text) in crate::desks::company_files() {
        desk.write(name, &text);
    }
    desk.types("sandbox reset --quiet --seed empty:accounts=50")
        .expect(Exit::Done);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    by_hand(&desk, |it| {
        for number in 0..9 {
            let root = it.root.id.clone();
            make_account(it, &root, &format!("aws+{number}@example.com"));
        }
    });
    edit(&desk, "attach = [\"root\"]", "attach = [\"workloads\"]");
    desk.types("plan --sandbox").expect(Exit::Done);
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_account(it, &root, "aws+more@example.com");
    });
    let plan = refused_then_allowed(&desk, &["large-change=organization.company"]);
    let why = plan["refused"][0]["why"].as_str().unwrap();
    assert!(why.contains("11 of 13 accounts would lose a guardrail"), "{why}");
}

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
    r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}}"#,
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
        r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin","arn:aws:iam::*:role/Ops"]}}}"#,
    ),
    (
        2,
        r#"{"Sid":"Buckets","Effect":"Deny","Action":"s3:DeleteBucketPolicy","Resource":"*"}"#,
    ),
];

#[test]
fn large_change_of_texts() {
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
        assert_eq!(why, "11 of 12 accounts would lose a guardrail", "{weaker}");
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
        r#"{"Effect":"Deny","Action":["S3:DeleteBucket"],"Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin"]}}}"#,
    ];
    desk.write("stay.json", &text_of(&same));
    desk.types("plan --sandbox").expect(Exit::Done);
    desk.write("stay.json", &text_of(&BEFORE[1..]));
    refused_then_allowed(&desk, &["large-change=organization.company"]);
}

#[test]
fn large_change_of_lists() {
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
    assert_eq!(plan["refused"][0]["why"], "11 of 12 accounts would lose a guardrail");
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

#[test]
fn a_risk_that_was_allowed_is_kept_with_the_plan() {
    let desk = applied_company();
    edit(&desk, "parent = \"workloads\"", "parent = \"security\"");
    desk.types("plan --sandbox --out plan.json --allow replace-unit=unit.production")
        .expect(Exit::Done);
    desk.types("apply --sandbox plan.json").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn words_that_are_no_risk_are_bad_usage() {
    let desk = applied_company();
    for bad in ["lockout", "Gap", "gap=", "gap=unit", ""] {
        desk.types(&format!("plan --sandbox --allow={bad}")).expect(Exit::Usage);
    }
}
