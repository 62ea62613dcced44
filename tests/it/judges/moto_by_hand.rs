//! What somebody changed with boto3 shows as drift, each at its address, and the next apply mends it.

use serde_json::{Value, json};

use super::desk::Desk;
use super::expectation::Written;
use super::python::Moto;

#[test]
fn what_was_changed_by_hand_shows_and_is_mended() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let expected = Written::on(&desk).expectation();
    let _ = desk.types("apply --yes").expect(0);

    let edited = json!({ "Version": "2012-10-17", "Statement": [
        { "Sid": "Mine", "Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*" }] });
    // What is changed, and the address at which it must show.
    let changes: [(Value, &str); 9] = [
        (
            json!({ "do": "rename-unit", "unit": "Fleet", "name": "Navy" }),
            "unit.fleet",
        ),
        (
            json!({ "do": "tag", "target": "Workloads/Production", "tags": { "tier": "9" } }),
            "unit.production",
        ),
        (
            json!({ "do": "move-account", "account": "account:Lobby", "unit": "Suspended" }),
            "account.lobby",
        ),
        (
            json!({ "do": "untag", "target": "account:Audit", "keys": ["cost-center"] }),
            "account.audit",
        ),
        (
            json!({ "do": "edit-policy", "policy": "quarantine", "document": edited }),
            "scp.quarantine",
        ),
        (
            json!({ "do": "rename-policy", "policy": "cost-center", "name": "costs" }),
            "tag-policy.cost-center",
        ),
        (
            json!({ "do": "detach", "policy": "suspended", "target": "Suspended" }),
            "scp-attachment.suspended[\"suspended\"]",
        ),
        (
            json!({ "do": "attach", "policy": "regions", "target": "Security" }),
            "scp-attachment.regions[\"security\"]",
        ),
        (
            json!({ "do": "deregister", "service": "ssm.amazonaws.com", "account": "account:Operations" }),
            "delegated-admin.ssm.amazonaws.com[\"operations\"]",
        ),
    ];
    let (by_hand, addresses): (Vec<Value>, Vec<&str>) = changes.into_iter().unzip();
    desk.by_hand(&json!(by_hand));

    let text = desk.types("drift").expect(2);
    let document = desk.types("drift --format json").expect(2).json();
    let mut changed: Vec<&str> = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["address"].as_str().unwrap())
        .collect();
    changed.sort_unstable();
    changed.dedup();
    let mut wanted = addresses.clone();
    wanted.sort_unstable();
    assert_eq!(changed, wanted);
    for address in addresses {
        assert!(text.stdout.contains(address), "{address}: {text}");
    }

    let _ = desk.types("apply --yes").expect(0);
    desk.boto3_sees(&expected);
    assert_eq!(desk.planned(0), [] as [&str; 0]);
}

#[test]
fn what_somebody_else_made_is_left_alone() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let mut expected = Written::on(&desk).expectation();
    let _ = desk.types("apply --yes").expect(0);
    desk.by_hand(&json!([
        { "do": "make-unit", "parent": "Workloads", "name": "By hand" },
        { "do": "tag", "target": "Workloads", "tags": { "mine": "yes" } },
    ]));
    let _ = desk.types("apply --yes").expect(0);
    let units = expected["units"].as_array_mut().unwrap();
    units.push(json!({ "path": "Workloads/By hand", "tags": {} }));
    let workloads = units.iter_mut().find(|unit| unit["path"] == "Workloads").unwrap();
    workloads["tags"]["mine"] = json!("yes");
    desk.boto3_sees(&expected);
}
