//! `[alternate-contacts.*]`: whom AWS writes to, in every account that the baseline names and in no other.

mod judges;

use std::collections::BTreeMap;

use groundline::exit::Exit;
use groundline::sandbox::{AccountState, Contact, Place};
use serde_json::Value;

use crate::cli::Desk;
use crate::desks::{COMPANY, company, company_files, edit};
use crate::hand::{account, by_hand, foreign, in_sync, json, organization, put, state, titles, writes};

const CONTACTS: &str = r#"
[alternate-contacts.security]
name = "Security team"
title = "On call"
email = "security@example.com"
phone = "+1 555 0100"
accounts = ["management", "audit", "shop"]

[alternate-contacts.billing]
name = "Finance"
title = "Payables"
email = "billing@example.com"
phone = "+1 555 0102"
accounts = ["shop"]
"#;
const MANAGEMENT: &str = "123456789012";

fn contact(name: &str, title: &str, email: &str, phone: &str) -> Contact {
    Contact {
        name: name.to_owned(),
        title: title.to_owned(),
        email: email.to_owned(),
        phone: phone.to_owned(),
    }
}

fn security() -> Contact {
    contact("Security team", "On call", "security@example.com", "+1 555 0100")
}

fn by_other() -> Contact {
    contact("Somebody", "Else", "else@example.com", "1")
}

/// A desk with contacts on it, not applied.
fn with_contacts() -> Desk {
    let desk = company();
    desk.write("baseline.toml", &format!("{COMPANY}{CONTACTS}"));
    desk
}

fn applied_contacts() -> Desk {
    let desk = with_contacts();
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    desk
}

/// All contacts by account, `shop` and the others by their keys, and type.
fn contacts(desk: &Desk) -> BTreeMap<String, Contact> {
    let organization = organization(desk);
    let state = state(desk);
    let mut found = BTreeMap::new();
    for (place, settings) in state.services.account.iter() {
        let account = &organization.accounts[&place.account];
        for (kind, contact) in &settings.contacts {
            found.insert(format!("{} {kind}", account.name.to_lowercase()), contact.clone());
        }
    }
    found
}

fn id_of(desk: &Desk, key: &str) -> String {
    if key == "management" {
        return MANAGEMENT.to_owned();
    }
    account(&organization(desk), &format!("aws+{key}@example.com"))
}

/// Somebody changes the contacts of an account by hand.
fn change(desk: &Desk, key: &str, by: impl FnOnce(&mut BTreeMap<String, Contact>)) {
    let id = id_of(desk, key);
    let mut state = state(desk);
    by(&mut state.services.account.at_mut(&Place::account(&id)).contacts);
    put(desk, &state);
}

fn reasons(plan: &Value) -> Vec<String> {
    let changes = plan["changes"].as_array().unwrap().iter();
    let lines = changes.map(|change| {
        let text = |field: &str| change[field].as_str().unwrap().to_owned();
        format!("{} {}: {}", text("action"), text("address"), text("reason"))
    });
    lines.collect()
}

fn of_contacts(plan: &Value) -> Vec<String> {
    let mut found = reasons(plan);
    found.retain(|line| line.contains("alternate-contact."));
    found
}

fn read_calls(desk: &Desk, words: &str) -> (u64, u64) {
    let words = format!("{words} --sandbox --quiet --calls calls.json");
    desk.types(&words).expect(Exit::Done);
    let calls: Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
    let count = |name: &str| {
        let calls = calls["calls"].as_array().unwrap().iter();
        let of_name = calls.filter(|call| call["operation"].as_str().unwrap().ends_with(name));
        of_name.map(|call| call["count"].as_u64().unwrap()).sum()
    };
    (count("GetAlternateContact"), count("PutAlternateContact"))
}

