//! Sets of guardrails in as few policies as hold them, from the first apply on.

use groundline::exit::Exit;
use groundline::sandbox::Organization;
use serde_json::Value;

use crate::cli::Desk;
use crate::hand::{FULL_ACCESS, attach, by_hand, in_sync, json, make_scp, organization, policy, refusals, titles};

/// A set of two policies at the root, and one of RCPs.
pub const PACKED: &str = r#"format = 1

[organization]
baseline = "packed"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[regions]
home = "eu-west-1"
approved = ["eu-west-1", "us-east-1"]

[units.workloads]
name = "Workloads"

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "workloads"

[accounts.security]
name = "Security"
email = "aws+security@example.com"

[scps.root-guardrails]
pack = true
attach = ["root"]
except-accounts = ["security"]

[scps.root-guardrails.guardrails]
deny-root = { guardrail = "deny-root@1" }
stay-in-org = { guardrail = "stay-in-org@1" }
approved-regions = { guardrail = "approved-regions@1" }
imdsv2 = { guardrail = "imdsv2@1" }
no-long-lived-credentials = { guardrail = "no-long-lived-credentials@1" }
no-new-internet = { guardrail = "no-new-internet@1" }
protect-monitoring = { guardrail = "protect-monitoring@1" }
protect-roles = { guardrail = "protect-roles@1" }
protect-security-services = { guardrail = "protect-security-services@1" }
# more

[rcps.perimeter]
pack = true
attach = ["workloads"]

[rcps.perimeter.guardrails]
tls = { guardrail = "require-tls@1" }
deputy = { guardrail = "confused-deputy@1" }
"#;

/// What makes the set need a policy more.
pub const MORE: &str = r#"no-external-sharing = { guardrail = "no-external-sharing@1" }
isolated-network = { guardrail = "isolated-network@1" }
encrypted-volumes = { guardrail = "encrypted-volumes@1" }
spend-freeze = { guardrail = "spend-freeze@1" }
approved-services = { guardrail = "approved-services@1", with = { services = ["ec2", "s3"] } }
require-tags = { guardrail = "require-tags@1", with = { tag-keys = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"] } }
"#;

fn desk() -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", PACKED);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    desk
}

fn edit(desk: &Desk, from: &str, to: &str) {
    let text = desk.read("baseline.toml");
    assert!(text.contains(from), "{from}");
    desk.write("baseline.toml", &text.replacen(from, to, 1));
}

/// The text of every policy of the set, by name.
fn texts(organization: &Organization) -> Vec<(String, String)> {
    let policies = organization
        .policies
        .values()
        .filter(|policy| policy.name.starts_with("root-guardrails-"));
    let mut texts: Vec<_> = policies
        .map(|policy| (policy.name.clone(), policy.content.clone()))
        .collect();
    texts.sort();
    texts
}

fn names(organization: &Organization) -> Vec<String> {
    texts(organization).into_iter().map(|(name, _)| name).collect()
}

/// The statements of the set, wherever they stand.
fn statements(organization: &Organization) -> Vec<String> {
    let mut all = Vec::new();
    for (_, text) in texts(organization) {
        let policy: Value = serde_json::from_str(&text).unwrap();
        all.extend(policy["Statement"].as_array().unwrap().iter().map(ToString::to_string));
    }
    all.sort();
    all
}

/// Attaches policies of somebody else to the root until so many slots are taken.
fn fill_root(desk: &Desk, slots: usize) {
    by_hand(desk, |it| {
        let root = it.root.id.clone();
        for number in it.policies.len().. {
            let taken = it
                .attachments
                .values()
                .filter(|targets| targets.contains(&root))
                .count();
            let scps = taken - usize::from(it.attachments.contains_key("p-RCPFullAWSAccess"));
            if scps >= slots {
                break;
            }
            let id = make_scp(it, &format!("theirs-{number}"), "s3:DeleteBucketWebsite");
            attach(it, &id, &root);
        }
    });
}

#[test]
fn a_set_is_applied_and_then_in_sync() {
    let desk = desk();
    let it = organization(&desk);
    assert_eq!(names(&it), ["root-guardrails-1", "root-guardrails-2"]);
    for (name, text) in texts(&it) {
        assert!(text.len() <= 10_240, "{name}: {}", text.len());
        assert!(!text.contains("${account"), "{name}: {text}");
        assert!(it.attachments[&policy(&it, &name)].contains(&it.root.id));
    }
    assert!(it.attachments[FULL_ACCESS].contains(&it.root.id));
    in_sync(&desk);
}

#[test]
fn a_small_edit_changes_one_policy() {
    let desk = desk();
    edit(
        &desk,
        r#"["eu-west-1", "us-east-1"]"#,
        r#"["eu-west-1", "eu-west-3", "us-east-1"]"#,
    );
    let changed = titles(&json(&desk, "plan --sandbox"));
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].starts_with("update scp.root-guardrails-"), "{changed:?}");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn a_set_grows_by_a_policy_and_shrinks_again() {
    let desk = desk();
    edit(&desk, "# more\n", MORE);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    assert_eq!(
        names(&organization(&desk)),
        ["root-guardrails-1", "root-guardrails-2", "root-guardrails-3"]
    );
    edit(&desk, MORE, "");
    edit(
        &desk,
        "protect-monitoring = { guardrail = \"protect-monitoring@1\" }\n",
        "",
    );
    edit(
        &desk,
        "protect-security-services = { guardrail = \"protect-security-services@1\" }\n",
        "",
    );
    desk.types("apply --sandbox --yes --allow large-change")
        .expect(Exit::Done);
    in_sync(&desk);
    assert_eq!(names(&organization(&desk)).len(), 1);
}

