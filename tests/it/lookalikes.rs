//! A slip in a name or an e-mail is no new account: what looks like something undeclared is held back, with the words that declare it.

use groundline::exit::Exit;
use groundline::sandbox::{AccountState, Organization};
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{applied_company, edit};
use crate::hand::{by_hand, in_sync, json, make_account, make_unit, organization, refusals, tag, titles, unit, writes};

/// The account that a person is about to declare.
const NETWORK: &str = "\n[accounts.network]\nname = \"network-hub\"\nemail = \"aws+network@example.com\"\n";

/// Makes an account with this name.
fn named(it: &mut Organization, name: &str, email: &str) -> String {
    let root = it.root.id.clone();
    let id = make_account(it, &root, email);
    it.accounts.get_mut(&id).unwrap().name = name.to_owned();
    id
}

/// A desk where such an account lives undeclared, and `network` is declared.
fn beside(name: &str, email: &str) -> (Desk, String) {
    let desk = applied_company();
    let id = by_hand(&desk, |it| named(it, name, email));
    let text = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{text}{NETWORK}"));
    (desk, id)
}

fn warnings(document: &Value) -> Vec<String> {
    let list = document["warnings"].as_array().unwrap().iter();
    let word = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    list.map(|one| format!("{}: {} | {}", word(one, "address"), word(one, "why"), word(one, "help")))
        .collect()
}

#[test]
fn a_new_account_like_an_undeclared_one_waits() {
    for (name, email) in [
        ("network-hub", "aws+net@example.com"),
        ("Network.Hub", "other@example.org"),
        ("netwrk-hub", "other@example.org"),
        ("x", "aws+netwrk@example.com"),
        ("x", "AWS-net.work@Example.com"),
        ("x", "aws+netw0rk@example.com"),
    ] {
        let (desk, id) = beside(name, email);
        let plan = desk.types("plan --sandbox --format json").expect(Exit::Refused).json();
        let refused = refusals(&plan);
        assert_eq!(refused.len(), 1, "{name} {email}: {refused:?}");
        assert!(
            refused[0].contains(&format!("the undeclared account {id} (`{name}`, {email})")),
            "{refused:?}"
        );
        let lines = format!(
            "`email = \"{}\"`, or `id = \"{id}\"` in its place, in `[accounts.network]`",
            email.to_lowercase()
        );
        assert!(refused[0].contains(&lines), "{refused:?}");
        assert_eq!(plan["refused"][0]["risk"], "irreversible");
        desk.types("apply --sandbox --yes --calls calls.json")
            .expect(Exit::Refused);
        assert!(writes(&desk, "calls.json").is_empty());
    }
}

#[test]
fn a_new_account_unlike_the_undeclared_ones_does_not_wait() {
    for (name, email) in [
        ("x", "aws+network@example.org"),
        ("x", "aws+netwrkk@example.com"),
        ("networks", "aws+net@example.com"),
    ] {
        let (desk, _) = beside(name, email);
        desk.types("plan --sandbox").expect(Exit::Done);
    }
    // A number is not a slip of another one.
    for name in ["team-2", "team-11"] {
        let desk = applied_company();
        by_hand(&desk, |it| named(it, name, &format!("aws+{name}@example.com")));
        let text = desk.read("baseline.toml");
        let team = "[accounts.team-1]\nname = \"team-1\"\nemail = \"aws+team-1@example.com\"\n";
        desk.write("baseline.toml", &format!("{text}\n{team}"));
        desk.types("plan --sandbox").expect(Exit::Done);
    }
}

#[test]
fn the_words_of_the_refusal_declare_the_live_account() {
    for with_id in [false, true] {
        let (desk, id) = beside("network-hub", "aws+net@example.com");
        let line = if with_id {
            format!("id = \"{id}\"")
        } else {
            "email = \"aws+net@example.com\"".to_owned()
        };
        edit(&desk, "email = \"aws+network@example.com\"", &line);
        assert_eq!(titles(&json(&desk, "plan --sandbox")), ["adopt account.network"]);
        desk.types("apply --sandbox --yes").expect(Exit::Done);
        in_sync(&desk);
    }
}

#[test]
fn what_is_meant_is_allowed_by_name() {
    let (desk, _) = beside("network-hub", "aws+net@example.com");
    let before = organization(&desk).accounts.len();
    desk.types("plan --sandbox --allow irreversible=account.shop")
        .expect(Exit::Refused);
    desk.types("apply --sandbox --yes --allow irreversible=account.network")
        .expect(Exit::Done);
    assert_eq!(organization(&desk).accounts.len(), before + 1);
    in_sync(&desk);
}

#[test]
fn a_key_that_was_renamed_with_a_slip_is_told_apart() {
    let (desk, id) = beside("network-hub", "aws+net@example.com");
    by_hand(&desk, |it| tag(it, &id, "groundline", "company/account/hub"));
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert!(
        refused[0].contains("write `[[moved]]` with `from = \"account.hub\"` and `to = \"account.network\"`"),
        "{refused:?}"
    );
    by_hand(&desk, |it| tag(it, &id, "groundline", "rival/account/hub"));
    let refused = refusals(&json(&desk, "plan --sandbox"));
    assert!(
        refused[0]
            .contains("it is owned by baseline rival: if it is the one that is meant, remove `[accounts.network]`"),
        "{refused:?}"
    );
}

