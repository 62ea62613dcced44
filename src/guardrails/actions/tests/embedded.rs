//! What the embedded table says.

use std::collections::BTreeSet;

use super::super::key::compare;
use crate::guardrails::actions::{AccessLevel, ActionTable, KeyKind};
use crate::guardrails::grammar::rcp;

fn table() -> &'static ActionTable {
    ActionTable::embedded()
}

#[test]
fn it_is_small_and_whole() {
    assert!(include_bytes!("../table.bin").len() < 250_000);
    let table = table();
    assert_eq!(table.version, "0.21.202609261");
    assert_eq!(table.date, "2026-09-26");
    assert!(
        (450..600).contains(&table.services().len()),
        "{}",
        table.services().len()
    );
    assert!(
        (22_000..30_000).contains(&table.actions().len()),
        "{}",
        table.actions().len()
    );
    assert!((1_600..3_000).contains(&table.keys().len()), "{}", table.keys().len());
    assert!((6_000..7_500).contains(&table.actions().filter(|action| action.only_on_all()).count()));
    assert_eq!(table.all().len(), table.actions().len());
}

#[test]
fn the_notices_name_its_version() {
    for notice in [
        include_str!("../LICENSE-iam-data"),
        include_str!("../../../../docs/third-party.md"),
    ] {
        assert!(notice.contains("Copyright (c) 2024 Act Security"));
        assert!(notice.contains(&table().version) && notice.contains(&table().date));
    }
}

#[test]
fn everything_is_in_order_and_found_again() {
    let table = table();
    let mut number = 0;
    for pair in table.services.windows(2) {
        assert!(compare(&pair[0].prefix, &pair[1].prefix).is_lt());
    }
    for service in table.services() {
        assert!(!service.is_empty());
        for (action, id) in table.within(service).iter().zip(service.actions()) {
            assert_eq!(id.0, number);
            number += 1;
            assert_eq!(table.find(&action.name), Some(id));
            assert_eq!(action.prefix(), service.prefix);
            assert!(
                action
                    .short()
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
                "{}",
                action.name
            );
            assert_eq!(
                table.resource_types(id).count(),
                action.resources.len(),
                "{}",
                action.name
            );
        }
        for pair in table.within(service).windows(2) {
            assert!(compare(pair[0].short(), pair[1].short()).is_lt());
        }
    }
    assert_eq!(number as usize, table.actions().len());
    for key in table.keys() {
        assert_eq!(table.condition_key(&key.name).map(|found| &found.name), Some(&key.name));
    }
}

#[test]
fn known_actions_have_their_facts() {
    let table = table();
    let get = table.action(table.find("S3:getobject").unwrap());
    assert_eq!((get.name.as_str(), get.access), ("s3:GetObject", AccessLevel::Read));
    assert_eq!((get.prefix(), get.short()), ("s3", "GetObject"));
    let create = table.action(table.find("iam:CreateUser").unwrap());
    assert_eq!(create.access, AccessLevel::Write);
    assert_eq!(
        create
            .resources
            .iter()
            .map(|used| (&*used.name, used.required))
            .collect::<Vec<_>>(),
        [("user", true)]
    );
    let run = table.find("ec2:RunInstances").unwrap();
    let required: BTreeSet<&str> = table
        .action(run)
        .resources
        .iter()
        .filter(|used| used.required)
        .map(|used| &*used.name)
        .collect();
    assert_eq!(
        required,
        BTreeSet::from(["image", "instance", "network-interface", "security-group", "subnet"])
    );
    let tokens = table.key_id("ec2:MetadataHttpTokens").unwrap();
    assert!(table.lists(run, tokens));
    assert!(!table.lists(table.find("ec2:CreateVpc").unwrap(), tokens));
    assert!(
        table
            .keys_for(run)
            .iter()
            .any(|key| key.name == "ec2:MetadataHttpTokens")
    );
    let list = table.action(table.find("s3:ListAllMyBuckets").unwrap());
    assert_eq!(list.access, AccessLevel::List);
    assert!(list.only_on_all());
    assert_eq!(
        table.action(table.find("s3:PutBucketPolicy").unwrap()).access,
        AccessLevel::PermissionsManagement
    );
    assert_eq!(
        table.action(table.find("ec2:CreateTags").unwrap()).access,
        AccessLevel::Tagging
    );
}

