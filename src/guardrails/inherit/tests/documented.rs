//! The worked examples of AWS: "Inheritance examples", "AI services opt-out policy examples" and "Backup policy examples" of the Organizations
//! User Guide. Misprints that are put right here: example 3 nests `enforced_for` under `tag_value`, example 4 prints `project` for `Project`,
//! example 6 prints a space before `PROJECT` and a value that no policy gives.

use super::super::{Allowed, Operator, Reason};
use super::support::{json, merged};

const TAG: &str = "TAG_POLICY";
const AI: &str = "AISERVICES_OPT_OUT_POLICY";

/// The policies A to D of the guide.
const A: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@assign":["Development","Support"]}}}}"#;
const B: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@assign":["Sandbox"]},
    "enforced_for":{"@@assign":["redshift:*","dynamodb:table"]}}}}"#;
const C: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@append":["Marketing"]},
    "enforced_for":{"@@append":["redshift:*","dynamodb:table"]}}}}"#;
const D: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@remove":["Development","Marketing"]},
    "enforced_for":{"@@remove":["redshift:*","dynamodb:table"]}}}}"#;

#[test]
fn example_1_a_policy_below_overwrites() {
    let effective = merged(TAG, &[&[A], &[B], &[]]);
    let expected = r#"{"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Sandbox"],"enforced_for":["redshift:*","dynamodb:table"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes, []);
}

#[test]
fn example_2_a_policy_below_appends() {
    let effective = merged(TAG, &[&[A], &[C], &[]]);
    let expected = r#"{"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Development","Support","Marketing"],
        "enforced_for":["redshift:*","dynamodb:table"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes, []);
}

#[test]
fn example_3_a_policy_below_removes_and_what_is_empty_is_gone() {
    let effective = merged(TAG, &[&[A], &[C], &[D]]);
    let expected = r#"{"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Support"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes, []);
}

#[test]
fn example_4_a_policy_above_restricts() {
    let above = r#"{"tags":{"project":{
        "tag_key":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"Project"},
        "tag_value":{"@@operators_allowed_for_child_policies":["@@append"],"@@assign":["Maintenance","Escalations"]}}}}"#;
    let below = r#"{"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},"tag_value":{"@@append":["Escalations - research"]}}}}"#;
    let effective = merged(TAG, &[&[above], &[below]]);
    let expected = r#"{"tags":{"project":{"tag_key":"Project","tag_value":["Maintenance","Escalations","Escalations - research"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    let reasons: Vec<&Reason> = effective.notes.iter().map(|note| &note.reason).collect();
    assert_eq!(reasons, [&Reason::Forbidden(Operator::Assign)]);
    let overwrites = r#"{"tags":{"project":{"tag_value":{"@@assign":["Other"]}}}}"#;
    let effective = merged(TAG, &[&[above], &[overwrites]]);
    assert_eq!(
        effective.document()["tags"]["project"]["tag_value"],
        json(r#"["Maintenance","Escalations"]"#)
    );
}

