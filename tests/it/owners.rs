//! Whose things are: what belongs to others is listed and left, what is ours and no longer wanted goes, and nothing else.

use std::collections::BTreeSet;

use groundline::exit::Exit;
use groundline::sandbox::{AccountState, Organization};
use serde_json::{Value, json};

use crate::cli::{Desk, Ran};
use crate::desks::{COMPANY, applied_company, edit};
use crate::hand::{
    account, attach, by_hand, deny, in_sync, make_account, make_scp, make_unit, organization, policy, shape, state,
    tag, titles, unit, untag, writes,
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

/// What a plan lists as somebody else's, as `kind name owner`.
fn foreign(document: &Value) -> Vec<String> {
    let list = document["foreign"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    list.map(|one| format!("{} {} ({})", word(one, "kind"), word(one, "name"), word(one, "owner")))
        .collect()
}

fn refusals(document: &Value) -> Vec<String> {
    let list = document["refused"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    list.map(|one| format!("{}: {} | {}", word(one, "address"), word(one, "why"), word(one, "help")))
        .collect()
}

#[track_caller]
fn json(desk: &Desk, words: &str) -> Value {
    let ran: Ran = desk.types(&format!("{words} --format json"));
    assert!(!ran.stdout.is_empty(), "{}", ran.stderr);
    ran.json()
}

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
        "unit Security (nobody)",
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

#[test]
fn only_what_carries_our_tag_is_pruned() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        let free = make_scp(it, "free", "s3:*");
        attach(it, &free, &root);
        make_unit(it, &root, "Free");
        untag(it, &policy(it, "cost"), "groundline");
    });
    let (head, rest) = COMPANY.split_once("[scps.stay]").unwrap();
    let (_, tail) = rest.split_once("[trusted-access]").unwrap();
    desk.write("baseline.toml", &format!("{head}[trusted-access]{tail}"));
    desk.types("apply --sandbox --yes --allow large-change")
        .expect(Exit::Done);
    let after = organization(&desk);
    let left: Vec<&str> = after
        .policies
        .values()
        .filter(|one| !one.aws_managed)
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    policy(&after, "free");
    policy(&after, "cost");
    unit(&after, "Free");
    in_sync(&desk);
}

#[test]
fn two_things_with_one_ownership_tag_are_refused_by_name_and_nothing_goes() {
    let desk = applied_company();
    let (one, other) = by_hand(&desk, |it| {
        let id = make_scp(it, "twin", "s3:*");
        tag(it, &id, "groundline", "company/scp/stay");
        (policy(it, "stay"), id)
    });
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0].starts_with("scp.stay: ") && refused[0].contains(&one) && refused[0].contains(&other),
        "{refused:?}"
    );
    assert!(
        refused[0].contains("all carry its ownership tag | remove the tag `groundline` from all but one"),
        "{refused:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    // Not even when neither is wanted any more.
    let (head, rest) = COMPANY.split_once("[scps.stay]").unwrap();
    let (_, tail) = rest.split_once("[scps.buckets]").unwrap();
    desk.write("baseline.toml", &format!("{head}[scps.buckets]{tail}"));
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(titles(&plan), Vec::<String>::new());
    let refused = refusals(&plan);
    assert!(
        refused[0].starts_with("scp.stay: ") && refused[0].contains(&one) && refused[0].contains(&other),
        "{refused:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    assert_eq!(organization(&desk).policies.len(), 6);
    // And so with units.
    let desk = applied_company();
    let ids = by_hand(&desk, |it| {
        let root = it.root.id.clone();
        let id = make_unit(it, &root, "Twin");
        let empty = make_unit(it, &root, "Empty");
        tag(it, &id, "groundline", "company/unit/gone");
        tag(it, &empty, "groundline", "company/unit/gone");
        [id, empty]
    });
    let plan = json(&desk, "plan --sandbox");
    let refused = refusals(&plan);
    assert!(
        refused
            .iter()
            .any(|line| line.starts_with("unit.gone: ") && ids.iter().all(|id| line.contains(id))),
        "{plan}"
    );
    assert_eq!(titles(&plan), Vec::<String>::new());
}

#[test]
fn a_unit_that_is_not_empty_is_left_and_says_what_holds_it() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let security = unit(it, "Security");
        make_account(it, &security, "aws+lodger@example.com");
    });
    let (head, rest) = COMPANY.split_once("[units.security]").unwrap();
    let (_, tail) = rest.split_once("[units.workloads]").unwrap();
    let text = format!("{head}[units.workloads]{tail}").replace("unit = \"security\"", "unit = \"workloads\"");
    desk.write(
        "baseline.toml",
        &text.replace("[\"workloads\", \"security\"]", "[\"workloads\"]"),
    );
    let plan = json(&desk, "plan --sandbox");
    let left = &plan["left_out"][0];
    assert_eq!(
        (left["address"].as_str(), left["drift"].as_bool()),
        (Some("unit.security"), Some(true))
    );
    let why = left["why"].as_str().unwrap();
    assert!(why.contains("not empty") && why.contains("made by hand"), "{why}");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    desk.types("drift --sandbox")
        .expect(Exit::Differences)
        .shows("unit.security");
    by_hand(&desk, |it| {
        let (id, root) = (account(it, "aws+lodger@example.com"), it.root.id.clone());
        it.accounts.get_mut(&id).unwrap().parent = root;
    });
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    assert!(organization(&desk).units.values().all(|unit| unit.name != "Security"));
}

