//! What the check finds, and what it leaves in peace.

use super::super::{RULES, check};
use crate::guardrails::Document;

/// The codes of findings, with `!` behind those that are errors, and the texts they point at.
fn found(policy_type: &str, text: &str) -> Vec<String> {
    let findings = check(&Document::parse(text).unwrap(), policy_type);
    for finding in &findings {
        assert!(RULES.iter().any(|told| told.code == finding.code), "{finding:?}");
    }
    findings
        .iter()
        .map(|finding| {
            let mark = if finding.is_error() { "!" } else { "" };
            let at = text
                .get(finding.place.offset..finding.place.offset + finding.place.length)
                .unwrap();
            format!("{}{mark} {at}", finding.code)
        })
        .collect()
}

#[test]
fn good_policies_are_left_in_peace() {
    let ec2 = r#"{"ec2_attributes":{"exception_message":{"@@assign":"ask"},"instance_metadata_defaults":{"http_tokens":{"@@assign":"required"},
        "http_put_response_hop_limit":{"@@assign":2}},"image_block_public_access":{"state":{"@@assign":"block_new_sharing"}},
        "allowed_images_settings":{"state":{"@@assign":"audit_mode"},"image_criteria":{"criteria_1":{"allowed_image_providers":{"@@assign":["amazon"]}}}}}}"#;
    assert_eq!(found("DECLARATIVE_POLICY_EC2", ec2), [""; 0]);
    let hop = r#"{"ec2_attributes":{"instance_metadata_defaults":{"http_put_response_hop_limit":{"@@assign":"2"}}}}"#;
    assert_eq!(found("DECLARATIVE_POLICY_EC2", hop), [""; 0]);
    let tags = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@append":["1"]},"report_required_tag_for":{"@@assign":["ec2:instance"]}}}}"#;
    assert_eq!(found("TAG_POLICY", tags), [""; 0]);
    let s3 = r#"{"s3_attributes":{"public_access_block_configuration":{"@@assign":"all"}}}"#;
    assert_eq!(found("S3_POLICY", s3), [""; 0]);
    let unknown = r#"{"anything":{"goes":{"@@assign":true}}}"#;
    assert_eq!(found("CHATBOT_POLICY", unknown), [""; 0]);
    let ai = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":{"@@operators_allowed_for_child_policies":["@@none"],
        "opt_out_policy":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;
    assert_eq!(found("AISERVICES_OPT_OUT_POLICY", ai), [""; 0]);
}

#[test]
fn operators() {
    let text = r#"{"x":{"a":{"@@asign":1},"b":2,"c":{"@@append":"x"},"d":{"@@assign":null}}}"#;
    let expected = [
        r#"inherit-operator! "@@asign""#,
        "inherit-bare-value! 2",
        r#"inherit-list! "x""#,
        "inherit-value! null",
    ];
    assert_eq!(found("CHATBOT_POLICY", text), expected);
    let hints = check(&Document::parse(text).unwrap(), "CHATBOT_POLICY");
    assert!(
        hints[0].message.ends_with("did you mean `@@assign`?"),
        "{}",
        hints[0].message
    );
}

#[test]
fn the_guide_s_own_example_with_a_key_among_operators() {
    let text = r#"{"tags":{"costcenter":{"tag_value":{"@@remove":["Development"],"enforced_for":{"@@remove":["redshift:*"]}}}}}"#;
    assert_eq!(found("TAG_POLICY", text), [r#"inherit-mixed "enforced_for""#]);
}

#[test]
fn controls() {
    let control = |value: &str| format!(r#"{{"x":{{"@@operators_allowed_for_child_policies":{value}}}}}"#);
    let found = |value: &str| found("CHATBOT_POLICY", &control(value));
    assert_eq!(found(r#"["@@all"]"#), [""; 0]);
    assert_eq!(found(r#"["@@append","@@assign"]"#), [""; 0]);
    assert_eq!(found(r#""@@none""#), [r#"inherit-control! "@@none""#]);
    assert_eq!(found(r#"["@@nome"]"#), [r#"inherit-control! "@@nome""#]);
    assert_eq!(found("[]"), ["inherit-control! []"]);
    assert_eq!(
        found(r#"["@@none","@@assign"]"#),
        [r#"inherit-control! ["@@none","@@assign"]"#]
    );
}

#[test]
fn a_lock_above_the_setting_only() {
    let text = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":{"opt_out_policy":{"@@assign":"optOut"}}}}"#;
    assert_eq!(found("AISERVICES_OPT_OUT_POLICY", text), [r#"inherit-lock "@@assign""#]);
}

#[test]
fn keys_and_values_of_a_type() {
    let text = r#"{"services":{"default":{"opt_out_policy":{"@@assign":"OptOut"}},"lexx":{"opt_out_policy":{"@@append":["optIn"]}}}}"#;
    let expected = [
        r#"inherit-value! "OptOut""#,
        r#"inherit-key "lexx""#,
        r#"inherit-list! "@@append""#,
    ];
    assert_eq!(found("AISERVICES_OPT_OUT_POLICY", text), expected);
    let text = r#"{"ec2_attributes":{"instance_metadata_defaults":{"http_token":{"@@assign":"required"},"http_endpoint":{"@@assign":["enabled"]},
        "http_put_response_hop_limit":{"@@assign":65},"http_tokens":{"@@assign":"mandatory"}}},"extra":{}}"#;
    let expected = [
        r#"inherit-key "http_token""#,
        r#"inherit-value! ["enabled"]"#,
        "inherit-value! 65",
        r#"inherit-value "mandatory""#,
        r#"inherit-key! "extra""#,
    ];
    assert_eq!(found("DECLARATIVE_POLICY_EC2", text), expected);
    assert_eq!(found("S3_POLICY", "{}"), ["inherit-key! {"]);
}

#[test]
fn a_tag_key_is_its_policy_key() {
    let text = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"Cost-Center"},"tag_value":{"@@assign":"1"}}}}"#;
    let expected = [r#"inherit-tag-key! "Cost-Center""#, r#"inherit-value! "1""#];
    assert_eq!(found("TAG_POLICY", text), expected);
    let number = r#"{"tags":{"a":{"tag_value":{"@@assign":[1]}}}}"#;
    assert_eq!(found("TAG_POLICY", number), ["inherit-value! 1"]);
}

#[test]
fn codes_are_listed_once() {
    let mut codes: Vec<&str> = RULES.iter().map(|told| told.code).collect();
    codes.sort_unstable();
    let before = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), before);
}

#[test]
fn examples_have_what_they_show() {
    for told in RULES.iter().filter(|told| !told.examples.0.is_empty()) {
        let (bad, good) = told.examples;
        let kind = if bad.starts_with("{\"tags\"") {
            "TAG_POLICY"
        } else {
            "AISERVICES_OPT_OUT_POLICY"
        };
        let mark = |code: &String| code.split([' ', '!']).next().unwrap() == told.code;
        assert!(found(kind, bad).iter().any(mark), "{}", told.code);
        let kind = if good.starts_with("{\"tags\"") {
            "TAG_POLICY"
        } else {
            "AISERVICES_OPT_OUT_POLICY"
        };
        assert_eq!(found(kind, good), [""; 0], "{}", told.code);
    }
    assert!(
        RULES
            .iter()
            .all(|told| told.instead.ends_with('.') && told.why.ends_with('.'))
    );
}
