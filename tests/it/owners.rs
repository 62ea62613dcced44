//! Whose things are: what belongs to another baseline or tool is listed and left.

use std::collections::BTreeSet;

use groundline::exit::Exit;
use groundline::sandbox::{AccountState, Organization};
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, edit};
use crate::hand::{
    account, attach, by_hand, deny, foreign, in_sync, json, make_scp, organization, policy, refusals, shape, tag,
    titles, unit, writes,
};

/// A second baseline for the same Organization.
const OTHER: &str = r#"format = 1

[organization]
baseline = "other"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[units.lab]
name = "Lab"

[units.bench]
name = "Bench"
parent = "lab"

[accounts.chemist]
name = "Chemist"
email = "aws+chemist@example.com"
unit = "lab"

[scps.no-fire]
file = "no-fire.json"
attach = ["root"]
"#;

#[test]
fn two_baselines_in_one_organization_leave_each_other_alone() {
    let desk = applied_company();
    desk.write("other.toml", OTHER);
    desk.write("no-fire.json", &deny("iot:*"));
    let other = |command: &str| desk.types(&format!("{command} --sandbox --baseline other.toml"));
    let both_in_sync = || {
        in_sync(&desk);
        other("plan --detailed-exitcode").expect(Exit::Done);
    };
    other("apply --yes").expect(Exit::Done);
    both_in_sync();
    let mut seen = foreign(&json(&desk, "plan --sandbox"));
    seen.sort();
    assert_eq!(
        seen,
        [
            "account Chemist (baseline other)",
            "scp no-fire (baseline other)",
            "unit Bench (baseline other)",
            "unit Lab (baseline other)",
        ]
        .map(str::to_owned)
    );
    // Edited.
    desk.write(
        "other.toml",
        &OTHER
            .replace("\"Lab\"", "\"Laboratory\"")
            .replace("[\"root\"]", "[\"lab\"]"),
    );
    in_sync(&desk);
    other("apply --yes").expect(Exit::Done);
    both_in_sync();
    edit(&desk, "attach = [\"root\"]", "attach = [\"workloads\"]");
    other("plan --detailed-exitcode").expect(Exit::Done);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    both_in_sync();
    // Pruned, whole.
    let company = |it: &Organization| {
        let all = shape(it).into_iter();
        all.filter(|line| line.contains("company") || line.contains(" stay on ") || line.contains(" buckets on "))
            .collect::<BTreeSet<_>>()
    };
    let before = company(&organization(&desk));
    let (head, _) = OTHER.split_once("[units.lab]").unwrap();
    desk.write("other.toml", head);
    let pruned = json(&desk, "plan --sandbox --baseline other.toml");
    assert!(
        titles(&pruned)
            .iter()
            .all(|title| title.contains("no-fire") || title.contains("unit.")),
        "{pruned}"
    );
    other("apply --yes").expect(Exit::Done);
    in_sync(&desk);
    let after = organization(&desk);
    assert_eq!(company(&after), before);
    assert!(after.policies.values().all(|policy| policy.name != "no-fire"));
    // Its account is never closed, and what it stands in cannot go.
    assert_eq!(
        after.accounts[&account(&after, "aws+chemist@example.com")].state,
        AccountState::Active
    );
    unit(&after, "Laboratory");
}

#[test]
fn what_both_declare_is_refused_for_the_second() {
    let desk = applied_company();
    desk.write("baseline.toml", &COMPANY.replace("\"company\"", "\"rival\""));
    let plan = json(&desk, "plan --sandbox");
    let refused = refusals(&plan);
    for address in [
        "unit.security",
        "unit.workloads",
        "account.audit",
        "account.shop",
        "scp.stay",
        "tag-policy.cost",
    ] {
        let said = refused.iter().find(|line| line.starts_with(address));
        let said = said.unwrap_or_else(|| panic!("{address} is not in {refused:?}"));
        assert!(
            said.contains("belongs to baseline `company` | declare it in one baseline only"),
            "{said}"
        );
    }
    let before = shape(&organization(&desk));
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Refused);
    assert!(writes(&desk, "calls.json").is_empty());
    assert_eq!(shape(&organization(&desk)), before);
}

#[test]
fn the_delegation_policy_has_statements_of_two_baselines() {
    let desk = applied_company();
    let text = format!("{OTHER}\n[delegation-policy]\nfile = \"delegation.json\"\n");
    desk.write("other.toml", &text);
    desk.write("no-fire.json", &deny("iot:*"));
    desk.types("apply --sandbox --yes --baseline other.toml")
        .expect(Exit::Done);
    in_sync(&desk);
    let statements = |desk: &Desk| {
        let text = organization(desk).resource_policy.unwrap().content;
        let document: Value = serde_json::from_str(&text).unwrap();
        document["Statement"].as_array().unwrap().len()
    };
    assert_eq!(statements(&desk), 2);
    desk.write("other.toml", OTHER);
    desk.types("apply --sandbox --yes --baseline other.toml")
        .expect(Exit::Done);
    assert_eq!(statements(&desk), 1);
    in_sync(&desk);
}

