//! Arguments, defaults, surroundings, and accounts that are spared.

use super::super::{Argument, Arguments, Guardrail, Problem, Surroundings, Where};
use super::templates::{guardrail, scp, with};

fn regions() -> Guardrail {
    scp(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"<regions>"}}}"#,
        "[parameters.regions]\nkind = \"regions\"\ndescription = \"D\"\ndefault = \"${regions.approved}\"",
    )
}

fn perimeter() -> Guardrail {
    guardrail(
        "rcp",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"<id>"}}}]}"#,
        "[parameters.id]\nkind = \"organization-id\"\ndescription = \"D\"\ndefault = \"${organization.id}\"",
    )
    .unwrap()
}

fn problems(guardrail: &Guardrail, arguments: &Arguments) -> Vec<Problem> {
    guardrail.compile(arguments, &Surroundings::default()).unwrap_err()
}

fn one(guardrail: &Guardrail, name: &str, argument: Argument) -> Problem {
    let mut found = problems(guardrail, &Arguments::from([(name.to_owned(), argument)]));
    found.retain(|problem| problem.code != "missing-parameter");
    assert_eq!(found.len(), 1, "{found:?}");
    found.pop().unwrap()
}

#[test]
fn surroundings_fill_what_nobody_chose() {
    let text = regions().compile(&Arguments::new(), &Surroundings::example()).unwrap();
    assert!(
        text.contains(r#""aws:RequestedRegion":["eu-west-1","us-east-1"]"#),
        "{text}"
    );
    let chosen = with(&[("regions", &["ap-south-1"])]);
    let text = regions().compile(&chosen, &Surroundings::example()).unwrap();
    assert!(text.contains(r#""aws:RequestedRegion":"ap-south-1""#), "{text}");
    let text = perimeter()
        .compile(&Arguments::new(), &Surroundings::example())
        .unwrap();
    assert!(text.contains(r#""aws:PrincipalOrgID":"o-example0001""#), "{text}");
}

#[test]
fn what_is_missing_says_which_key_to_write() {
    let missing = problems(&regions(), &Arguments::new());
    assert_eq!(
        (missing[0].code, &missing[0].at),
        ("missing-parameter", &Where::Missing("regions".to_owned()))
    );
    assert!(
        missing[0].help.as_ref().unwrap().contains("`approved` in `[regions]`"),
        "{missing:?}"
    );
    let missing = problems(&perimeter(), &Arguments::new());
    assert!(
        missing[0].help.as_ref().unwrap().contains("`id` in `[organization]`"),
        "{missing:?}"
    );
}

#[test]
fn wrong_arguments_are_pointed_at() {
    let unknown = one(&regions(), "region", Argument::Boolean(true));
    assert_eq!(
        (unknown.code, unknown.at),
        ("unknown-parameter", Where::Name("region".to_owned()))
    );
    assert_eq!(unknown.help.unwrap(), "did you mean `regions`?");
    let text = one(&regions(), "regions", Argument::Text("eu-west-1".to_owned()));
    assert_eq!(
        (text.code, text.at),
        ("wrong-parameter", Where::Argument("regions".to_owned()))
    );
    assert_eq!(text.message, "`regions` takes a list of Regions, not a text");
    assert_eq!(text.help.unwrap(), "write it in brackets: `[\"eu-west-1\"]`");
    let empty = one(&regions(), "regions", Argument::List(Vec::new()));
    assert_eq!(
        (empty.code, empty.at),
        ("empty-parameter", Where::Argument("regions".to_owned()))
    );
    let list = vec![Argument::Text("eu-west-1".to_owned()), Argument::Number(1)];
    let item = one(&regions(), "regions", Argument::List(list));
    assert_eq!(
        (item.code, item.at),
        ("wrong-parameter", Where::Item("regions".to_owned(), 1))
    );
    let shape = one(&regions(), "regions", Argument::texts(["europe"]));
    assert_eq!(
        (shape.code, shape.at),
        ("invalid-parameter", Where::Item("regions".to_owned(), 0))
    );
    let id = one(&perimeter(), "id", Argument::List(Vec::new()));
    assert_eq!(id.message, "`id` takes the id of an Organization, not a list");
}

#[test]
fn every_problem_is_told_at_once() {
    let arguments = Arguments::from([
        ("colour".to_owned(), Argument::Number(1)),
        ("regions".to_owned(), Argument::texts(["a", "eu-west-1", "b"])),
    ]);
    let surroundings = Surroundings {
        except_accounts: vec!["1".to_owned()],
        ..Surroundings::default()
    };
    let found = regions().compile(&arguments, &surroundings).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "unknown-parameter",
            "invalid-parameter",
            "invalid-parameter",
            "invalid-account"
        ]
    );
}

#[test]
fn texts_and_numbers_can_be_bounded() {
    let bounded = |more: &str| {
        let policy = r#"{"ec2_attributes":{"state":{"@@assign":"<state>"},"hops":{"@@assign":"<hops>"}}}"#;
        guardrail("declarative-ec2", policy, more)
    };
    let state = "[parameters.state]\nkind = \"text\"\ndescription = \"D\"\ndefault = \"enabled\"\nvalues = [\"enabled\", \"disabled\"]\n";
    let hops = "[parameters.hops]\nkind = \"number\"\ndescription = \"D\"\ndefault = 2\nrange = [1, 64]\n";
    let fits = bounded(&format!("{state}{hops}")).unwrap();
    let told = |name: &str, argument| {
        let problem = one(&fits, name, argument);
        assert_eq!(problem.code, "invalid-parameter");
        (problem.message, problem.help.unwrap_or_default())
    };
    assert_eq!(
        told("state", Argument::Text("disable".to_owned())),
        (
            "`state` takes one of `enabled` and `disabled`, not `disable`".to_owned(),
            "did you mean `disabled`?".to_owned()
        )
    );
    assert_eq!(told("state", Argument::Text("x".to_owned())).1, "");
    for number in [0, 65, i64::MIN] {
        let message = format!("`hops` takes a number from 1 to 64, not {number}");
        assert_eq!(told("hops", Argument::Number(number)).0, message);
    }
    for number in [1, 64] {
        let with = Arguments::from([("hops".to_owned(), Argument::Number(number))]);
        assert!(fits.compile(&with, &Surroundings::default()).is_ok());
    }
    let wrong = bounded(&format!("{}{hops}", state.replace("\"enabled\"\nv", "\"off\"\nv"))).unwrap_err();
    assert_eq!(wrong, "the default of `state` does not fit its kind");
    let wrong = bounded(&format!("{state}{hops}values = [\"1\"]\n"));
    assert!(wrong.unwrap_err().contains("only a text has `values`"));
}

#[test]
fn accounts_are_spared_in_every_deny() {
    let surroundings = Surroundings {
        except_accounts: vec![
            "222222222222".to_owned(),
            "111111111111".to_owned(),
            "222222222222".to_owned(),
        ],
        ..Surroundings::example()
    };
    let text = regions().compile(&Arguments::new(), &surroundings).unwrap();
    let list = r#"["222222222222","111111111111"]"#;
    assert!(
        text.contains(&format!(
            r#""StringNotEquals":{{"aws:RequestedRegion":["eu-west-1","us-east-1"],"aws:PrincipalAccount":{list}}}"#
        )),
        "{text}"
    );
    let text = perimeter().compile(&Arguments::new(), &surroundings).unwrap();
    assert!(text.contains(&format!(r#""aws:ResourceAccount":{list}"#)), "{text}");
}

#[test]
fn spared_accounts_join_those_that_are_spared_already() {
    let guardrail = scp(
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"AWS:principalaccount":["333333333333"]}}},
           {"Effect":"Allow","Action":"*","Resource":"*"}"#,
        "",
    );
    let surroundings = Surroundings {
        except_accounts: vec!["333333333333".to_owned(), "444444444444".to_owned()],
        ..Surroundings::default()
    };
    let text = guardrail.compile(&Arguments::new(), &surroundings).unwrap();
    assert!(
        text.contains(r#"{"AWS:principalaccount":["333333333333","444444444444"]}"#),
        "{text}"
    );
    assert!(
        text.ends_with(r#"{"Effect":"Allow","Action":"*","Resource":"*"}]}"#),
        "{text}"
    );
}

#[test]
fn a_declarative_policy_spares_no_account() {
    let guardrail = guardrail("declarative-ec2", r#"{"ec2_attributes":{"a":{"@@assign":"b"}}}"#, "").unwrap();
    let surroundings = Surroundings {
        except_accounts: vec!["444444444444".to_owned()],
        ..Surroundings::default()
    };
    let problems = guardrail.compile(&Arguments::new(), &surroundings).unwrap_err();
    assert_eq!(
        (problems[0].code, &problems[0].at),
        ("accounts-not-spared", &Where::ExceptAccounts)
    );
}

#[test]
fn what_is_repeated_without_end_is_refused() {
    let guardrail = scp(
        r#"{"<each>":"key in keys","Sid":"Key<n>","Effect":"Deny","Action":"<actions>","Resource":"*",
            "Condition":{"Null":{"aws:RequestTag/<key>":"true"}}}"#,
        "[parameters.keys]\nkind = \"tag-keys\"\ndescription = \"D\"\n[parameters.actions]\nkind = \"actions\"\ndescription = \"D\"",
    );
    let of = |keys: usize, actions: usize| {
        let list = |count: usize, start: &str| Argument::texts((0..count).map(|number| format!("{start}{number}")));
        let arguments = Arguments::from([
            ("keys".to_owned(), list(keys, "k")),
            ("actions".to_owned(), list(actions, "ec2:Run")),
        ]);
        guardrail.compile(&arguments, &Surroundings::default())
    };
    assert!(of(60, 300).is_ok());
    let problems = of(2_000, 1_000).unwrap_err();
    assert_eq!(
        (problems[0].code, &problems[0].at),
        ("too-long", &Where::Argument("keys".to_owned()))
    );
}
