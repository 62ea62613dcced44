//! Password policies on moto's server, as boto3 sees them in each account.

use serde_json::json;

use super::desk::Desk;
use super::python::{Moto, judge};

const TABLE: &str = r#"
[password-policy]
accounts = "all"
minimum-length = 14
require-symbols = true
require-numbers = true
require-uppercase = true
require-lowercase = true
allow-users-to-change = true
max-age-days = 90
reuse-prevention = 24
hard-expiry = true
"#;

#[test]
fn every_account_of_moto_gets_it_and_keeps_what_is_not_declared() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let written = desk.read("baseline.toml");
    let declares = |table: &str| std::fs::write(desk.path("baseline.toml"), format!("{written}{table}")).unwrap();
    let sees = |length: u32| {
        let expected = json!({
            "MinimumPasswordLength": length,
            "RequireSymbols": true,
            "RequireNumbers": true,
            "RequireUppercaseCharacters": true,
            "RequireLowercaseCharacters": true,
            "AllowUsersToChangePassword": true,
            "ExpirePasswords": true,
            "MaxPasswordAge": 90,
            "PasswordReusePrevention": 24,
            "HardExpiry": true,
        });
        judge("password_policies.py", &[&moto.url, &expected.to_string()]);
    };
    declares(TABLE);
    let _ = desk.types("apply --yes").expect(0);
    sees(14);
    assert_eq!(desk.planned(0), [] as [&str; 0]);
    assert_eq!(desk.writes_of_apply(0), 0);

    declares("[password-policy]\naccounts = \"all\"\nminimum-length = 20\n");
    assert!(!desk.planned(2).is_empty());
    let _ = desk.types("apply --yes").expect(0);
    sees(20);
    assert_eq!(desk.planned(0), [] as [&str; 0]);
}
