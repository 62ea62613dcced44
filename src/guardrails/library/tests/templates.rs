//! What the engine makes of templates: its rules, one by one.

use super::super::{Argument, Arguments, Guardrail, Surroundings};

/// A guardrail of one statement list and the declarations of parameters.
pub(super) fn guardrail(kind: &str, policy: &str, parameters: &str) -> Result<Guardrail, String> {
    let text = format!(
        "title = \"T\"\ntype = \"{kind}\"\nserves = \"1 S\"\ndescription = \"D\"\npolicy = '''\n{policy}\n'''\n{parameters}"
    );
    Guardrail::parse("sample@1", &text).map_err(|error| error.to_string())
}

pub(super) fn scp(statements: &str, parameters: &str) -> Guardrail {
    guardrail(
        "scp",
        &format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#),
        parameters,
    )
    .unwrap()
}

pub(super) fn with(arguments: &[(&str, &[&str])]) -> Arguments {
    let pairs = arguments
        .iter()
        .map(|(name, texts)| ((*name).to_owned(), Argument::texts(texts.iter().copied())));
    pairs.collect()
}

/// The statements of the compiled policy, without what is around them.
pub(super) fn statements(guardrail: &Guardrail, arguments: &Arguments) -> String {
    let text = guardrail.compile(arguments, &Surroundings::default()).unwrap();
    let inner = text.strip_prefix(r#"{"Version":"2012-10-17","Statement":["#).unwrap();
    inner.strip_suffix("]}").unwrap().to_owned()
}

const KEYS: &str = "[parameters.keys]\nkind = \"tag-keys\"\ndescription = \"D\"\ndefault = []";
const ACTIONS: &str = "[parameters.actions]\nkind = \"actions\"\ndescription = \"D\"\ndefault = []";

#[test]
fn a_list_is_spliced_and_nothing_stands_twice() {
    let one = scp(
        r#"{"Effect":"Deny","Action":["s3:Put*","<actions>","ec2:Run*"],"Resource":"*"}"#,
        ACTIONS,
    );
    assert_eq!(
        statements(&one, &with(&[("actions", &["s3:Get*", "s3:Put*", "s3:Get*"])])),
        r#"{"Effect":"Deny","Action":["s3:Put*","s3:Get*","ec2:Run*"],"Resource":"*"}"#
    );
    assert_eq!(
        statements(&one, &with(&[])),
        r#"{"Effect":"Deny","Action":["s3:Put*","ec2:Run*"],"Resource":"*"}"#
    );
    let alone = scp(r#"{"Effect":"Deny","Action":"<actions>","Resource":"*"}"#, ACTIONS);
    assert_eq!(
        statements(&alone, &with(&[("actions", &["s3:Get*"])])),
        r#"{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}"#
    );
}

#[test]
fn a_list_inside_a_text_makes_one_text_an_item() {
    let one = scp(
        r#"{"Effect":"Deny","Action":"ec2:*","Resource":["arn:*:x:::<keys>/<keys>"]}"#,
        KEYS,
    );
    assert_eq!(
        statements(&one, &with(&[("keys", &["a", "b"])])),
        r#"{"Effect":"Deny","Action":"ec2:*","Resource":["arn:*:x:::a/a","arn:*:x:::a/b","arn:*:x:::b/a","arn:*:x:::b/b"]}"#
    );
}

#[test]
fn each_repeats_a_statement_and_numbers_it() {
    let one = scp(
        r#"{"<each>":"key in keys","Sid":"Tag<n>","Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"Null":{"aws:RequestTag/<key>":"true"}}}"#,
        KEYS,
    );
    let text = statements(&one, &with(&[("keys", &["owner", "cost center"])]));
    assert_eq!(
        text,
        concat!(
            r#"{"Sid":"Tag1","Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"Null":{"aws:RequestTag/owner":"true"}}},"#,
            r#"{"Sid":"Tag2","Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"Null":{"aws:RequestTag/cost center":"true"}}}"#
        )
    );
    let problems = one.compile(&with(&[]), &Surroundings::default()).unwrap_err();
    assert_eq!(problems[0].code, "nothing-left");
}

#[test]
fn if_keeps_or_drops_a_statement() {
    let one = scp(
        r#"{"<if>":"a in keys","Sid":"A","Effect":"Deny","Action":"*","Resource":"*"},
           {"<if>":"a not in keys","Sid":"B","Effect":"Deny","Action":"*","Resource":"*"},
           {"<if>":"keys","Sid":"C","Effect":"Deny","Action":"*","Resource":"*"},
           {"<if>":"not keys","Sid":"D","Effect":"Deny","Action":"*","Resource":"*"}"#,
        KEYS,
    );
    let sids = |keys: &[&str]| {
        let text = statements(&one, &with(&[("keys", keys)]));
        ["A", "B", "C", "D"]
            .into_iter()
            .filter(|sid| text.contains(&format!("\"Sid\":\"{sid}\"")))
            .collect::<String>()
    };
    assert_eq!(sids(&["a"]), "AC");
    assert_eq!(sids(&["b"]), "BC");
    assert_eq!(sids(&[]), "BD");
}

#[test]
fn an_empty_list_drops_an_exemption_and_else_the_statement() {
    let one = scp(
        r#"{"Sid":"A","Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"<exempt>"},"StringNotLike":{"aws:x":["<keys>"],"aws:y":"z"}}},
           {"Sid":"B","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:x":"<keys>"}}},
           {"Sid":"C","Effect":"Deny","Action":"*","Resource":["<keys>"]}"#,
        KEYS,
    );
    assert_eq!(
        statements(&one, &with(&[])),
        r#"{"Sid":"A","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:y":"z"}}}"#
    );
}

