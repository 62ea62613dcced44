//! Units that come under another parent: a new one takes the place of each.

use groundline::sandbox::{Organization, Policy};

use super::bench::{applied, by_hand, exact_gap, no_gap};
use super::sketch::Sketch;

/// A policy that somebody made and attached by hand.
pub fn foreign(organization: &mut Organization, name: &str, sid: &str, unit: &str) {
    let id = format!("p-{}", name.to_lowercase());
    let action = format!("ec2:{sid}");
    let statement = serde_json::json!([{ "Sid": sid, "Effect": "Deny", "Action": action, "Resource": "*" }]);
    let policy = Policy {
        name: name.to_owned(),
        description: String::new(),
        kind: "SERVICE_CONTROL_POLICY".to_owned(),
        content: serde_json::json!({ "Version": "2012-10-17", "Statement": statement }).to_string(),
        aws_managed: false,
    };
    organization.policies.insert(id.clone(), policy);
    let target = unit_id(organization, unit);
    organization.attachments.entry(id).or_default().insert(target);
}

/// The id of the unit of this name.
pub fn unit_id(organization: &Organization, name: &str) -> String {
    let mut units = organization.units.iter();
    units
        .find(|(_, unit)| unit.name == name)
        .map(|(id, _)| id.clone())
        .unwrap()
}

fn tree(parent: &str) -> Sketch {
    Sketch::default()
        .unit("top", "root")
        .unit("other", "root")
        .unit("wanders", parent)
        .unit("child", "wanders")
        .account("one", "wanders")
        .account("two", "child")
        .account("three", "top")
}

#[test]
fn its_policies_and_those_of_its_children_come_along() {
    let policies = |sketch: Sketch| {
        sketch
            .scp("w", "W", "wanders")
            .scp("c", "C", "child")
            .rcp("r", "R", "wanders")
    };
    let before = applied(&policies(tree("top")));
    no_gap(&before, &policies(tree("other")));
}

#[test]
fn what_the_old_parent_denied_is_denied_by_the_new_one() {
    let before = applied(&tree("top").scp("t", "S", "top").scp("o", "O", "other"));
    no_gap(&before, &tree("other").scp("t", "S", "top").scp("o", "O S", "other"));
    no_gap(&before, &tree("root").scp("t", "T", "top").scp("w", "S", "wanders"));
    no_gap(&before, &tree("other").scp("a", "S", "root"));
}

#[test]
fn policies_attached_by_hand_come_along() {
    let before = applied(&tree("top").scp("w", "W", "wanders"));
    let before = by_hand(before, |organization| {
        foreign(organization, "Hand", "H", "wanders");
        foreign(organization, "Nail", "N", "child");
    });
    no_gap(&before, &tree("other").scp("w", "W", "wanders"));
    no_gap(&before, &tree("root").scp("z", "W H", "wanders"));
}

#[test]
fn a_unit_wanders_while_its_accounts_go_elsewhere() {
    let before = applied(&tree("top").scp("t", "S", "top").scp("c", "C", "child"));
    let after = tree("other").account("one", "other").account("two", "wanders");
    no_gap(&before, &after.scp("t", "S", "other").scp("c", "C", "wanders other"));
}

#[test]
fn a_full_new_parent_makes_room_first() {
    let mut before = tree("top").scp("t", "S", "top");
    let mut after = tree("other").scp("t", "S", "top");
    for n in 0..9 {
        before = before.scp(&format!("o{n}"), &format!("O{n}"), "other");
        if n != 4 {
            after = after.scp(&format!("o{n}"), &format!("O{n}"), "other");
        }
    }
    no_gap(&applied(&before), &after.scp("new", "S", "other"));
}

#[test]
fn full_parents_that_need_each_other_are_exact() {
    let mut before = tree("top").account("four", "other").scp("t", "S", "top");
    let mut after = tree("other").account("four", "other");
    for n in 0..9 {
        before = before.scp(&format!("o{n}"), &format!("O{n}"), "other");
        after = after.scp(&format!("p{n}"), &format!("O{n}"), "other");
    }
    exact_gap(&applied(&before), &after);
}