#[test]
fn a_new_organization_gets_them_with_its_accounts_in_one_apply() {
    let desk = with_contacts();
    let plan = json(&desk, "plan --sandbox");
    let mut made = of_contacts(&plan);
    made.sort();
    assert_eq!(
        made,
        [
            "create alternate-contact.billing[\"shop\"]: not there",
            "create alternate-contact.security[\"audit\"]: not there",
            "create alternate-contact.security[\"management\"]: not there",
            "create alternate-contact.security[\"shop\"]: not there",
        ]
    );
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    let found = contacts(&desk);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(found["shop SECURITY"], security());
    assert_eq!(
        found["shop BILLING"],
        contact("Finance", "Payables", "billing@example.com", "+1 555 0102")
    );
    in_sync(&desk);
    desk.types("apply --sandbox --yes --quiet --calls again.json")
        .expect(Exit::Done);
    assert_eq!(writes(&desk, "again.json").values().sum::<u64>(), 0);
    desk.types("drift --sandbox").expect(Exit::Done);
}

/// A field, and what somebody does to it.
type Drift = (&'static str, fn(&mut Contact));

#[test]
fn each_field_that_drifts_is_named_alone_and_mended() {
    let desk = applied_contacts();
    let drifts: [Drift; 4] = [
        ("name", |it| it.name = "Other".to_owned()),
        ("title", |it| it.title = "on call".to_owned()),
        ("email", |it| it.email = "Security@example.com".to_owned()),
        ("phone", |it| it.phone = "+15550100".to_owned()),
    ];
    for key in ["shop", "management"] {
        for (field, drift) in drifts {
            change(&desk, key, |contacts| drift(contacts.get_mut("SECURITY").unwrap()));
            let drifted = desk
                .types("drift --sandbox --format json")
                .expect(Exit::Differences)
                .json();
            let line = format!("update alternate-contact.security[\"{key}\"]: {field} differs");
            assert_eq!(reasons(&drifted), [line]);
            desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
            in_sync(&desk);
        }
        change(&desk, key, |contacts| drop(contacts.remove("SECURITY")));
        let drifted = desk
            .types("drift --sandbox --format json")
            .expect(Exit::Differences)
            .json();
        assert_eq!(
            reasons(&drifted),
            [format!("create alternate-contact.security[\"{key}\"]: not there")]
        );
        desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
        in_sync(&desk);
    }
}

#[test]
fn contacts_that_are_there_are_taken_over_and_others_are_nobodys_business() {
    let desk = company();
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    change(&desk, "shop", |contacts| {
        contacts.insert(
            "SECURITY".to_owned(),
            contact("Old", "On call", "old@example.com", "+1 555 0100"),
        );
        contacts.insert("OPERATIONS".to_owned(), by_other());
    });
    change(&desk, "audit", |contacts| {
        drop(contacts.insert("SECURITY".to_owned(), security()))
    });
    desk.write("baseline.toml", &format!("{COMPANY}{CONTACTS}"));
    let plan = json(&desk, "plan --sandbox");
    let mut done = reasons(&plan);
    done.sort();
    assert_eq!(
        done,
        [
            "create alternate-contact.billing[\"shop\"]: not there",
            "create alternate-contact.security[\"management\"]: not there",
            "update alternate-contact.security[\"shop\"]: email, name differ",
        ]
    );
    assert_eq!(foreign(&plan), [""; 0]);
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
    assert_eq!(contacts(&desk)["shop OPERATIONS"], by_other());
}

#[test]
fn before_the_service_has_access_nothing_that_is_there_is_overwritten() {
    let desk = company();
    edit(&desk, ", \"account.amazonaws.com\"", "");
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    change(&desk, "shop", |contacts| {
        drop(contacts.insert("SECURITY".to_owned(), by_other()))
    });
    let without = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{without}{CONTACTS}"));
    let plan = json(&desk, "plan --sandbox");
    let unseen =
        "create alternate-contact.security[\"shop\"]: nobody can look yet: what is there by then is left as it is";
    assert!(of_contacts(&plan).contains(&unseen.to_owned()), "{plan}");
    assert!(titles(&plan).contains(&"enable trusted-access.account.amazonaws.com".to_owned()));
    desk.types("apply --sandbox --yes")
        .expect(Exit::Incomplete)
        .shows("alternate-contact.security[\"shop\"]")
        .shows("it is there by now");
    let found = contacts(&desk);
    assert_eq!((&found["shop SECURITY"], found.len()), (&by_other(), 4));
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(
        reasons(&plan),
        ["update alternate-contact.security[\"shop\"]: email, name, phone, title differ"]
    );
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn what_is_left_out_stays_and_goes_by_its_address_alone() {
    let desk = applied_contacts();
    edit(
        &desk,
        "accounts = [\"management\", \"audit\", \"shop\"]",
        "accounts = [\"audit\"]",
    );
    in_sync(&desk);
    let shop = id_of(&desk, "shop");
    let removed = format!(
        "[[removed]]\naddress = 'alternate-contact.security[\"management\"]'\ndestroy = true\n\
         [[removed]]\naddress = 'alternate-contact.security[\"shop\"]'\ndestroy = true\n\
         [[removed]]\naddress = 'alternate-contact.operations[\"{shop}\"]'\ndestroy = true\n"
    );
    let text = desk.read("baseline.toml");
    desk.write("baseline.toml", &format!("{text}\n{removed}"));
    let plan = json(&desk, "plan --sandbox --allow large-change");
    let mut done = reasons(&plan);
    done.sort();
    assert_eq!(
        done,
        [
            "delete alternate-contact.security[\"management\"]: removed by `[[removed]]`",
            "delete alternate-contact.security[\"shop\"]: removed by `[[removed]]`",
        ]
    );
    let left = plan["left_out"].as_array().unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0]["why"].as_str().unwrap().contains("names nothing that is live"));
    desk.types("apply --sandbox --yes --quiet --allow large-change")
        .expect(Exit::Done);
    let found: Vec<String> = contacts(&desk).into_keys().collect();
    assert_eq!(found, ["audit SECURITY", "shop BILLING"]);
    in_sync(&desk);
}

