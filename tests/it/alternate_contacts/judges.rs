//! What boto3 sees of them, on moto's server.

use serde_json::json;

use crate::judges::desk::Desk;
use crate::judges::python::{Moto, judge};

const CONTACTS: &str = r#"
[alternate-contacts.security]
name = "Security team"
title = "On call"
email = "security@example.com"
phone = "+1 555 0100"
accounts = "all"

[alternate-contacts.billing]
name = "Finance"
title = "Payables"
email = "billing@example.com"
phone = "+1 555 0102"
accounts = ["management"]
"#;

#[test]
fn moto_keeps_them_by_account_and_boto3_sees_every_field() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let written = desk.read("baseline.toml");
    std::fs::write(desk.path("baseline.toml"), format!("{written}{CONTACTS}")).unwrap();
    let sees = |title: &str, billing: bool| {
        let security = json!({ "Name": "Security team", "Title": title, "EmailAddress": "security@example.com", "PhoneNumber": "+1 555 0100" });
        let finance = json!({ "Name": "Finance", "Title": "Payables", "EmailAddress": "billing@example.com", "PhoneNumber": "+1 555 0102" });
        let expected = json!({ "all": { "SECURITY": security }, "management": if billing { json!({ "BILLING": finance }) } else { json!({}) } });
        judge("alternate_contacts.py", &[&moto.url, &expected.to_string()]);
    };
    let _ = desk.types("apply --yes").expect(0);
    sees("On call", true);
    assert_eq!(desk.planned(0), [] as [&str; 0]);
    assert_eq!(desk.writes_of_apply(0), 0);

    desk.edit("baseline.toml", "title = \"On call\"", "title = \"Night shift\"");
    let _ = desk.types("plan --out plan.json").expect(0);
    let _ = desk.types("apply plan.json").expect(0);
    sees("Night shift", true);

    let (kept, _) = desk
        .read("baseline.toml")
        .split_once("[alternate-contacts.billing]")
        .map(|(kept, rest)| (kept.to_owned(), rest.len()))
        .unwrap();
    let removed = "[[removed]]\naddress = 'alternate-contact.billing[\"management\"]'\ndestroy = true\n";
    std::fs::write(desk.path("baseline.toml"), format!("{kept}{removed}")).unwrap();
    let _ = desk.types("apply --yes").expect(0);
    sees("Night shift", false);
}
