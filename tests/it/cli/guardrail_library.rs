//! `groundline guardrail list` and `groundline guardrail show NAME`.

use groundline::exit::Exit;
use serde_json::Value;

use super::Desk;

fn said(words: &str) -> String {
    let ran = Desk::empty().types(words).expect(Exit::Done);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

fn document(words: &str) -> Value {
    serde_json::from_str(&said(words)).unwrap()
}

#[test]
fn the_list_has_every_guardrail_with_its_parameters() {
    let text = said("guardrail list");
    assert!(text.contains("deny-root@1"), "{text}");
    assert!(text.contains("with exempt-roles, regions"), "{text}");
    let list = document("guardrail list --format json");
    let guardrails = list["guardrails"].as_array().unwrap();
    assert_eq!(list["format_version"], 1);
    assert_eq!(text.matches("@1 ").count(), guardrails.len());
    let regions = guardrails.iter().find(|one| one["name"] == "approved-regions").unwrap();
    assert_eq!(
        (&regions["version"], &regions["type"]),
        (&1.into(), &"SERVICE_CONTROL_POLICY".into())
    );
    let parameters = regions["parameters"].as_array().unwrap();
    let named = parameters.iter().find(|one| one["name"] == "regions").unwrap();
    assert_eq!(
        (&named["kind"], &named["default"]),
        (&"regions".into(), &"${regions.approved}".into())
    );
}

#[test]
fn a_guardrail_is_shown_with_its_policy() {
    let text =
        said("guardrail show approved-regions --with regions=eu-west-1,eu-north-1 --with exempt-roles=ci/Deploy");
    for part in [
        "approved-regions@1, SCP: ",
        "serves ",
        "regions: a list of Regions, default ${regions.approved}",
        "of its exemption",
        "always exempt, as an example here: OrganizationAccountAccessRole, stacksets-exec-*",
        "of 10240 characters",
        "\"eu-north-1\"",
        "arn:*:iam::*:role/ci/Deploy",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    assert_eq!(said("guardrail show deny-root"), said("guardrail show deny-root@1"));
}

#[test]
fn the_policy_alone_is_what_aws_gets() {
    let raw = said("guardrail show deny-root@1 --except-accounts 111111111111,222222222222 --minified");
    let policy: Value = serde_json::from_str(&raw).unwrap();
    let condition = &policy["Statement"][0]["Condition"];
    assert_eq!(condition["StringNotEquals"]["aws:PrincipalAccount"][1], "222222222222");
    assert!(!raw.trim_end().contains(char::is_whitespace), "{raw}");
    let shown = document("guardrail show deny-root@1 --except-accounts 111111111111,222222222222 --format json");
    assert_eq!(shown["policy"], raw.trim_end());
    assert_eq!(shown["size"], raw.trim_end().len());
    assert_eq!(shown["missing"], serde_json::json!([]));
}

#[test]
fn what_must_be_chosen_is_named() {
    let text = said("guardrail show approved-services");
    assert!(
        text.contains("services: a list of service prefixes, required"),
        "{text}"
    );
    assert!(text.contains("--with services=…"), "{text}");
    let shown = document("guardrail show approved-services --format json");
    assert_eq!(
        (&shown["policy"], &shown["missing"]),
        (&Value::Null, &serde_json::json!(["services"]))
    );
}

#[test]
fn what_does_not_fit_is_a_usage_error() {
    for (words, part) in [
        ("guardrail show deny-rot", "did you mean `deny-root@1`?"),
        ("guardrail show deny-root@7", "versions: `deny-root@1`"),
        (
            "guardrail show approved-regions --with regions",
            "`regions` is not `PARAMETER=VALUE`",
        ),
        (
            "guardrail show approved-regions --with regions=europe",
            "regions[0]: `europe` is not a Region",
        ),
        (
            "guardrail show approved-regions --with regions=",
            "the list `regions` is empty",
        ),
        (
            "guardrail show approved-regions --with region=eu-west-1",
            "did you mean `regions`?",
        ),
        ("guardrail show deny-root --with a=1 --with a=2", "given twice"),
        (
            "guardrail show deny-root --except-accounts 12",
            "`12` is not an account id",
        ),
        (
            "guardrail show approved-services --minified",
            "the parameter `services` is missing",
        ),
        (
            "guardrail show ec2-serial-console --except-accounts 111111111111",
            "cannot spare accounts",
        ),
        ("guardrail show deny-root --account shop", "cannot be used with"),
        ("guardrail show deny-root --live", "cannot be used with"),
        ("guardrail show --with a=1", "required"),
        ("guardrail show", "required"),
    ] {
        let ran = Desk::empty().types(words).expect(Exit::Usage);
        assert_eq!(ran.stdout, "", "{words}");
        assert!(
            ran.stderr.contains(part),
            "{words}: `{part}` is not in:\n{}",
            ran.stderr
        );
    }
}