/// Groundline beside a landing zone of Control Tower.
const BESIDE: &str = r#"format = 1

[organization]
baseline = "beside"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[ownership]
exclusive = ["scps", "trusted-access", "delegated-admins"]

[scps.stay]
file = "stay.json"
attach = ["root"]

[trusted-access]
services = ["ram.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com", "sso.amazonaws.com"]

[delegated-admins]
config = "audit"

[accounts.audit]
email = "aws+audit@example.com"
"#;

#[test]
fn what_control_tower_made_is_listed_and_never_changed() {
    let desk = Desk::empty();
    desk.write("baseline.toml", BESIDE);
    desk.write("stay.json", &deny("organizations:LeaveOrganization"));
    desk.types("sandbox reset --quiet --seed control-tower")
        .expect(Exit::Done);
    let before = shape(&organization(&desk));
    by_hand(&desk, |it| {
        let (id, root) = (make_scp(it, "by-hand", "s3:*"), it.root.id.clone());
        attach(it, &id, &root);
    });
    let plan = json(&desk, "plan --sandbox");
    let seen = foreign(&plan);
    for name in [
        "aws-guardrails-bKLqhA",
        "aws-guardrails-NpDeYl",
        "aws-guardrails-TrhTwz",
    ] {
        assert!(seen.contains(&format!("scp {name} (CloudFormation)")), "{seen:?}");
    }
    for name in [
        "account Log Archive (nobody)",
        "account playground (nobody)",
        "unit Security (Control Tower)",
    ] {
        assert!(seen.iter().any(|one| one == name), "{name}: {seen:?}");
    }
    // Nobody made it, and nothing else may exist: it goes, and needs no allowance.
    let mut done = titles(&plan);
    done.sort();
    let gone = policy(&organization(&desk), "by-hand");
    assert_eq!(
        done,
        [
            "adopt account.audit".to_owned(),
            "attach scp-attachment.stay[\"root\"]".to_owned(),
            "create scp.stay".to_owned(),
            format!("delete scp.{gone}"),
            format!("detach scp-attachment.{gone}[\"root\"]"),
            "enable trusted-access.config-multiaccountsetup.amazonaws.com".to_owned(),
            "enable trusted-access.ram.amazonaws.com".to_owned(),
            "register delegated-admin.config-multiaccountsetup.amazonaws.com[\"audit\"]".to_owned(),
        ]
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    let after = shape(&organization(&desk));
    let lost: Vec<_> = before.difference(&after).collect();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].contains("aws+audit@example.com"), "{lost:?}");
}

#[test]
fn names_of_control_tower_are_enough_even_without_tags() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        for name in ["aws-guardrails-xyz", "aws-controltower-xyz", "AWSControlTower-xyz"] {
            let id = make_scp(it, name, "s3:*");
            attach(it, &id, &root);
        }
        let lza = make_scp(it, "lza", "s3:*");
        tag(it, &lza, "lzaManaged", "true");
        let stack = make_scp(it, "stack", "s3:*");
        tag(it, &stack, "aws:cloudformation:stack-name", "mine");
        let foreign = make_scp(it, "theirs", "s3:*");
        tag(it, &foreign, "groundline", "not a tag of ours");
    });
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[ownership]\nexclusive = [\"scps\"]\n"),
    );
    in_sync(&desk);
    let seen = foreign(&json(&desk, "plan --sandbox"));
    assert_eq!(seen.len(), 6, "{seen:?}");
    // Their slots are counted.
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        for number in 0..5 {
            let id = make_scp(it, &format!("aws-guardrails-{number}"), "s3:*");
            attach(it, &id, &root);
        }
    });
    edit(
        &desk,
        "attach = [\"workloads\", \"security\"]",
        "attach = [\"workloads\", \"security\", \"root\"]",
    );
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert!(
        refused[0].starts_with("scp-attachment.buckets[\"root\"]: `root` takes 10 policies"),
        "{refused:?}"
    );
}

#[test]
fn what_belongs_to_another_tool_cannot_be_adopted() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let id = make_scp(it, "mine", "s3:*");
        tag(it, &id, "aws:cloudformation:stack-name", "theirs");
    });
    let text = desk.read("baseline.toml");
    let more = |name: &str| format!("{text}\n[scps.mine]\nname = \"{name}\"\nfile = \"stay.json\"\nattach = []\n");
    desk.write("baseline.toml", &more("mine"));
    let refused = refusals(&json(&desk, "plan --sandbox"));
    let said = "belongs to CloudFormation | leave it out of the baseline, or take it out of the other tool first";
    assert!(
        refused[0].starts_with("scp.mine: ") && refused[0].contains(said),
        "{refused:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    // Names of Control Tower cannot even be declared.
    desk.write("baseline.toml", &more("aws-guardrails-abc"));
    desk.types("plan --sandbox")
        .expect(Exit::Baseline)
        .tells("would count as a policy of Control Tower");
}