#[test]
fn an_account_that_leaves_the_baseline_is_never_closed() {
    let desk = applied_company();
    let (head, rest) = COMPANY.split_once("[accounts.shop]").unwrap();
    let (_, tail) = rest.split_once("[scps.stay]").unwrap();
    desk.write("baseline.toml", &format!("{head}[scps.stay]{tail}"));
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(titles(&plan), Vec::<String>::new());
    let left = &plan["left_out"][0];
    assert_eq!(left["address"], "account.shop");
    assert!(left["why"].as_str().unwrap().contains("closed only by name"), "{left}");
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Done);
    assert!(writes(&desk, "calls.json").is_empty());
    desk.types("drift --sandbox").expect(Exit::Differences);
    let after = organization(&desk);
    assert_eq!(
        after.accounts[&account(&after, "aws+shop@example.com")].state,
        AccountState::Active
    );
}

#[test]
fn adopting_a_policy_with_more_attachments_is_refused_with_the_lines_to_add() {
    let desk = Desk::empty();
    desk.write("baseline.toml", COMPANY);
    for (name, text) in crate::desks::company_files() {
        desk.write(name, &text);
    }
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    let id = by_hand(&desk, |it| {
        let root = it.root.id.clone();
        let id = make_scp(it, "stay", "organizations:LeaveOrganization");
        let (workloads, lab) = (make_unit(it, &root, "Workloads"), make_unit(it, &root, "Lab"));
        attach(it, &id, &workloads);
        attach(it, &id, &lab);
        (id, lab)
    });
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        refused[0].contains(&format!("policy {} has this name", id.0)),
        "{refused:?}"
    );
    assert!(
        refused[0].contains(&format!("add \"workloads\", \"{}\" to its `attach`", id.1)),
        "{refused:?}"
    );
    assert!(refused[0].contains("or write `adopt = \"exact\"`"), "{refused:?}");
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    edit(&desk, "name = \"stay\"\n", "name = \"stay\"\nadopt = \"exact\"\n");
    let plan = json(&desk, "plan --sandbox");
    assert!(titles(&plan).contains(&"adopt scp.stay".to_owned()), "{plan}");
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    let after = organization(&desk);
    assert_eq!(after.attachments[&id.0], BTreeSet::from([after.root.id.clone()]));
}

#[test]
fn a_key_that_was_renamed_changes_nothing_but_the_tag() {
    let desk = applied_company();
    let before = organization(&desk);
    let text = COMPANY
        .replace("[units.workloads]", "[units.products]")
        .replace("parent = \"workloads\"", "parent = \"products\"")
        .replace("[\"workloads\"", "[\"products\"")
        .replace("[accounts.shop]", "[accounts.store]")
        .replace("[scps.stay]", "[scps.no-leaving]")
        .replace("[tag-policies.cost]", "[tag-policies.costs]");
    let moved = [
        "unit.workloads>unit.products",
        "account.shop>account.store",
        "scp.stay>scp.no-leaving",
        "tag-policy.cost>tag-policy.costs",
    ]
    .map(|pair| {
        let (from, to) = pair.split_once('>').unwrap();
        format!("[[moved]]\nfrom = \"{from}\"\nto = \"{to}\"\n")
    })
    .concat();
    desk.write("baseline.toml", &format!("{text}\n{moved}"));
    let plan = json(&desk, "plan --sandbox");
    let mut done = titles(&plan);
    done.sort();
    assert_eq!(
        done,
        [
            "update account.store",
            "update scp.no-leaving",
            "update tag-policy.costs",
            "update unit.products"
        ]
    );
    for change in plan["changes"].as_array().unwrap() {
        assert_eq!(
            change["calls"],
            json!([{ "operation": "organizations:TagResource", "count": 1 }]),
            "{change}"
        );
    }
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    in_sync(&desk);
    let after = organization(&desk);
    assert_eq!(after.units, before.units);
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.policies, before.policies);
    assert_eq!(after.attachments, before.attachments);
    // Once it is done, the entries may stay or go.
    desk.write("baseline.toml", &text);
    in_sync(&desk);
}

