//! Baselines of megabytes: what is said of them stays short, whatever they hold.

use groundline::areas::declare::{Checked, declare};
use groundline::diagnostics::Diagnostic;
use groundline::views::diagnostics::render;

const HEAD: &str =
    "format = 1\n[organization]\nbaseline = \"acme\"\nmanagement-account = \"111111111111\"\nid = \"o-a1b2c3d4e5\"\n";

/// What is said of a baseline, and all of it as text.
fn said(body: &str) -> (Vec<Diagnostic>, String, Checked) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, format!("{HEAD}{body}")).unwrap();
    let checked = declare(&path);
    let found = checked.diagnostics.sorted();
    let text = render(&found, &checked.sources, false);
    (found, text, checked)
}

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    let mut codes: Vec<&str> = found.iter().map(|found| found.code).collect();
    codes.dedup();
    codes
}

#[test]
fn a_circle_of_two_thousand_units_is_one_short_finding() {
    let circle = many(2_000, |n| format!("[units.u{n}]\nparent = \"u{}\"\n", (n + 1) % 2_000));
    let (found, text, _) = said(&circle);
    assert_eq!(codes(&found), ["circular-units"]);
    assert!(found[0].message.contains("1988 more") && text.len() < 3_000, "{text}");
}

#[test]
fn forty_thousand_equal_regions_are_counted() {
    let list = vec!["\"eu-west-1\""; 40_000].join(",");
    let (found, text, checked) = said(&format!("[regions]\nhome = \"eu-west-1\"\napproved = [{list}]\n"));
    assert!(checked.baseline.is_some(), "{text}");
    assert_eq!(codes(&found), ["listed-twice", "more-findings"]);
    assert!(
        text.contains("and 38999 more warnings") && text.len() < 1_000_000,
        "{}",
        text.len()
    );
}

#[test]
fn references_stand_for_so_many_bytes_in_all() {
    let value = "y".repeat(200_000);
    let uses = "${values.x}".repeat(3_000);
    let account = "[accounts.a]\nemail = \"a@example.com\"\nowner =";
    let (found, text, _) = said(&format!("{account} \"{uses}\"\n[values]\nx = \"{value}\"\n"));
    assert!(codes(&found).contains(&"too-large"), "{text}");
    assert_eq!(found.iter().filter(|found| found.code == "too-large").count(), 1);
    assert!(text.len() < 20_000, "{}", text.len());
}

#[test]
fn a_hundred_thousand_mistakes_are_a_thousand_and_a_number() {
    let list = many(100_000, |n| format!("\"x{n}\","));
    let (found, _, checked) = said(&format!("[trusted-access]\nservices = [{list}]\n"));
    assert!(checked.baseline.is_none());
    assert_eq!(found.len(), 1_001);
    assert_eq!(
        found.last().unwrap().message,
        "and 99000 more errors, of which nothing is shown"
    );
}

#[test]
fn what_no_organization_has_is_refused_at_once() {
    let (found, ..) = said(&format!("[values]\nx = [{}]\n", "1,".repeat(500_000)));
    assert_eq!(codes(&found), ["too-many-values"]);
    let (found, ..) = said(&many(60_000, |n| format!("values.a{n}.b.c.d = 1\n")));
    assert_eq!(codes(&found), ["too-many-values"]);
}

/// What is said of so many empty entries of a table being too many; nothing if they are not.
fn too_many(table: &str, count: usize, line: &str) -> Option<String> {
    let (found, ..) = said(&many(count, |n| format!("[{table}.x{n}]\n{line}\n")));
    let mut found = found.into_iter().filter(|found| found.code == "too-many-entries");
    let first = found.next().map(|found| found.message);
    assert!(found.next().is_none());
    first
}

#[test]
fn as_many_as_aws_keeps_are_taken_and_one_more_is_not() {
    for (table, most, line) in [
        ("scps", 10_000, "attach = []"),
        ("rcps", 2_000, "attach = []"),
        ("tag-policies", 1_000, "attach = []"),
        ("declarative-policies", 1_000, "attach = []"),
        ("units", 2_000, ""),
        ("accounts", 50_000, ""),
    ] {
        assert_eq!(too_many(table, most, line), None, "{table}");
        let refused = too_many(table, most + 1, line).unwrap();
        assert!(
            refused.contains(&most.to_string()) && refused.contains("quota") && refused.contains("AWS"),
            "{refused}"
        );
    }
}

#[test]
fn a_set_takes_so_many_guardrails() {
    let set = |count| {
        let guardrails = many(count, |n| {
            format!("[scps.s.guardrails.g{n}]\nguardrail = \"no-such@1\"\n")
        });
        said(&format!("[scps.s]\npack = true\nattach = []\n{guardrails}")).0
    };
    assert!(!codes(&set(200)).contains(&"too-many-entries"));
    assert!(codes(&set(201)).contains(&"too-many-entries"));
}

