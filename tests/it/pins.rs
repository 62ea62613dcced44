//! A mistyped `id` is refused at once, by name, and the rest is planned.

use groundline::exit::Exit;
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{applied_company, edit};
use crate::hand::{
    account, by_hand, json, make_account, make_unit, organization, refusals, tag, titles, unit, untag, writes,
};

/// How long the calls of a run waited, in seconds of the simulated time.
fn seconds(desk: &Desk, ledger: &str) -> f64 {
    let ledger: Value = serde_json::from_str(&desk.read(ledger)).unwrap();
    ledger["virtual_seconds"].as_f64().unwrap()
}

/// A desk with a change of something else to plan.
fn desk() -> Desk {
    let desk = applied_company();
    edit(
        &desk,
        "description = \"nobody leaves\"",
        "description = \"nobody may leave\"",
    );
    desk
}

fn pin(desk: &Desk, table: &str, id: &str) {
    edit(desk, &format!("[{table}]\n"), &format!("[{table}]\nid = \"{id}\"\n"));
}

/// Fails unless the plan is refused for this alone, at once, and plans the rest.
#[track_caller]
fn refused_at_once(desk: &Desk, wanted: &[&str]) {
    let plan = desk
        .types("plan --sandbox --format json --calls calls.json")
        .expect(Exit::Refused)
        .json();
    let refused = refusals(&plan);
    assert_eq!(refused.len(), wanted.len(), "{refused:?}");
    for (line, wanted) in refused.iter().zip(wanted) {
        assert!(line.contains(wanted), "`{wanted}` is not in {line}");
    }
    assert_eq!(titles(&plan), ["update scp.stay"], "{plan}");
    assert_eq!(plan["unread"], serde_json::json!([]));
    let seconds = seconds(desk, "calls.json");
    assert!(seconds < 10.0, "{seconds} s");
    desk.types("apply --sandbox --yes --calls calls.json")
        .expect(Exit::Refused);
    assert!(writes(desk, "calls.json").is_empty());
}

#[test]
fn an_id_that_nothing_has() {
    let here = desk();
    let shop = account(&organization(&here), "aws+shop@example.com");
    pin(&here, "accounts.shop", "999999999999");
    let why = "account.shop: `id = \"999999999999\"` is not in the Organization";
    refused_at_once(
        &here,
        &[&format!(
            "{why}, and {shop} carries its ownership tag | write `id = \"{shop}\"`"
        )],
    );

    let here = desk();
    let production = unit(&organization(&here), "Workloads/Production");
    pin(&here, "units.production", "ou-zzzz-zzzzzzzz");
    let help = format!("write `id = \"{production}\"`, or remove the line");
    refused_at_once(&here, &[&help]);

    // Units below it and policies on it stay as they are.
    let here = desk();
    pin(&here, "units.workloads", "ou-zzzz-zzzzzzzz");
    refused_at_once(
        &here,
        &["unit.workloads: `id = \"ou-zzzz-zzzzzzzz\"` is not in the Organization"],
    );

    // Nobody's yet.
    let here = desk();
    by_hand(&here, |it| {
        let shop = account(it, "aws+shop@example.com");
        untag(it, &shop, "groundline");
    });
    pin(&here, "accounts.shop", "999999999999");
    refused_at_once(&here, &[&format!("and {shop} has its name or e-mail")]);
}

#[test]
fn an_id_of_another_thing() {
    let here = desk();
    let audit = account(&organization(&here), "aws+audit@example.com");
    pin(&here, "accounts.shop", &audit);
    refused_at_once(&here, &["account.shop: `id` says"]);

    let here = desk();
    let workloads = unit(&organization(&here), "Workloads");
    pin(&here, "units.production", &workloads);
    refused_at_once(&here, &["unit.production: `id` says"]);

    // Of something that carries the tag of another address.
    let here = desk();
    let id = by_hand(&here, |it| {
        let root = it.root.id.clone();
        let id = make_unit(it, &root, "Elsewhere");
        tag(it, &id, "groundline", "rival/unit/elsewhere");
        id
    });
    pin(&here, "units.security", &id);
    refused_at_once(&here, &["unit.security: `id` says"]);
    let here = desk();
    let audit = account(&organization(&here), "aws+audit@example.com");
    let text = here.read("baseline.toml");
    here.write(
        "baseline.toml",
        &format!("{text}\n[accounts.new]\nemail = \"new@example.org\"\nid = \"{audit}\"\n"),
    );
    refused_at_once(
        &here,
        &[&format!(
            "account.new: {audit} carries the ownership tag of account.audit"
        )],
    );
}

#[test]
fn two_keys_that_mean_one_thing() {
    let here = desk();
    let id = by_hand(&here, |it| {
        let root = it.root.id.clone();
        make_account(it, &root, "new@example.org")
    });
    let text = here.read("baseline.toml");
    let both = format!(
        "[accounts.one]\nemail = \"new@example.org\"\n[accounts.two]\nemail = \"two@example.net\"\nid = \"{id}\"\n"
    );
    here.write("baseline.toml", &format!("{text}\n{both}"));
    let why = format!("{id} is what account.one and account.two mean");
    refused_at_once(&here, &[&format!("account.one: {why}"), &format!("account.two: {why}")]);
}

#[test]
fn the_management_account_is_no_member() {
    let here = desk();
    let text = here.read("baseline.toml");
    here.write(
        "baseline.toml",
        &format!("{text}\n[accounts.boss]\nemail = \"management@example.com\"\n"),
    );
    refused_at_once(
        &here,
        &["account.boss: 123456789012, which its id, tag or e-mail names, is the management account"],
    );
    // By id it is an error of the baseline, as is an id of another shape.
    for (table, id) in [
        ("accounts.shop", "123456789012"),
        ("accounts.shop", "ou-zzzz-zzzzzzzz"),
        ("units.production", "r-zzzz"),
        ("units.production", "123456789012"),
    ] {
        let here = desk();
        pin(&here, table, id);
        here.types("plan --sandbox").expect(Exit::Baseline);
    }
    // And it has one baseline.
    let here = desk();
    let text = here.read("baseline.toml");
    here.write(
        "baseline.toml",
        &format!("{text}\n[accounts.management]\nowner = \"boss@example.com\"\n"),
    );
    by_hand(&here, |it| {
        tag(it, "123456789012", "groundline", "rival/account/management")
    });
    let refused = refusals(&json(&here, "plan --sandbox"));
    assert!(
        refused[0].starts_with("account.management: 123456789012 belongs to baseline `rival`"),
        "{refused:?}"
    );
}
