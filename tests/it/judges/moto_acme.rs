//! The example on moto's server, which lacks a part of what it asks for: what is lacking is named, and the rest holds.

use serde_json::Value;

use super::desk::Desk;
use super::expectation::Written;
use super::python::Moto;

/// Changes that moto refuses, and what depends on them.
const LACKING: [&str; 7] = [
    "register delegated-admin.backup.amazonaws.com[\"backup\"]",
    "register delegated-admin.config.amazonaws.com[\"security\"]",
    "register delegated-admin.iam.amazonaws.com[\"security\"]",
    "register delegated-admin.securityhub.amazonaws.com[\"security\"]",
    "enable policy-type.DECLARATIVE_POLICY_EC2",
    "enable policy-type.S3_POLICY",
    "enable trusted-access.iam.amazonaws.com",
];
/// Reads that moto refuses.
const UNREAD: [&str; 3] = [
    "policies of type DECLARATIVE_POLICY_EC2",
    "policies of type S3_POLICY",
    "the delegation policy",
];

/// What boto3 must see: the baseline, but for the services that moto refuses.
fn expectation(desk: &Desk) -> Value {
    let mut expected = Written::on(desk).expectation();
    let lacks = |kind: &str, service: &Value| {
        let service = service.as_str().unwrap();
        LACKING
            .iter()
            .any(|change| change.contains(&format!("{kind}.{service}")))
    };
    let trusted = expected["trusted"].as_array_mut().unwrap();
    trusted.retain(|service| !lacks("trusted-access", service));
    let delegated = expected["delegated"].as_array_mut().unwrap();
    delegated.retain(|one| !lacks("delegated-admin", &one["service"]));
    expected
}

#[test]
fn the_example_converges_but_for_what_moto_lacks() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "examples/acme");
    let expected = expectation(&desk);
    let mut lacking = LACKING;
    lacking.sort_unstable();

    // The second run finds the same set missing, and makes nothing twice.
    for run in ["first", "second"] {
        let ran = desk.types("apply --yes").expect(3);
        let mut told = ran;
        for change in LACKING {
            told = told.tells(&[change]);
        }
        for read in UNREAD {
            told = told.tells(&[read]);
        }
        desk.boto3_sees(&expected);
        let mut planned = desk.planned(3);
        planned.sort_unstable();
        assert_eq!(planned, lacking, "{run}");
    }
    // What was refused is a write that was sent, and nothing else is: the administrator of `iam` waits for its service, and those of the other
    // three cannot be read again just before.
    assert_eq!(desk.writes_of_apply(3), 3);
    let drift = desk.types("drift").expect(3);
    UNREAD.iter().fold(drift, |drift, read| drift.tells(&[read]));
}

#[test]
fn moto_cannot_name_accounts_and_groundline_says_so() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let expected = Written::on(&desk).expectation();
    let _ = desk.types("apply --yes").expect(0);
    desk.edit("baseline.toml", "name = \"Lobby\"", "name = \"Foyer\"");
    for _ in 0..2 {
        let _ = desk.types("apply --yes").expect(3).tells(&[
            "failed",
            "account.lobby",
            "`account:PutAccountName` is not offered by this endpoint",
        ]);
        desk.boto3_sees(&expected);
    }
}

/// moto has the type and cannot keep a policy of it, which it says with a page of HTML. Into a unit that lacks a policy nobody is
/// moved, and into this one nobody is to be.
const BACKUP: &str = r#"
[policies.backup]
type = "BACKUP_POLICY"
file = "policies/backup.json"
attach = ["suspended"]
"#;
const DAILY: &str = r#"{ "plans": { "daily": {
  "regions": { "@@assign": ["eu-west-1"] },
  "rules": { "daily": {
    "schedule_expression": { "@@assign": "cron(0 5 ? * * *)" },
    "target_backup_vault_name": { "@@assign": "Default" } } },
  "selections": { "tags": { "daily": {
    "iam_role_arn": { "@@assign": "arn:aws:iam::$account:role/Backup" },
    "tag_key": { "@@assign": "backup" },
    "tag_value": { "@@assign": ["daily"] } } } } } } }
"#;

#[test]
fn a_page_of_html_is_what_moto_lacks_and_not_a_fault_that_passes() {
    let moto = Moto::start();
    let desk = Desk::on(&moto, "tests/fixtures/moto");
    let expected = Written::on(&desk).expectation();
    let written = desk.read("baseline.toml");
    std::fs::write(desk.path("baseline.toml"), written + BACKUP).unwrap();
    std::fs::write(desk.path("policies/backup.json"), DAILY).unwrap();
    for _ in 0..2 {
        let _ = desk
            .types("apply --yes")
            .expect(3)
            .tells(&[
                "failed",
                "create policy.backup",
                "`organizations:CreatePolicy` is not offered by this endpoint",
            ])
            .tells(&[
                "skipped",
                "policy-attachment.backup[\"suspended\"]",
                "policy.backup failed",
            ]);
        desk.boto3_sees(&expected);
    }
    // Not tried again in vain.
    assert_eq!(desk.writes_of_apply(3), 1);
}
