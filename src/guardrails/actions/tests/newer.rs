//! Overlays: what has come since, and what users add.

use proptest::prelude::*;

use crate::guardrails::actions::{AccessLevel, ActionTable, KeyKind};

const TEXT: &str = r#"
[[service]]
prefix = "quantumvault"
rcp = true

[[condition-key]]
name = "quantumvault:Owner/${OwnerName}"
type = "ArrayOfARN"

[[resource-type]]
service = "quantumvault"
name = "vault"
arn = "arn:${Partition}:quantumvault:${Region}:${Account}:vault/${VaultId}"
condition-keys = ["aws:ResourceTag/${TagKey}"]

[[action]]
name = "quantumvault:OpenVault"
access = "permissions-management"
resource-types = ["vault"]
condition-keys = ["quantumvault:Owner/${OwnerName}"]

[[action]]
name = "s3:AardvarkObject"
access = "read"
optional-resource-types = ["object"]

[[action]]
name = "S3:getobject"
access = "write"
resource-types = ["bucket"]
condition-keys = ["aws:TagKeys"]
"#;

fn trouble(text: &str) -> (String, String) {
    let error = ActionTable::embedded().with_overlay(text).unwrap_err();
    (
        error.message,
        text.get(error.offset..error.offset + error.length).unwrap().to_owned(),
    )
}

#[test]
fn it_adds_and_changes() {
    let old = ActionTable::embedded();
    let new = old.with_overlay(TEXT).unwrap();
    assert_eq!(new.actions().len(), old.actions().len() + 2);
    assert_eq!(new.services().len(), old.services().len() + 1);
    assert!(new.service("quantumvault").unwrap().rcp);

    let id = new.find("QuantumVault:openvault").unwrap();
    let open = new.action(id);
    assert_eq!(
        (open.name.as_str(), open.access),
        ("quantumvault:OpenVault", AccessLevel::PermissionsManagement)
    );
    assert_eq!(
        new.resource_types(id).next().unwrap().pattern(),
        "arn:*:quantumvault:*:*:vault/*"
    );
    let keys: Vec<&str> = new.keys_for(id).iter().map(|key| key.name.as_str()).collect();
    assert_eq!(keys, ["aws:ResourceTag/${TagKey}", "quantumvault:Owner/${OwnerName}"]);
    let owner = new.condition_key("quantumvault:owner/me").unwrap();
    assert_eq!((owner.kind, owner.many), (KeyKind::Arn, true));

    let first = new.service("s3").unwrap().actions().next().unwrap();
    assert_eq!(new.action(first).name, "s3:AardvarkObject");
    let get = new.action(new.find("s3:GetObject").unwrap());
    assert_eq!((get.name.as_str(), get.access), ("s3:GetObject", AccessLevel::Write));
    assert!(
        get.resources
            .iter()
            .any(|used| &*used.name == "bucket" && used.required)
    );
    assert!(
        get.resources
            .iter()
            .any(|used| &*used.name == "object" && !used.required)
    );
    assert!(new.lists(new.find("s3:GetObject").unwrap(), new.key_id("aws:TagKeys").unwrap()));

    for action in old.actions() {
        assert_eq!(new.action(new.find(&action.name).unwrap()).name, action.name);
    }
    assert_eq!(new.matching("s3:*").len(), old.matching("s3:*").len() + 1);
}

#[test]
fn an_empty_one_changes_nothing() {
    let old = ActionTable::embedded();
    assert_eq!(old.with_overlay("").unwrap(), *old);
    assert_eq!(old.with_overlay(include_str!("../overlay.toml")).unwrap(), *old);
}

#[test]
fn the_embedded_one_is_in_the_table() {
    let table = ActionTable::embedded();
    let web = table.find("sts:AssumeRoleWithWebIdentity").unwrap();
    assert!(table.lists(
        web,
        table.key_id("oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub").unwrap()
    ));
}

#[test]
fn trouble_has_its_place() {
    let action = |name: &str, rest: &str| format!("[[action]]\nname = \"{name}\"\naccess = \"read\"\n{rest}");
    let (message, place) = trouble(&action("nosuch:Get", ""));
    assert_eq!(
        message,
        "`nosuch:Get` is of no known service: add a `[[service]]` with its prefix"
    );
    assert_eq!(place, "\"nosuch:Get\"");
    for (text, place) in [
        (action("s3:Get*", ""), "\"s3:Get*\""),
        (action("GetObject", ""), "\"GetObject\""),
        (action("s3:Get", "resource-types = [\"basket\"]"), "\"basket\""),
        (action("s3:Get", "condition-keys = [\"s3:Nothing\"]"), "\"s3:Nothing\""),
        (action("s3:Get", "colour = 1"), "colour"),
        (
            "[[action]]\nname = \"s3:Get\"\naccess = \"Wrong\"".to_owned(),
            "\"Wrong\"",
        ),
        ("[[service]]\nprefix = \"S4\"".to_owned(), "\"S4\""),
        (
            "[[condition-key]]\nname = \"s3:X\"\ntype = \"Text\"".to_owned(),
            "\"Text\"",
        ),
        ("[[condition-key]]\nname = \"X\"\ntype = \"String\"".to_owned(), "\"X\""),
        (
            "[[condition-key]]\nname = \"s3:${X\"\ntype = \"String\"".to_owned(),
            "\"s3:${X\"",
        ),
        (
            "[[resource-type]]\nservice = \"s3\"\nname = \"x\"\narn = \"bucket\"".to_owned(),
            "\"bucket\"",
        ),
        (
            "[[resource-type]]\nservice = \"s4\"\nname = \"x\"\narn = \"arn:a:b:c:d:e\"".to_owned(),
            "\"s4\"",
        ),
    ] {
        assert_eq!(trouble(&text).1, place, "{text}");
    }
    assert!(!trouble("[[action]").0.is_empty());
}

#[test]
fn messages_are_plain_text() {
    for text in [
        "[[action]]\nname = \"s3:\\u001b[31m\"\naccess = \"read\"",
        "\"\\u001b[31m\" = 1",
    ] {
        let (message, _) = trouble(text);
        assert!(
            message.contains("[31m") && !message.contains(['\u{1b}', '\u{202e}']),
            "{message:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(at in any::<prop::sample::Index>(), put in "[a-z0-9:*$\"\\[\\]{}=\n\u{1b}é]{0,6}", skip in 0..9_usize) {
        let at = at.index(TEXT.len());
        let (start, end) = (TEXT.get(..at).unwrap(), TEXT.get(at + skip..).unwrap_or_default());
        let text = [start, &put, end].concat();
        if let Err(error) = ActionTable::embedded().with_overlay(&text) {
            prop_assert!(text.get(error.offset..error.offset + error.length).is_some(), "{error:?}");
            prop_assert!(!error.message.contains('\u{1b}'), "{error:?}");
        }
    }
}
