//! What a baseline takes at most, and that what is done once comes to the same.

use super::{Checked, declare};
use crate::areas::organizations::Baseline;
use crate::areas::organizations::guardrail_tests::run::{STEPS, run_within, unfinished};

const HEAD: &str = r#"
    format = 1
    [organization]
    baseline = "acme"
    id = "o-a1b2c3d4e5"
    management-account = "111111111111"
"#;

fn checked(body: &str) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, format!("{HEAD}{body}")).unwrap();
    declare(&path)
}

fn baseline(body: &str) -> Baseline {
    let checked = checked(body);
    assert!(checked.baseline.is_some(), "{:?}", checked.diagnostics.sorted());
    checked.baseline.unwrap().core
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    checked.diagnostics.sorted().iter().map(|found| found.code).collect()
}

fn texts<T: std::fmt::Display>(texts: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = texts.map(|text| format!("\"{text}\"")).collect();
    format!("[{}]", texts.join(","))
}

fn account(key: &str) -> String {
    format!("[accounts.{key}]\nemail = \"{key}@example.com\"\n")
}

fn tests(count: usize) -> String {
    let test = |number| {
        format!(
            "[[guardrail-tests]]\nname = \"t{number}\"\naccount = \"a\"\nprincipal = \"role/x\"\naction = [\"iam:CreateRole\", \"iam:DeleteRole\"]\n\
             resource = \"arn:aws:iam::222222222222:role/some/path/with-a-name-that-is-long-{number}\"\nexpect = \"allow\"\n"
        )
    };
    (0..count).map(test).collect()
}

#[test]
fn tests_are_run_until_one_is_too_much() {
    let baseline = baseline(
        &(account("a")
            + "[scps.s]\nguardrail = \"protect-roles@1\"\nwith = { roles = [\"x\"] }\nattach = [\"root\"]\n"
            + &tests(3)),
    );
    let (all, left) = run_within(&baseline, usize::MAX);
    assert_eq!((all.len(), left), (3, 0));
    assert!(all.iter().all(|ran| ran.failures.is_empty()));
    assert_eq!(unfinished(&baseline, 0), None);

    let one = (0..20)
        .map(|power| 1_usize << power)
        .find(|steps| run_within(&baseline, *steps).1 < 3);
    let (ran, left) = run_within(&baseline, one.unwrap());
    assert_eq!(ran.len() + left, 3);
    assert!(left > 0 && ran[0].test.name == "t0");
    let wrong = unfinished(&baseline, 2).unwrap();
    assert!(
        wrong
            .message
            .starts_with("the last 2 of 3 guardrail tests were not run, from `t1` on"),
        "{wrong:?}"
    );
    assert!(wrong.primary.is_some());
}

#[test]
fn a_thousand_tests_under_two_dozen_of_the_largest_policies_are_run() {
    let units = "[units.a]\n[units.b]\nparent = \"a\"\n[units.c]\nparent = \"b\"\n";
    let mut body = format!("{units}{}unit = \"c\"\n", account("a"));
    for (number, place) in ["root", "a", "b", "c", "account:a"].into_iter().enumerate() {
        for policy in 0..5 {
            let roles = texts((0..240).map(|role| format!("Role{number}x{policy}x{role}*")));
            body += &format!(
                "[scps.s{number}-{policy}]\nguardrail = \"protect-roles@1\"\nwith = {{ roles = {roles} }}\nattach = [\"{place}\"]\n"
            );
        }
    }
    let baseline = baseline(&(body + &tests(10)));
    assert_eq!(run_within(&baseline, STEPS / 100).1, 0);
}

