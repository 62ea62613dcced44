//! `[[removed]]` is done, or it is said by name why it is not.

use groundline::exit::Exit;

use crate::cli::Desk;
use crate::desks::applied_company;
use crate::hand::{by_hand, json, make_scp, organization, policy, shape, tag, titles, unit};

fn removes(desk: &Desk, entry: &str) {
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[[removed]]\n{entry}\ndestroy = true\n"),
    );
}

#[test]
fn what_the_baseline_declares_is_an_error() {
    for entry in [
        "type = \"scp\"\nname = \"stay\"",
        "type = \"policy\"\nname = \"stay\"",
        "type = \"tag-policy\"\nname = \"cost\"",
        "type = \"trusted-access\"\nname = \"ram.amazonaws.com\"",
        "type = \"trusted-access\"\nname = \"access-analyzer.amazonaws.com\"",
        "type = \"delegated-admin\"\nname = \"access-analyzer.amazonaws.com\"",
        "address = \"scp.stay\"",
        "address = \"unit.workloads\"",
        "address = \"trusted-access.ram.amazonaws.com\"",
        "address = \"delegated-admin.access-analyzer\"",
        "address = 'delegated-admin.access-analyzer[\"audit\"]'",
        "address = \"delegation-policy.organization\"",
    ] {
        let desk = crate::desks::company();
        removes(&desk, entry);
        let ran = desk.types("validate").expect(Exit::Baseline);
        assert!(
            ran.stderr.contains("removed-still-there") || ran.stdout.contains("removed-still-there"),
            "{entry}"
        );
    }
}

#[test]
fn what_nothing_can_be_removed_by_is_an_error() {
    for (entry, said) in [
        (
            "type = \"unit\"\nname = \"Workloads\"",
            "a unit is not removed by its name",
        ),
        (
            "type = \"delegation-policy\"\nname = \"x\"",
            "the delegation policy has no name",
        ),
        (
            "type = \"scp\"\nname = \"aws-guardrails-xyz\"",
            "is a policy of Control Tower",
        ),
        ("type = \"scp\"\nname = \"FullAWSAccess\"", "is a policy of AWS"),
        ("type = \"scp\"\nname = \"\"", "the name of what is removed is empty"),
        ("type = \"scp\"\nname = \"  \"", "the name of what is removed is empty"),
        (
            "type = \"trusted-access\"\nname = \"config\"",
            "is not a service principal",
        ),
        ("address = \"trusted-access.config\"", "is not a service principal"),
        (
            "address = \"delegated-admin.gardduty\"",
            "no service that takes a delegated administrator",
        ),
        (
            "address = \"delegation-policy.mine\"",
            "there is no `delegation-policy.mine`",
        ),
        ("address = 'scp.old[\"root\"]'", "is a part of something"),
    ] {
        let desk = crate::desks::company();
        removes(&desk, entry);
        let ran = desk.types("validate").expect(Exit::Baseline);
        assert!(
            format!("{}{}", ran.stdout, ran.stderr).contains(said),
            "{entry}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

#[test]
fn what_belongs_to_others_is_left_out_by_name() {
    for (key, value, whose) in [
        ("groundline", "rival/scp/theirs", "is owned by baseline rival"),
        (
            "groundline",
            "company/unit/theirs",
            "is owned by nobody, though it carries the ownership tag of unit.theirs",
        ),
        ("aws:cloudformation:stack-id", "theirs", "is owned by CloudFormation"),
        ("lzaManaged", "true", "is owned by Landing Zone Accelerator"),
    ] {
        let desk = applied_company();
        let id = by_hand(&desk, |it| {
            let id = make_scp(it, "theirs", "s3:*");
            tag(it, &id, key, value);
            id
        });
        let before = shape(&organization(&desk));
        removes(&desk, "type = \"scp\"\nname = \"theirs\"");
        let plan = json(&desk, "plan --sandbox");
        assert_eq!(titles(&plan), Vec::<String>::new());
        let left = &plan["left_out"][0];
        let why = left["why"].as_str().unwrap();
        assert_eq!(
            (left["address"].as_str(), left["drift"].as_bool()),
            (Some("scp.theirs"), Some(true))
        );
        assert!(why.starts_with(&format!("policy {id} {whose}")), "{why}");
        desk.types("apply --sandbox --yes").expect(Exit::Done);
        assert_eq!(shape(&organization(&desk)), before);
    }
    // The old name of what the baseline renames.
    let desk = applied_company();
    let text = desk
        .read("baseline.toml")
        .replace("name = \"stay\"", "name = \"stays\"");
    desk.write("baseline.toml", &text);
    removes(&desk, "type = \"scp\"\nname = \"stay\"");
    let plan = json(&desk, "plan --sandbox");
    let why = plan["left_out"][0]["why"].as_str().unwrap();
    assert!(why.contains("is scp.stay, which the baseline declares"), "{why}");
    assert_eq!(titles(&plan), ["update scp.stay"]);
}

#[test]
fn what_is_not_there_is_worth_knowing() {
    for (entry, said) in [
        ("type = \"scp\"\nname = \"old-tset\"", "names nothing that is live"),
        (
            "type = \"rcp\"\nname = \"old\"",
            "of the type RESOURCE_CONTROL_POLICY are not read while it is off",
        ),
        ("address = \"unit.old\"", "names nothing that is live"),
        ("address = \"scp.old\"", "names nothing that is live"),
        (
            "type = \"trusted-access\"\nname = \"config.amazonaws.com\"",
            "names nothing that is live",
        ),
        ("address = \"delegated-admin.guardduty\"", "names nothing that is live"),
    ] {
        let desk = applied_company();
        removes(&desk, entry);
        let plan = desk
            .types("plan --sandbox --detailed-exitcode --format json")
            .expect(Exit::Done)
            .json();
        let left = &plan["left_out"][0];
        assert_eq!(left["drift"], false, "{entry}: {plan}");
        assert!(left["why"].as_str().unwrap().contains(said), "{entry}: {left}");
        desk.types("plan --sandbox").expect(Exit::Done).shows(said);
    }
}

#[test]
fn what_is_done_is_not_said_to_stay() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let workloads = unit(it, "Workloads");
        let id = make_scp(it, "old", "s3:*");
        crate::hand::attach(it, &id, &workloads);
    });
    removes(&desk, "type = \"scp\"\nname = \"old\"");
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(plan["left_out"], serde_json::json!([]));
    let id = policy(&organization(&desk), "old");
    assert!(titles(&plan).contains(&format!("delete scp.{id}")), "{plan}");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    assert!(organization(&desk).policies.values().all(|policy| policy.name != "old"));
}
