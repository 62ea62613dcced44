//! Guardrails of the library in a baseline, from the TOML to the Organization and back.

use std::collections::BTreeMap;

use groundline::exit::Exit;
use groundline::sandbox::Organization;
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::edit;
use crate::hand::{account, by_hand, in_sync, json, organization, policy, put, state, titles};

/// Guardrails of three types. `audit` is made by the same apply that spares it; `shop` is what an RCP trusts.
const LIBRARY: &str = r#"format = 1

[organization]
baseline = "library"
management-account = "123456789012"
id = "o-a1b2c3d4e5"

[regions]
home = "eu-west-1"
approved = ["eu-west-1", "eu-central-1"]

[units.workloads]
name = "Workloads"

[accounts.audit]
name = "Audit"
email = "aws+audit@example.com"
unit = "workloads"

[accounts.shop]
name = "Shop"
email = "aws+shop@example.com"
unit = "workloads"

[scps.regions]
guardrail = "approved-regions@1"
with = { exempt-roles = ["arn:*:iam::${account.shop.id}:role/Release"] }
attach = ["workloads"]
except-accounts = ["audit"]

[scps.root]
guardrail = "deny-root@1"
attach = ["root"]

[scps.quarantine]
guardrail = "quarantine@1"
with = { exempt-roles = ["Incident"] }

[rcps.perimeter]
guardrail = "org-perimeter@1"
with = { trusted-accounts = ["${account.shop.id}"] }
attach = ["workloads"]

[declarative-policies.console]
guardrail = "ec2-serial-console@1"
attach = ["workloads"]
"#;

fn desk(baseline: &str) -> Desk {
    let desk = Desk::empty();
    desk.write("baseline.toml", baseline);
    desk
}

fn applied() -> Desk {
    let desk = desk(LIBRARY);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    desk
}

fn content(organization: &Organization, name: &str) -> Value {
    let text = &organization.policies[&policy(organization, name)].content;
    let parsed: Value = serde_json::from_str(text).unwrap();
    assert!(
        !text.contains("${account") && !text.contains("${organization"),
        "{text}"
    );
    parsed
}

fn by_address(change: &Value) -> (&str, &Value) {
    (change["address"].as_str().unwrap(), change)
}

fn conditions<'a>(policy: &'a Value, key: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for statement in policy["Statement"].as_array().unwrap() {
        let operators = statement["Condition"].as_object().unwrap();
        found.extend(operators.values().filter_map(|keys| keys.get(key)));
    }
    found
}

#[test]
fn an_apply_makes_it_and_a_second_plan_is_empty() {
    let desk = applied();
    in_sync(&desk);
    let live = organization(&desk);
    let (audit, shop) = (
        account(&live, "aws+audit@example.com"),
        account(&live, "aws+shop@example.com"),
    );
    let regions = content(&live, "regions");
    let spared = conditions(&regions, "aws:PrincipalAccount");
    assert!(
        !spared.is_empty() && spared.iter().all(|ids| **ids == audit.as_str()),
        "{regions}"
    );
    assert_eq!(spared.len(), regions["Statement"].as_array().unwrap().len());
    let exempt = conditions(&regions, "aws:PrincipalArn")[0].as_array().unwrap().clone();
    let release = format!("arn:*:iam::{shop}:role/Release");
    for role in [
        "arn:*:iam::*:role/OrganizationAccountAccessRole",
        "arn:*:iam::*:role/stacksets-exec-*",
        &release,
    ] {
        assert!(exempt.iter().any(|known| known == role), "{role} is not in {exempt:?}");
    }
    let perimeter = content(&live, "perimeter").to_string();
    assert!(
        perimeter.contains(&shop) && perimeter.contains("o-a1b2c3d4e5"),
        "{perimeter}"
    );
    let described = &live.policies[&policy(&live, "root")].description;
    assert_eq!(described, "No root user (deny-root@1)");
}

#[test]
fn the_plan_shows_what_comes_from_the_same_apply() {
    let desk = desk(LIBRARY);
    let plan = json(&desk, "plan --sandbox");
    let changes = plan["changes"].as_array().unwrap();
    let place = |title: &str| titles(&plan).iter().position(|one| one == title).unwrap();
    let regions = changes.iter().find(|one| one["address"] == "scp.regions").unwrap();
    let shown = regions["after"]["document"].to_string();
    assert!(
        shown.contains("${account.audit.id}") && shown.contains("::${account.shop.id}:role/Release"),
        "{shown}"
    );
    assert!(place("create account.audit") < place("create scp.regions"));
    assert!(place("create account.shop") < place("create scp.regions"));
}