#[test]
fn through_its_administrator_members_are_set_and_the_management_account_sets_its_own() {
    // All at once in a new Organization, and in one that has the accounts.
    for is_new in [true, false] {
        let desk = company();
        if !is_new {
            desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
        }
        desk.write("baseline.toml", &format!("{COMPANY}{CONTACTS}"));
        edit(
            &desk,
            "access-analyzer = \"audit\"",
            "access-analyzer = \"audit\"\naccount = \"audit\"",
        );
        let plan = json(&desk, "plan --sandbox");
        let changes = plan["changes"].as_array().unwrap();
        let session = |address: &str| {
            let change = changes.iter().find(|change| change["address"] == address).unwrap();
            change["calls"][0]["session"].as_str().unwrap().to_owned()
        };
        assert_eq!(session("alternate-contact.security[\"management\"]"), "management");
        for address in [
            "alternate-contact.security[\"shop\"]",
            "alternate-contact.security[\"audit\"]",
        ] {
            assert_eq!(session(address), "delegated:account.amazonaws.com");
        }
        desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
        assert_eq!(contacts(&desk).len(), 4);
        in_sync(&desk);
        change(&desk, "shop", |contacts| {
            drop(contacts.insert("SECURITY".to_owned(), by_other()))
        });
        desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
        in_sync(&desk);
        assert_eq!(contacts(&desk)["shop SECURITY"], security());
    }
}