#[test]
fn the_exemption_is_a_parameter_of_whoever_uses_it() {
    let one = scp(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"<exempt>"}}}"#,
        "",
    );
    assert!(one.has_exemption());
    let surroundings = Surroundings {
        exempt: vec!["Member".to_owned(), "arn:*:iam::*:role/X".to_owned()],
        ..Surroundings::default()
    };
    let text = one
        .compile(&with(&[("exempt-roles", &["X", "ci/Deploy"])]), &surroundings)
        .unwrap();
    let list = r#"["arn:*:iam::*:role/Member","arn:*:iam::*:role/X","arn:*:iam::*:role/ci/Deploy"]"#;
    assert!(text.contains(list), "{text}");
    assert!(!scp(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#, "").has_exemption());
}

#[test]
fn a_declarative_policy_writes_numbers_as_texts_and_keeps_brackets() {
    let one = guardrail(
        "declarative-ec2",
        r#"{"ec2_attributes":{"a":{"@@assign":"<hop>"},"b":{"@@assign":["<names>"]},"c":{"<if>":"on","x":{"@@assign":"<on>"}},"d":{"@@assign":"<word>-x"}}}"#,
        "[parameters.hop]\nkind = \"number\"\ndescription = \"D\"\ndefault = 2\n[parameters.names]\nkind = \"texts\"\ndescription = \"D\"\ndefault = [\"amazon\"]\n\
         [parameters.on]\nkind = \"boolean\"\ndescription = \"D\"\ndefault = false\n[parameters.word]\nkind = \"text\"\ndescription = \"D\"\ndefault = \"w\"",
    )
    .unwrap();
    let compile = |on: bool| {
        let arguments = Arguments::from([("on".to_owned(), Argument::Boolean(on))]);
        one.compile(&arguments, &Surroundings::default()).unwrap()
    };
    let start = r#"{"ec2_attributes":{"a":{"@@assign":"2"},"b":{"@@assign":["amazon"]},"#;
    assert_eq!(compile(false), format!(r#"{start}"d":{{"@@assign":"w-x"}}}}}}"#));
    assert_eq!(
        compile(true),
        format!(r#"{start}"c":{{"x":{{"@@assign":true}}}},"d":{{"@@assign":"w-x"}}}}}}"#)
    );
}

#[test]
fn a_value_is_never_read_as_a_part_of_the_template() {
    let declared = "[parameters.word]\nkind = \"text\"\ndescription = \"D\"\n[parameters.words]\nkind = \"texts\"\ndescription = \"D\"";
    let one = scp(
        r#"{"Effect":"Deny","Action":"s3:*","Resource":["x<word>","<words>"],"Condition":{"StringEquals":{"aws:PrincipalTag/<word>":"<word>"}}}"#,
        declared,
    );
    for nasty in [
        r#"","Action":"*"#,
        "<words>",
        "<exempt>",
        "\\",
        "\\\"",
        "<each>",
        "]}",
        "{}",
        "é<word>",
    ] {
        let arguments = Arguments::from([
            ("word".to_owned(), Argument::Text(nasty.to_owned())),
            ("words".to_owned(), Argument::texts([nasty])),
        ]);
        let text = one.compile(&arguments, &Surroundings::default()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let statement = &json["Statement"][0];
        assert_eq!(statement.as_object().unwrap().len(), 4, "{text}");
        assert_eq!(statement["Action"], "s3:*");
        assert_eq!(statement["Resource"], serde_json::json!([format!("x{nasty}"), nasty]));
        assert_eq!(
            statement["Condition"]["StringEquals"][format!("aws:PrincipalTag/{nasty}")],
            nasty
        );
    }
}

#[test]
fn a_template_that_cannot_be_filled_is_no_file() {
    let statement = |inner: &str| format!(r#"{{"Statement":[{{{inner}}}]}}"#);
    let trouble = |policy: &str, parameters: &str| guardrail("scp", policy, parameters).unwrap_err();
    for (policy, parameters, said) in [
        (statement(r#""A":"<x>""#), "", "`<x>` is no parameter"),
        (statement(r#""A":"b""#), KEYS, "`keys` is not used"),
        (statement(r#""a<keys>":"b""#), KEYS, "cannot stand in a key"),
        (statement(r#""<each>":"keys""#), KEYS, "`<each>` is `NAME in PARAMETER`"),
        (
            statement(r#""<each>":["x in keys"]"#),
            KEYS,
            "`<each>` is `NAME in PARAMETER`",
        ),
        (
            statement(r#""<each>":"keys in keys""#),
            KEYS,
            "is the name of a parameter",
        ),
        (statement(r#""<if>":"x is keys""#), KEYS, "`<if>` cannot be read"),
        (statement(r#""<if>":"x in kees""#), KEYS, "`<kees>` is no parameter"),
        (statement(r#""A":"a < <keys>""#), KEYS, "angle bracket"),
        (statement(r#""A":"role/<exempt>""#), "", "is whole ARNs"),
        ("{".to_owned(), "", "policy: "),
        (statement(r#""A":"<keys>""#), "colour = 1", "unknown field `colour`"),
        (
            statement(r#""A":"<keys>""#),
            "[parameters.keys]\nkind = \"tagkeys\"\ndescription = \"D\"",
            "unknown variant",
        ),
        (
            statement(r#""A":"<keys>""#),
            "[parameters.keys]\nkind = \"tag-keys\"\ndescription = \"D\"\ndefault = \"x\"",
            "does not fit",
        ),
        (
            statement(r#""A":"<keys>""#),
            "[parameters.keys]\nkind = \"tag-keys\"\ndescription = \"D\"\ndefault = \"${regions.approved}\"",
            "does not fit",
        ),
        (statement(r#""A":"b""#), "[[tests]]\nname = \"x\"", "missing field"),
    ] {
        let parameters = if parameters == "colour = 1" {
            "colour = 1\n[parameters.keys]\nkind = \"tag-keys\"\ndescription = \"D\""
        } else {
            parameters
        };
        let error = trouble(&policy, parameters);
        assert!(error.contains(said), "{policy} {parameters}: {error}");
    }
    for name in ["sample", "Sample@1", "sample@0", "sample@01", "sample@1.0", "@1"] {
        assert!(Guardrail::parse(name, "").is_err(), "{name}");
    }
}