#[test]
fn example_5_controls_at_one_place_intersect() {
    let g = r#"{"tags":{"project":{"tag_value":{"@@operators_allowed_for_child_policies":["@@append"],"@@assign":["Maintenance"]}}}}"#;
    let h = r#"{"tags":{"project":{"tag_value":{"@@operators_allowed_for_child_policies":["@@append","@@remove"]}}}}"#;
    let appends = r#"{"tags":{"project":{"tag_value":{"@@append":["Research"]}}}}"#;
    let removes = r#"{"tags":{"project":{"tag_value":{"@@remove":["Maintenance"]}}}}"#;
    for root in [[g, h], [h, g]] {
        let appended = merged(TAG, &[&root, &[appends]]);
        assert_eq!(
            appended.document()["tags"]["project"]["tag_value"],
            json(r#"["Maintenance","Research"]"#)
        );
        assert!(
            appended.settings[0].allowed.has(Operator::Append) && !appended.settings[0].allowed.has(Operator::Remove)
        );
        let removed = merged(TAG, &[&root, &[removes]]);
        assert_eq!(
            removed.document()["tags"]["project"]["tag_value"],
            json(r#"["Maintenance"]"#)
        );
        assert_eq!(removed.notes[0].reason, Reason::Forbidden(Operator::Remove));
    }
}

#[test]
fn example_6_at_one_place_the_first_attached_wins() {
    let j = r#"{"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},"tag_value":{"@@append":["Maintenance"]}}}}"#;
    let k = r#"{"tags":{"project":{"tag_key":{"@@assign":"project"}}}}"#;
    let effective = merged(TAG, &[&[j, k]]);
    let expected = r#"{"tags":{"project":{"tag_key":"PROJECT","tag_value":["Maintenance"]}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes.len(), 1);
    assert_eq!(effective.notes[0].reason, Reason::Conflict);
    let other = merged(TAG, &[&[k, j]]);
    assert_eq!(other.document()["tags"]["project"]["tag_key"], "project");
}

/// The parts of an AI opt-out policy.
const LOCKED: &str = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":{
    "@@operators_allowed_for_child_policies":["@@none"],
    "opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;
const OPEN: &str = r#"{"services":{"default":{"@@operators_allowed_for_child_policies":["@@none"],
    "opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;
const LEX: &str = r#"{"services":{"lex":{"opt_out_policy":{"@@assign":"optIn"}}}}"#;

#[test]
fn a_locked_map_takes_no_new_keys_and_an_open_one_does() {
    let locked = merged(AI, &[&[LOCKED], &[], &[LEX]]);
    assert_eq!(
        *locked.document(),
        json(r#"{"services":{"default":{"opt_out_policy":"optOut"}}}"#)
    );
    assert_eq!(locked.settings[0].allowed, Allowed::NONE);
    let open = merged(AI, &[&[OPEN], &[], &[LEX]]);
    let expected = r#"{"services":{"default":{"opt_out_policy":"optOut"},"lex":{"opt_out_policy":"optIn"}}}"#;
    assert_eq!(*open.document(), json(expected));
}

#[test]
fn append_on_a_map_lets_policies_below_add_to_it_with_assign() {
    let above = r#"{"plans":{"@@operators_allowed_for_child_policies":["@@append"],"PII":{
        "@@operators_allowed_for_child_policies":["@@none"],"regions":{"@@append":["eu-north-1"]}}}}"#;
    let below = r#"{"plans":{"Monthly":{"regions":{"@@append":["us-east-1"]},"rules":{"First":{"schedule_expression":{"@@assign":"cron()"}}}},
        "PII":{"regions":{"@@append":["us-east-1"]}}}}"#;
    let effective = merged("BACKUP_POLICY", &[&[above], &[below]]);
    let expected = r#"{"plans":{"PII":{"regions":["eu-north-1"]},
        "Monthly":{"regions":["us-east-1"],"rules":{"First":{"schedule_expression":"cron()"}}}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes.len(), 1);
}

#[test]
fn a_plan_below_overrides_settings_and_keeps_the_rest() {
    let above = r#"{"plans":{"PII":{"regions":{"@@append":["us-east-1","eu-north-1"]},"rules":{"Hourly":{
        "schedule_expression":{"@@assign":"cron(0 0/1 ? * * *)"},"lifecycle":{"to_delete_after_days":{"@@assign":"2"}}}}}}}"#;
    let below = r#"{"plans":{"PII":{"regions":{"@@assign":["us-west-2","eu-central-1"]},
        "rules":{"hourly":{"schedule_expression":{"@@assign":"cron(0 0/2 ? * * *)"}}}}}}"#;
    let effective = merged("BACKUP_POLICY", &[&[above], &[below]]);
    let expected = r#"{"plans":{"PII":{"regions":["us-west-2","eu-central-1"],"rules":{"Hourly":{
        "schedule_expression":"cron(0 0/2 ? * * *)","lifecycle":{"to_delete_after_days":"2"}}}}}}"#;
    assert_eq!(*effective.document(), json(expected));
    assert_eq!(effective.notes[0].reason, Reason::Spelling("hourly".to_owned()));
}

#[test]
fn lists_may_be_empty_on_purpose() {
    let text =
        r#"{"securityhub":{"enable_in_regions":{"@@append":["ALL_SUPPORTED"]},"disable_in_regions":{"@@append":[]}}}"#;
    let effective = merged("SECURITYHUB_POLICY", &[&[text]]);
    let expected = r#"{"securityhub":{"enable_in_regions":["ALL_SUPPORTED"],"disable_in_regions":[]}}"#;
    assert_eq!(*effective.document(), json(expected));
}