#[test]
fn a_suspended_account_is_left_out_by_name_and_the_others_converge() {
    for shut in [AccountState::Suspended, AccountState::PendingClosure] {
        let desk = applied_contacts();
        change(&desk, "audit", |contacts| contacts.clear());
        let id = id_of(&desk, "shop");
        by_hand(&desk, |it| it.accounts.get_mut(&id).unwrap().state = shut);
        let plan = json(&desk, "plan --sandbox");
        assert_eq!(
            of_contacts(&plan),
            ["create alternate-contact.security[\"audit\"]: not there"]
        );
        let left = plan["left_out"].as_array().unwrap();
        for address in [
            "alternate-contact.security[\"shop\"]",
            "alternate-contact.billing[\"shop\"]",
        ] {
            let why = format!(
                "cannot be read or set: account {id} is {}",
                if shut == AccountState::Suspended {
                    "SUSPENDED"
                } else {
                    "PENDING_CLOSURE"
                }
            );
            let is_it = |left: &&Value| left["address"] == address && left["why"].as_str().unwrap().starts_with(&why);
            assert!(left.iter().find(is_it).is_some(), "{left:#?}");
        }
        assert_eq!(plan["unread"].as_array().unwrap().len(), 0);
        desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
        assert_eq!(contacts(&desk)["audit SECURITY"], security());
        desk.types("drift --sandbox")
            .expect(Exit::Differences)
            .shows("alternate-contact.security[\"shop\"]");
    }
}

#[test]
fn where_the_administrators_account_cannot_be_entered_that_is_named() {
    let desk = with_contacts();
    edit(
        &desk,
        "access-analyzer = \"audit\"",
        "access-analyzer = \"audit\"\naccount = \"audit\"",
    );
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    let audit = id_of(&desk, "audit");
    by_hand(&desk, |it| it.accounts.get_mut(&audit).unwrap().access_role = None);
    change(&desk, "management", |contacts| contacts.clear());
    let plan = json(&desk, "plan --sandbox");
    assert_eq!(
        reasons(&plan),
        ["create alternate-contact.security[\"management\"]: not there"]
    );
    let unread = &plan["unread"][0];
    assert_eq!(unread["what"], "alternate contacts");
    assert_eq!(unread["session"], "delegated:account.amazonaws.com");
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Incomplete);
    assert_eq!(contacts(&desk)["management SECURITY"], security());
}

#[test]
fn calls_are_counted_in_the_plan_and_an_account_filter_shows_its_own() {
    let desk = applied_contacts();
    assert_eq!(read_calls(&desk, "plan"), (4, 0));
    change(&desk, "shop", |contacts| contacts.clear());
    change(&desk, "management", |contacts| contacts.clear());
    let of_shop = ["billing", "security"].map(|key| format!("create alternate-contact.{key}[\"shop\"]: not there"));
    let plan = json(&desk, "plan --sandbox --account shop");
    let mut found = reasons(&plan);
    found.sort();
    assert_eq!(found, of_shop);
    let plan = json(&desk, "plan --sandbox --only units");
    assert_eq!(reasons(&plan), [""; 0]);
    // To plan, before each write, and to see that it worked.
    assert_eq!(read_calls(&desk, "apply --yes"), (4 + 3 + 3, 3));
    in_sync(&desk);
}

#[test]
fn a_kept_plan_holds_until_somebody_changes_a_contact() {
    let desk = applied_contacts();
    change(&desk, "shop", |contacts| drop(contacts.remove("SECURITY")));
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    let kept = desk.read("plan.json");
    change(&desk, "shop", |contacts| {
        drop(contacts.insert("SECURITY".to_owned(), by_other()))
    });
    let refused = desk.types("apply plan.json --sandbox --yes");
    assert_ne!(refused.exit, Exit::Done, "{}", refused.stderr);
    assert_eq!(contacts(&desk)["shop SECURITY"], by_other());
    change(&desk, "shop", |contacts| drop(contacts.remove("SECURITY")));
    desk.write("plan.json", &kept);
    desk.types("apply plan.json --sandbox --yes --quiet").expect(Exit::Done);
    in_sync(&desk);
}

#[test]
fn all_is_every_account_of_the_baseline() {
    let desk = Desk::empty();
    for (name, text) in company_files() {
        desk.write(name, &text);
    }
    let all = CONTACTS.replacen("[\"management\", \"audit\", \"shop\"]", "\"all\"", 1);
    desk.write("baseline.toml", &format!("{COMPANY}{all}"));
    desk.types("apply --sandbox --yes --quiet").expect(Exit::Done);
    let found = contacts(&desk);
    let kinds: Vec<&String> = found.keys().filter(|key| key.ends_with("SECURITY")).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    in_sync(&desk);
}