#[test]
fn the_same_guardrail_is_as_wrong_the_second_time() {
    let wrong = |key: &str, region: &str| {
        format!(
            "[scps.{key}]\nguardrail = \"approved-regions@1\"\nwith = {{ regions = [\"eu-west-1\", \"{region}\"] }}\nattach = []\n"
        )
    };
    let found = checked(&(wrong("a", "eu-wst-1") + &wrong("b", "eu-wst-1") + &wrong("c", "eu-west-2")));
    let mut places: Vec<_> = found
        .diagnostics
        .sorted()
        .into_iter()
        .map(|found| (found.code, found.primary))
        .collect();
    places.retain(|(code, _)| *code == "unknown-region");
    assert_eq!(places.len(), 2);
    places.dedup();
    assert_eq!(places.len(), 2);
    let found = checked(
        "[scps.a]\nguardrail = \"approved-regions@1\"\nattach = []\n[scps.b]\nguardrail = \"approved-regions@1\"\nattach = []\n",
    );
    assert_eq!(codes(&found), ["missing-parameter"; 2]);
}

#[test]
fn guardrails_with_the_same_arguments_say_the_same_and_others_do_not() {
    let policy = |key: &str, more: &str| format!("[scps.{key}]\nguardrail = \"deny-root@1\"\nattach = []\n{more}");
    let body = account("x")
        + &policy("a", "")
        + &policy("b", "")
        + &policy("c", "except-accounts = [\"x\"]\n")
        + &policy("d", "except-accounts = [\"x\"]\n");
    let baseline = baseline(&body);
    let texts: Vec<String> = baseline
        .policies
        .values()
        .map(|policy| policy.document.minified())
        .collect();
    assert!(
        texts[0] == texts[1] && texts[2] == texts[3] && texts[1] != texts[2],
        "{texts:?}"
    );
    let late: Vec<bool> = baseline.policies.values().map(|policy| policy.late.is_some()).collect();
    assert_eq!(late, [false, false, true, true]);
}

#[test]
fn a_guardrail_of_a_set_spares_its_own_accounts_and_those_of_the_set() {
    let accounts: String = ["x", "y", "z"].map(account).concat();
    let pinned = accounts
        .replace("[accounts.x]\n", "[accounts.x]\nid = \"222222222222\"\n")
        .replace("[accounts.y]\n", "[accounts.y]\nid = \"333333333333\"\n")
        .replace("[accounts.z]\n", "[accounts.z]\nid = \"444444444444\"\n");
    let set = |own: &str| {
        format!(
            "{pinned}[scps.s]\npack = true\nattach = []\nexcept-accounts = [\"x\", \"y\"]\n[scps.s.guardrails]\none = {{ guardrail = \"deny-root@1\", except-accounts = {own} }}\ntwo = {{ guardrail = \"deny-root@1\" }}\n"
        )
    };
    let found = baseline(&set("[\"z\"]"));
    let members = &found.sets.values().next().unwrap().members;
    let says = |name: &str, ids: &str| {
        let text = members[name].document.minified();
        assert!(text.contains(ids), "{text}");
    };
    says("one", r#"["444444444444","222222222222","333333333333"]"#);
    says("two", r#"["222222222222","333333333333"]"#);

    let twice = checked(&set("[\"y\"]"));
    assert_eq!(codes(&twice), ["listed-twice"]);
    let unknown = checked(&set("[\"z\"]").replace("[\"x\", \"y\"]", "[\"x\", \"w\"]"));
    assert_eq!(codes(&unknown), ["unknown-account"]);
}

#[test]
fn more_regions_than_aws_has_are_refused() {
    let regions = |count: usize| {
        let letters = "abcdefghijklmnopqrstuvwxyz".chars();
        let names = letters.flat_map(|letter| (1..=9).map(move |number| format!("eu-new{letter}-{number}")));
        let names: Vec<String> = names.take(count).collect();
        let regions = format!(
            "[regions]\nhome = \"{0}\"\napproved = {1}\n",
            names[0],
            texts(names.iter())
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.toml");
        std::fs::write(
            &path,
            format!("allow-unknown = {}\n{HEAD}{regions}", texts(names.iter())),
        )
        .unwrap();
        codes(&declare(&path))
    };
    assert_eq!(regions(200), Vec::<&str>::new());
    assert_eq!(regions(201), ["too-many-entries"]);
}