#[test]
fn an_account_whose_creation_fails_keeps_back_only_what_names_it() {
    let desk = desk(LIBRARY);
    // No more accounts than the management account.
    desk.types("sandbox reset --seed empty:accounts=1").expect(Exit::Done);
    let ran = desk.types("apply --sandbox --yes");
    assert_ne!(ran.exit, Exit::Done);
    let live = organization(&desk);
    let names: Vec<&str> = live.policies.values().map(|policy| policy.name.as_str()).collect();
    assert!(names.contains(&"root") && names.contains(&"quarantine"), "{names:?}");
    assert!(
        !names.contains(&"regions") && !names.contains(&"perimeter"),
        "{names:?}"
    );
}

#[test]
fn a_kept_plan_goes_on_where_accounts_were_made_meanwhile() {
    let whole = applied();
    let desk = desk(LIBRARY);
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    // As after an apply that was cut when the accounts were there and their policies not yet.
    let mut cut = state(&whole);
    let live = cut.organization.as_mut().unwrap();
    for name in ["regions", "perimeter"] {
        let id = policy(live, name);
        live.policies.remove(&id);
        live.attachments.remove(&id);
        live.tags.remove(&id);
    }
    put(&desk, &cut);
    desk.types("apply --sandbox plan.json --quiet").expect(Exit::Done);
    in_sync(&desk);
    assert!(
        content(&organization(&desk), "regions")
            .to_string()
            .contains("PrincipalAccount")
    );
}

#[test]
fn a_statement_that_drifted_is_mended() {
    let desk = applied();
    by_hand(&desk, |it| {
        let id = policy(it, "regions");
        let policy = it.policies.get_mut(&id).unwrap();
        policy.content = policy.content.replacen("eu-central-1", "us-gov-west-1", 1);
    });
    let drift = desk.types("drift --sandbox").expect(Exit::Differences);
    assert!(drift.stdout.contains("scp.regions"), "{}", drift.stdout);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
    let text = content(&organization(&desk), "regions").to_string();
    assert!(
        text.contains("eu-central-1") && !text.contains("us-gov-west-1"),
        "{text}"
    );
}

#[test]
fn the_member_role_and_the_regions_are_in_every_guardrail_that_uses_them() {
    let desk = applied();
    edit(
        &desk,
        "[units.workloads]",
        "[roles]\nmember = \"Deploy\"\n\n[units.workloads]",
    );
    edit(&desk, "\"eu-central-1\"]", "\"eu-north-1\"]");
    let plan = json(&desk, "plan --sandbox");
    // A policy that is attached may hold both texts for a while: what counts is what it comes to.
    let last: BTreeMap<&str, &Value> = plan["changes"].as_array().unwrap().iter().map(by_address).collect();
    assert_eq!(
        last.keys().copied().collect::<Vec<_>>(),
        ["scp.quarantine", "scp.regions"]
    );
    for change in last.values() {
        let after = change["after"]["document"].to_string();
        assert!(
            after.contains("role/Deploy") && !after.contains("OrganizationAccountAccessRole"),
            "{after}"
        );
        assert_eq!(
            after.contains("eu-north-1"),
            change["address"] == "scp.regions",
            "{after}"
        );
    }
    edit(
        &desk,
        "[accounts.shop]",
        "[accounts.shop]\nmember-role = \"ShopDeploy\"",
    );
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
    assert!(
        content(&organization(&desk), "quarantine")
            .to_string()
            .contains("role/ShopDeploy")
    );
}

#[test]
fn an_organization_that_is_yet_to_be_made_has_its_id_in_the_texts() {
    let baseline = LIBRARY.replace("id = \"o-a1b2c3d4e5\"", "create = true");
    let desk = desk(&baseline);
    desk.types("sandbox reset --seed empty").expect(Exit::Done);
    let shown = json(&desk, "plan --sandbox").to_string();
    assert!(shown.contains("${organization.id}"), "{shown}");
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
    let live = organization(&desk);
    assert!(content(&live, "perimeter").to_string().contains(&live.id));
}

#[test]
fn sizes_are_counted_with_ids_of_full_length() {
    let many: String = (0..40)
        .map(|number| format!("[accounts.a{number}]\nemail = \"a{number}@example.com\"\n"))
        .collect();
    let keys: Vec<String> = (0..40).map(|number| format!("\"a{number}\"")).collect();
    let spared = format!("except-accounts = [{}]", keys.join(", "));
    let baseline = LIBRARY.replace("except-accounts = [\"audit\"]", &spared) + &many;
    let desk = desk(&baseline);
    desk.types("validate").expect(Exit::Done);
    let roles: Vec<String> = (0..260)
        .map(|number| format!("\"team-{number}/Administrator\""))
        .collect();
    edit(&desk, "\"Incident\"", &roles.join(", "));
    let wrong = desk.types("validate").expect(Exit::Baseline);
    assert!(
        wrong.stderr.contains("10240") && wrong.stderr.contains("quarantine@1"),
        "{}",
        wrong.stderr
    );
}