#[test]
fn what_is_changed_by_hand_is_mended_where_it_stands() {
    let desk = desk();
    let before = texts(&organization(&desk));
    by_hand(&desk, |it| {
        let id = policy(it, "root-guardrails-2");
        it.policies.get_mut(&id).unwrap().content = crate::hand::deny("s3:*");
    });
    let changed = titles(&json(&desk, "plan --sandbox"));
    assert!(
        changed.iter().all(|title| title == "update scp.root-guardrails-2"),
        "{changed:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    assert_eq!(texts(&organization(&desk)), before);
    by_hand(&desk, |it| {
        let id = policy(it, "root-guardrails-1");
        it.policies.remove(&id);
        it.attachments.remove(&id);
        it.tags.remove(&id);
    });
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    let sorted = |mut texts: Vec<(String, String)>| {
        texts.iter_mut().for_each(|(_, text)| text.truncate(0));
        texts
    };
    assert_eq!(sorted(texts(&organization(&desk))), sorted(before));
}

#[test]
fn slots_that_others_have_taken_count() {
    let desk = desk();
    fill_root(&desk, 9);
    in_sync(&desk);
    // One slot stays free for others: two are left for the set, which needs three.
    edit(&desk, "# more\n", MORE);
    let plan = json(&desk, "plan --sandbox");
    let refused = refusals(&plan);
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0].starts_with("scp.root-guardrails: the set has ")
            && refused[0]
                .contains("needs 3 policies of 10240, and there is room for 2; `root` has 2 of 10 slots for it: ")
            && refused[0].contains("FullAWSAccess")
            && refused[0].contains("theirs-")
            && refused[0].contains("and 1 stays free (`reserve-slots`)"),
        "{refused:?}"
    );
    assert_eq!(titles(&plan), Vec::<String>::new());
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    edit(&desk, "pack = true\n", "pack = true\nreserve-slots = 0\n");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    assert_eq!(names(&organization(&desk)).len(), 3);
    in_sync(&desk);
    // With no slot left an edit still stays in its policy.
    edit(
        &desk,
        r#"["eu-west-1", "us-east-1"]"#,
        r#"["eu-west-1", "eu-west-3", "us-east-1"]"#,
    );
    assert_eq!(titles(&json(&desk, "plan --sandbox")).len(), 1);
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn a_set_that_gets_another_key_keeps_its_policies() {
    let desk = desk();
    let before = texts(&organization(&desk));
    edit(
        &desk,
        "[scps.root-guardrails]",
        "[scps.root]\nname = \"root-guardrails\"",
    );
    edit(&desk, "[scps.root-guardrails.guardrails]", "[scps.root.guardrails]");
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[[moved]]\nfrom = \"scp.root-guardrails\"\nto = \"scp.root\"\n"),
    );
    assert_eq!(
        titles(&json(&desk, "plan --sandbox")),
        ["update scp.root-1", "update scp.root-2"]
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    assert_eq!(texts(&organization(&desk)), before);
}

#[test]
fn two_sets_share_the_slots_of_a_place() {
    let desk = desk();
    let second = PACKED.split_once("[scps.root-guardrails]").unwrap().1;
    let second = second.split_once("[rcps.perimeter]").unwrap().0;
    let second = second.replace("root-guardrails", "second");
    let text = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{text}\n[scps.second]{second}"));
    fill_root(&desk, 6);
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert!(refused.is_empty(), "{refused:?}");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    fill_root(&desk, 10);
    in_sync(&desk);
}

#[test]
fn what_is_said_of_a_set() {
    let desk = desk();
    let text = desk
        .types("guardrail pack root-guardrails --explain")
        .expect(Exit::Done)
        .stdout;
    insta::assert_snapshot!("guardrail_pack_explain", text);
    let live = desk.types("guardrail pack --sandbox").expect(Exit::Done).stdout;
    insta::assert_snapshot!("guardrail_pack_live", live);
    let document = json(&desk, "guardrail pack perimeter");
    insta::assert_json_snapshot!("guardrail_pack_json", document);
    let wrong = desk.types("guardrail pack root-guardrail").expect(Exit::Usage);
    assert!(
        wrong.stderr.contains("did you mean `root-guardrails`?"),
        "{}",
        wrong.stderr
    );
    let all = statements(&organization(&desk)).len();
    assert!(live.contains("9 guardrails in 2 policies"), "{live} {all}");
}