#[test]
fn a_key_that_was_renamed_without_saying_so_is_refused() {
    let desk = applied_company();
    edit(&desk, "[accounts.shop]", "[accounts.store]");
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert!(
        refused[0]
            .contains("carries the ownership tag of account.shop | if its key was renamed, say so with `[[moved]]`"),
        "{refused:?}"
    );
}

#[test]
fn what_is_to_be_removed_goes_though_it_is_nobodys() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let (id, root) = (make_scp(it, "old", "s3:*"), it.root.id.clone());
        attach(it, &id, &root);
        let since = *it.services.values().next().unwrap();
        it.services.insert("config.amazonaws.com".to_owned(), since);
    });
    in_sync(&desk);
    let text = desk.read("baseline.toml");
    let removed = "[[removed]]\ntype = \"scp\"\nname = \"old\"\ndestroy = true\n[[removed]]\ntype = \"trusted-access\"\nname = \"config.amazonaws.com\"\ndestroy = true\n";
    desk.write("baseline.toml", &format!("{text}\n{removed}"));
    desk.types("apply --sandbox --yes")
        .expect(Exit::Refused)
        .shows("--allow disable-trusted-access");
    desk.types("apply --sandbox --yes --allow disable-trusted-access")
        .expect(Exit::Done);
    in_sync(&desk);
    let after = organization(&desk);
    assert!(after.policies.values().all(|policy| policy.name != "old"));
    assert!(!after.services.contains_key("config.amazonaws.com"));
    // A word that stays in the file does no harm.
    in_sync(&desk);
}

#[test]
fn undeclared_accounts_are_listed_ignored_or_stop_everything() {
    let desk = applied_company();
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_account(it, &root, "aws+lab@example.com");
    });
    let head = "id = \"o-a1b2c3d4e5\"\n";
    let of = |word: &str| COMPANY.replace(head, &format!("{head}undeclared-accounts = \"{word}\"\n"));
    desk.write("baseline.toml", &of("report"));
    in_sync(&desk);
    assert_eq!(foreign(&json(&desk, "plan --sandbox")).len(), 1);
    desk.write("baseline.toml", &of("ignore"));
    in_sync(&desk);
    assert_eq!(foreign(&json(&desk, "plan --sandbox")).len(), 0);
    desk.write("baseline.toml", &of("fail"));
    let ran = desk.types("plan --sandbox --format json").expect(Exit::Refused);
    let refused = refusals(&ran.json());
    assert!(
        refused[0].contains("does not declare: 9") && refused[0].contains("| declare them, or set"),
        "{refused:?}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Refused);
    desk.types("drift --sandbox").expect(Exit::Differences);
}

#[test]
fn closed_accounts_are_left_and_suspended_ones_are_still_moved() {
    let desk = Desk::empty();
    desk.types("sandbox reset --quiet --seed small").expect(Exit::Done);
    desk.write(
        "baseline.toml",
        r#"format = 1
[organization]
baseline = "small"
management-account = "123456789012"
id = "o-a1b2c3d4e5"
[units.graveyard]
name = "Graveyard"
[accounts.trial]
email = "aws+trial@example.com"
unit = "graveyard"
[accounts.hackathon]
email = "aws+hackathon@example.com"
unit = "graveyard"
"#,
    );
    let plan = json(&desk, "plan --sandbox");
    let done = titles(&plan);
    assert!(done.contains(&"move account.trial".to_owned()), "{done:?}");
    assert!(done.iter().all(|title| !title.contains("hackathon")), "{done:?}");
    let left = &plan["left_out"][0];
    assert_eq!(left["address"], "account.hackathon");
    assert!(
        left["why"]
            .as_str()
            .unwrap()
            .contains("is CLOSED: give the new one another key and e-mail"),
        "{left}"
    );
    desk.types("apply --sandbox --yes").expect(Exit::Done);
    let after = organization(&desk);
    let graveyard = unit(&after, "Graveyard");
    assert_eq!(
        after.accounts[&account(&after, "aws+trial@example.com")].parent,
        graveyard
    );
    assert_eq!(
        after.accounts[&account(&after, "aws+hackathon@example.com")].parent,
        unit(&after, "Playground")
    );
    assert_eq!(state(&desk).organization.unwrap().accounts.len(), 7);
}
