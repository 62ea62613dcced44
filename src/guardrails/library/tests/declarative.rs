//! Declarative policies have no requests to try: their settings and values are checked instead.

use serde_json::Value;

use super::super::{Argument, Arguments, Guardrail, Kind, PolicyKind, Surroundings, all, find};

/// Settings with the values that AWS takes; without values, any text.
///
/// Source: Organizations User Guide, "Declarative policy syntax and examples".
const SETTINGS: &[(&str, &[&str])] = &[
    ("/exception_message", &[]),
    ("/image_block_public_access/state", &["unblocked", "block_new_sharing"]),
    (
        "/snapshot_block_public_access/state",
        &["unblocked", "block_new_sharing", "block_all_sharing"],
    ),
    ("/serial_console_access/status", &["enabled", "disabled"]),
    (
        "/vpc_block_public_access/internet_gateway_block/mode",
        &["off", "block_ingress", "block_bidirectional"],
    ),
    (
        "/vpc_block_public_access/internet_gateway_block/exclusions_allowed",
        &["enabled", "disabled"],
    ),
    ("/allowed_images_settings/state", &["enabled", "disabled", "audit_mode"]),
    (
        "/allowed_images_settings/image_criteria/criteria_1/allowed_image_providers",
        &[],
    ),
    (
        "/instance_metadata_defaults/http_tokens",
        &["required", "optional", "no_preference"],
    ),
    (
        "/instance_metadata_defaults/http_tokens_enforced",
        &["enabled", "disabled", "no_preference"],
    ),
    (
        "/instance_metadata_defaults/http_put_response_hop_limit",
        &["1", "2", "64"],
    ),
    (
        "/instance_metadata_defaults/http_endpoint",
        &["enabled", "disabled", "no_preference"],
    ),
    (
        "/instance_metadata_defaults/instance_metadata_tags",
        &["enabled", "disabled", "no_preference"],
    ),
];

fn compiled(guardrail: &Guardrail, with: &Arguments) -> Value {
    serde_json::from_str(&guardrail.compile(with, &Surroundings::example()).unwrap()).unwrap()
}

/// Every `@@assign` with the path to it.
fn assigned<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    for (key, inner) in value.as_object().into_iter().flatten() {
        if key == "@@assign" {
            found.push((path.to_owned(), inner));
        } else {
            assigned(inner, &format!("{path}/{key}"), found);
        }
    }
}

fn check(guardrail: &Guardrail, with: &Arguments) {
    let policy = compiled(guardrail, with);
    let keys: Vec<&String> = policy.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["ec2_attributes"], "{guardrail}");
    let mut found = Vec::new();
    assigned(&policy["ec2_attributes"], "", &mut found);
    assert!(!found.is_empty(), "{guardrail}");
    for (path, value) in found {
        let (_, allowed) = SETTINGS
            .iter()
            .find(|(known, _)| *known == path)
            .unwrap_or_else(|| panic!("{guardrail}: {path}"));
        match value {
            Value::Array(items) => assert!(items.iter().all(Value::is_string), "{guardrail}: {path}"),
            Value::String(text) => assert!(
                allowed.is_empty() || allowed.contains(&text.as_str()),
                "{guardrail}: {path} = {text}"
            ),
            other => panic!("{guardrail}: {path} = {other}"),
        }
    }
}

fn with(name: &str, value: &str) -> Arguments {
    Arguments::from([(name.to_owned(), Argument::Text(value.to_owned()))])
}

#[test]
fn declarative_policies_set_what_aws_knows_to_what_aws_takes() {
    for guardrail in all().iter().filter(|one| one.kind == PolicyKind::DeclarativeEc2) {
        check(guardrail, &Arguments::new());
        for parameter in &guardrail.parameters {
            for value in &parameter.values {
                check(guardrail, &with(&parameter.name, value));
            }
        }
    }
    check(find("ec2-exception-message@1").unwrap(), &with("message", "Ask \"us\""));
}

/// A word that AWS does not know is caught before it is sent.
#[test]
fn every_word_is_checked() {
    for guardrail in all().iter().filter(|one| one.kind == PolicyKind::DeclarativeEc2) {
        for parameter in guardrail.parameters.iter().filter(|one| one.kind == Kind::Text) {
            let wrong = guardrail.compile(&with(&parameter.name, "enable"), &Surroundings::example());
            assert_eq!(
                wrong.is_err(),
                parameter.name != "message",
                "{guardrail}: {}",
                parameter.name
            );
        }
    }
}

/// Two policies that set the same at one place would leave it open which of them wins.
#[test]
fn declarative_policies_can_be_attached_together() {
    let mut seen = std::collections::BTreeMap::new();
    for guardrail in all().iter().filter(|one| one.kind == PolicyKind::DeclarativeEc2) {
        let policy = compiled(guardrail, &Arguments::new());
        let mut found = Vec::new();
        assigned(&policy, "", &mut found);
        for (path, _) in found {
            let other = seen.insert(path.clone(), guardrail.to_string());
            assert_eq!(other, None, "{guardrail} sets {path} too");
        }
    }
}

#[test]
fn lists_and_numbers_arrive() {
    let images = find("ec2-allowed-images@1").unwrap();
    let own = Arguments::from([("providers".to_owned(), Argument::texts(["amazon", "333333333333"]))]);
    let policy = compiled(images, &own);
    let at = "/ec2_attributes/allowed_images_settings/image_criteria/criteria_1/allowed_image_providers/@@assign";
    assert_eq!(
        policy.pointer(at).unwrap(),
        &serde_json::json!(["amazon", "333333333333"])
    );
    let hops = Arguments::from([("hop-limit".to_owned(), Argument::Number(1))]);
    let policy = compiled(find("ec2-imdsv2@1").unwrap(), &hops);
    let at = "/ec2_attributes/instance_metadata_defaults/http_put_response_hop_limit/@@assign";
    assert_eq!(policy.pointer(at).unwrap(), "1");
}
