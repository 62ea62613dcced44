//! What is ours and no longer wanted goes, what is taken over says so, and nothing else changes.

use std::collections::BTreeSet;

use groundline::exit::Exit;
use groundline::sandbox::AccountState;

use crate::cli::Desk;
use crate::desks::{COMPANY, applied_company, edit};
use crate::hand::{
    account, attach, by_hand, foreign, in_sync, json, make_account, make_scp, make_unit, organization, policy,
    refusals, state, tag, titles, unit, untag, writes,
};

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
            serde_json::json!([{ "operation": "organizations:TagResource", "session": "management", "count": 1 }]),
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
            .contains("is CLOSED: it is closed, and vanishes ninety days after that; nothing is done to it: remove its table `[accounts.hackathon]`"),
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