#[test]
fn a_closed_account_is_only_a_warning() {
    let (desk, id) = beside("network-hub", "aws+netwrk@example.com");
    by_hand(&desk, |it| {
        it.accounts.get_mut(&id).unwrap().state = AccountState::Closed
    });
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let warned = warnings(&plan);
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(
        warned[0].starts_with("account.network: ") && warned[0].contains(&id) && warned[0].contains("is CLOSED"),
        "{warned:?}"
    );
    // A name is free again once its account is closed.
    let (desk, id) = beside("network-hub", "aws+net@example.com");
    by_hand(&desk, |it| {
        it.accounts.get_mut(&id).unwrap().state = AccountState::Closed
    });
    assert_eq!(warnings(&json(&desk, "plan --sandbox")), Vec::<String>::new());
}

#[test]
fn a_new_unit_like_an_undeclared_one_is_a_warning_in_every_view() {
    let desk = applied_company();
    let id = by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_unit(it, &root, "Sandboxes")
    });
    let text = desk.read("baseline.toml");
    desk.write(
        "baseline.toml",
        &format!("{text}\n[units.sandbox]\nname = \"Sandboxs\"\n"),
    );
    let plan = desk.types("plan --sandbox --format json").expect(Exit::Done).json();
    let warned = warnings(&plan);
    let lines = format!("write `id = \"{id}\"` and `name = \"Sandboxes\"` in `[units.sandbox]`");
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(
        warned[0].starts_with(&format!(
            "unit.sandbox: the undeclared unit {id} (`Sandboxes`) has a name like it"
        )) && warned[0].ends_with(&lines),
        "{warned:?}"
    );
    assert_eq!(plan["summary"]["warnings"], 1);
    desk.types("plan --sandbox").expect(Exit::Done).shows(&lines);
    for format in ["text", "markdown", "sarif", "junit", "html"] {
        desk.types(&format!("drift --sandbox --format {format}"))
            .expect(Exit::Differences)
            .shows(&format!("the undeclared unit {id}"));
    }
    // The words declare it.
    edit(
        &desk,
        "name = \"Sandboxs\"\n",
        &format!("id = \"{id}\"\nname = \"Sandboxes\"\n"),
    );
    assert_eq!(titles(&json(&desk, "plan --sandbox")), ["adopt unit.sandbox"]);
}

#[test]
fn a_unit_elsewhere_is_told_with_its_parent() {
    let desk = applied_company();
    let id = by_hand(&desk, |it| {
        let production = unit(it, "Workloads/Production");
        make_unit(it, &production, "Europe")
    });
    let text = desk.read("baseline.toml");
    let europe = "\n[units.europe]\nname = \"Europe\"\nparent = \"workloads\"\n";
    desk.write("baseline.toml", &format!("{text}{europe}"));
    let warned = warnings(&json(&desk, "plan --sandbox"));
    let lines = format!("write `id = \"{id}\"` and `parent = \"production\"` in `[units.europe]`");
    assert!(
        warned[0].contains("and stands elsewhere") && warned[0].ends_with(&lines),
        "{warned:?}"
    );
}

#[test]
fn accounts_to_make_are_counted_apart() {
    let desk = applied_company();
    let text = desk.read("baseline.toml");
    let mut more = String::new();
    for name in ["forge", "lantern", "harbour"] {
        more.push_str(&format!(
            "[accounts.{name}]\nemail = \"{name}@example.com\"\nunit = \"security\"\n"
        ));
    }
    desk.write("baseline.toml", &format!("{text}\n{more}"));
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(plan["summary"]["accounts_to_create"], 3);
    desk.types("plan --sandbox")
        .expect(Exit::Done)
        .shows("3 AWS accounts to make, which cannot be undone");
    for format in ["text", "markdown", "html"] {
        desk.types(&format!("drift --sandbox --format {format}"))
            .expect(Exit::Differences)
            .shows("3 AWS accounts that apply would make");
    }
    let asked = "apply these 6 changes, 3 of them new AWS accounts (accounts cannot be undone)? only `yes` is taken";
    let desk = desk.answering("no");
    desk.types("apply --sandbox").expect(Exit::Incomplete).tells(asked);
    // What makes no account is asked as ever.
    let desk = Desk::small().answering("no");
    let ran = desk.types("apply --sandbox --only policies").expect(Exit::Incomplete);
    assert!(!ran.stderr.contains("AWS account"), "{}", ran.stderr);
}

#[test]
fn hostile_names_of_live_things_stay_text() {
    let (desk, _) = beside("\u{1b}[31mnetwork-hub", "aws+netwrk@example.com");
    by_hand(&desk, |it| {
        let root = it.root.id.clone();
        make_unit(it, &root, "Lab\u{202e}\"s")
    });
    let text = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{text}\n[units.labs]\nname = \"Lab\\\"s\"\n"));
    for words in ["plan", "drift", "drift --format markdown", "drift --format html"] {
        let ran = desk.types(&format!("{words} --sandbox"));
        for bad in ['\u{1b}', '\u{202e}'] {
            assert!(!ran.stdout.contains(bad), "{words}: {}", ran.stdout);
        }
    }
    assert_eq!(warnings(&json(&desk, "plan --sandbox")).len(), 1);
}