#[test]
fn what_guardrails_name_is_there() {
    let table = table();
    for name in [
        "access-analyzer:DeleteServiceLinkedAnalyzer",
        "account:CloseAccount",
        "bedrock:CallWithBearerToken",
        "billing:UpdateIAMAccessPreference",
        "cloudtrail:DeregisterOrganizationDelegatedAdmin",
        "config:DisassociateResourceTypes",
        "ec2:CreateVpcBlockPublicAccessExclusion",
        "ec2:ModifyInstanceMetadataDefaults",
        "globalaccelerator:CreateAccelerator",
        "guardduty:CreateTrustedEntitySet",
        "iam:SetSecurityTokenServicePreferences",
        "organizations:LeaveOrganization",
        "s3:PutAccountPublicAccessBlock",
        "securityhub:DeleteAggregatorV2",
        "sso:CreateInstance",
        "sts:AssumeRoot",
    ] {
        let id = table.find(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(table.action(id).name, name);
    }
    for pattern in [
        "detective:*",
        "guardduty:Disassociate*",
        "s3:*MultiRegionAccessPoint*",
        "uxc:*",
    ] {
        assert!(!table.matching(pattern).is_empty(), "{pattern}");
    }
}

#[test]
fn unknown_names_are_not_found() {
    let table = table();
    for name in [
        "",
        ":",
        "s3",
        "s3:",
        "s3:Get*",
        "s3:GetObjec",
        "nosuch:GetObject",
        "s3:GetObject ",
        "s3:GetÖbject",
    ] {
        assert_eq!(table.find(name), None, "{name}");
    }
    assert!(table.service("").is_none());
    assert!(table.condition_key("").is_none());
    assert!(table.condition_key("s3locationconstraint").is_none());
    assert!(table.condition_key("aws:PrincipalTag").is_none());
    assert!(table.resource_type("s3", "basket").is_none());
}

#[test]
fn condition_keys_have_their_types() {
    let table = table();
    let facts = |name: &str| {
        let key = table.condition_key(name).unwrap_or_else(|| panic!("{name}"));
        (key.name.as_str(), key.kind, key.many, key.global)
    };
    assert_eq!(
        facts("AWS:principalarn"),
        ("aws:PrincipalArn", KeyKind::Arn, false, true)
    );
    assert_eq!(
        facts("aws:PrincipalTag/team"),
        ("aws:PrincipalTag/${TagKey}", KeyKind::String, false, true)
    );
    assert_eq!(
        facts("aws:RequestTag/${TagKey}"),
        ("aws:RequestTag/${TagKey}", KeyKind::String, false, true)
    );
    assert_eq!(facts("aws:TagKeys"), ("aws:TagKeys", KeyKind::String, true, true));
    assert_eq!(
        facts("s3:existingobjecttag/x"),
        ("s3:ExistingObjectTag/${TagKey}", KeyKind::String, false, false)
    );
    assert_eq!(facts("aws:SourceIp"), ("aws:SourceIp", KeyKind::Ip, false, true));
    assert_eq!(
        facts("aws:MultiFactorAuthAge"),
        ("aws:MultiFactorAuthAge", KeyKind::Numeric, false, true)
    );
    assert_eq!(
        facts("aws:CurrentTime"),
        ("aws:CurrentTime", KeyKind::Date, false, true)
    );
    assert_eq!(
        facts("kms:GrantIsForAWSResource"),
        ("kms:GrantIsForAWSResource", KeyKind::Bool, false, false)
    );
    assert_eq!(
        facts("kms:EncryptionContext:app"),
        (
            "kms:EncryptionContext:${EncryptionContextKey}",
            KeyKind::String,
            false,
            false
        )
    );
    assert_eq!(
        facts("token.actions.githubusercontent.com:sub"),
        ("${Host}.${Domain}:sub", KeyKind::String, false, false)
    );
    assert_eq!(
        facts("accounts.google.com:aud"),
        ("accounts.google.com:aud", KeyKind::String, false, false)
    );
}

#[test]
fn resource_types_have_arns() {
    let bucket = table().resource_type("S3", "Bucket").unwrap();
    assert_eq!(bucket.arn, "arn:${Partition}:s3:::${BucketName}");
    assert_eq!(bucket.pattern(), "arn:*:s3:::*");
    let role = table().resource_type("iam", "role").unwrap();
    assert_eq!(role.pattern(), "arn:*:iam::*:role/*");
    let volume = table().resource_type("ec2", "volume").unwrap();
    assert_eq!(
        volume.arn,
        "arn:${Partition}:ec2:${Region}:${Account}:volume/${VolumeId}"
    );
}

#[test]
fn the_grammar_knows_the_same_services_of_rcps() {
    let reached: Vec<&str> = table()
        .services()
        .filter(|service| service.rcp)
        .map(|service| service.prefix.as_str())
        .collect();
    assert_eq!(reached, rcp::SERVICES);
}