#[test]
fn sets_that_cannot_be_attached_are_not_packed() {
    let sets = many(3_000, |n| {
        format!(
            "[scps.s{n}]\npack = true\nattach = [\"root\"]\nguardrails = {{ root = {{ guardrail = \"deny-root@1\" }} }}\n"
        )
    });
    let (found, text, _) = said(&sets);
    assert_eq!(codes(&found), ["too-many-attachments"]);
    assert!(
        text.contains("3000 sets of type SERVICE_CONTROL_POLICY are attached to `root`"),
        "{text}"
    );
}

#[test]
fn what_is_not_linted_any_more_is_said() {
    let policies = many(1_500, |n| {
        let roles = many(100, |m| format!("\"Role{n}x{m}\","));
        format!("[scps.s{n}]\nguardrail = \"protect-roles@1\"\nattach = []\nwith = {{ roles = [{roles}] }}\n")
    });
    let (found, ..) = said(&policies);
    assert_eq!(codes(&found), ["lint-unfinished"]);
    assert_eq!(found.len(), 1);
}

#[test]
fn files_hold_so_much_together() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["a", "b", "c"].map(|name| {
        let list = "1,".repeat(300_000);
        std::fs::write(
            folder.path().join(format!("{name}.toml")),
            format!("[values]\n{name} = [{list}]\n"),
        )
        .unwrap();
        format!("\"{name}.toml\"")
    });
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, format!("include = [{}]\n{HEAD}", names.join(","))).unwrap();
    let found = declare(&path).diagnostics.sorted();
    assert_eq!(codes(&found), ["too-many-values"]);
    assert!(found[0].message.contains("in all"), "{}", found[0].message);
}

#[test]
fn folders_are_read_for_so_many_patterns() {
    let include = |count: usize, pattern: &dyn Fn(usize) -> String| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.toml"), "[units.a]\n").unwrap();
        let list = many(count, |n| format!("\"{}\",", pattern(n)));
        let path = folder.path().join("baseline.toml");
        std::fs::write(&path, format!("include = [{list}]\n{HEAD}")).unwrap();
        declare(&path).diagnostics.sorted()
    };
    assert_eq!(codes(&include(5_000, &|_| "[a].toml".to_owned())), [""; 0]);
    assert_eq!(codes(&include(1_000, &|n| format!("{n}/*.toml"))), ["nothing-included"]);
    let found = include(3_000, &|n| format!("{n}/*.toml"));
    let errors = found.iter().filter(|found| found.code == "too-many-patterns");
    assert_eq!(errors.count(), 1);
}

#[test]
fn lists_that_fit_no_policy_are_not_compiled() {
    let ids = many(20_000, |n| format!("\"{n:012}\","));
    let rcp =
        format!("[rcps.a]\nguardrail = \"confused-deputy@1\"\nattach = []\nwith = {{ trusted-accounts = [{ids}] }}\n");
    let (found, ..) = said(&rcp);
    assert_eq!(codes(&found), ["too-long"]);
    let accounts = many(2_000, |n| {
        format!("[accounts.a{n}]\nemail = \"a{n}@example.com\"\nmember-role = \"Role{n}\"\n")
    });
    let (found, ..) = said(&format!(
        "{accounts}[scps.a]\nguardrail = \"deny-root@1\"\nattach = []\n"
    ));
    assert_eq!(codes(&found), ["too-long"]);
}

#[test]
fn tests_that_compare_too_much_are_an_error() {
    let roles = many(40, |n| format!("\"*{}{n}\",", "a?".repeat(100)));
    let test = |n: usize| {
        let resource = "b".repeat(19_000);
        format!(
            "[[guardrail-tests]]\nname = \"t{n}\"\naccount = \"a\"\nprincipal = \"role/x\"\naction = \"iam:CreateRole\"\n\
             resource = \"arn:aws:iam::222222222222:role/{resource}\"\nexpect = \"allow\"\n"
        )
    };
    let checked = |count: usize| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.toml");
        let account = "[accounts.a]\nemail = \"a@example.com\"\n";
        let policy =
            format!("[scps.s]\nguardrail = \"protect-roles@1\"\nattach = [\"root\"]\nwith = {{ roles = [{roles}] }}\n");
        std::fs::write(&path, format!("{HEAD}{account}{policy}{}", many(count, test))).unwrap();
        let mut checked = declare(&path);
        assert!(checked.baseline.is_some(), "{:?}", checked.diagnostics.sorted());
        checked.run_tests();
        checked
    };
    assert!(checked(1).baseline.is_some());
    let found = checked(3);
    assert!(found.baseline.is_none());
    let found = found.diagnostics.sorted();
    let wrong = found
        .iter()
        .find(|found| found.code == "guardrail-tests-unfinished")
        .unwrap();
    assert!(
        wrong.message.contains("of 3 guardrail tests were not run, from `t"),
        "{}",
        wrong.message
    );
    assert!(wrong.help.as_ref().unwrap().contains("groundline guardrail test"));
}
