//! `docs/guardrail-rules.md` is made of the linter's catalogue.

use std::fmt::Write as _;

use groundline::guardrails::lint::{Group, Kind, Rule, catalogue};

use crate::support::repository;

const FILE: &str = "docs/guardrail-rules.md";

const INTRODUCTION: &str = "\
# Rules of the linter

What `groundline guardrail lint` looks for, and `validate` and `plan` in the policies of a baseline. `groundline guardrail explain CODE` \
shows the same in a terminal. An error ends with exit code 65; a warning or note only with `--deny-warnings` does, and notes never do. \
To accept a finding in one policy, name its code: `lint-allow = [\"CODE\"]` in the policy's table. What AWS refuses cannot be accepted.

This page is generated: run the tests with `GROUNDLINE_BLESS=1` after a change of a rule.
";

#[test]
fn the_page_is_that_of_the_catalogue() {
    let generated = page();
    if std::env::var_os("GROUNDLINE_BLESS").is_some() {
        std::fs::write(repository(FILE), &generated).unwrap();
    }
    let committed = std::fs::read_to_string(repository(FILE)).unwrap_or_default();
    assert!(
        committed == generated,
        "{FILE} is out of date: run this test with GROUNDLINE_BLESS=1"
    );
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for group in Group::ALL {
        let rules = || catalogue().filter(|rule| rule.group == *group);
        write!(page, "\n## {}\n\n| Code | | |\n|---|---|---|\n", group.title()).unwrap();
        for rule in rules() {
            let code = rule.code;
            let link = if *group == Group::Inheriting {
                format!("`{code}`")
            } else {
                format!("[`{code}`](#{code})")
            };
            let more = if *group == Group::Inheriting {
                format!(". {}", cell(rule.why))
            } else {
                String::new()
            };
            writeln!(page, "| {link} | {} | {}{more} |", rule.severity, cell(rule.summary)).unwrap();
        }
        if *group != Group::Inheriting {
            rules().for_each(|rule| section(&mut page, rule));
        }
    }
    page
}

fn section(page: &mut String, rule: &Rule) {
    let of: Vec<&str> = rule.kinds.iter().map(|kind| name(*kind)).collect();
    write!(
        page,
        "\n### {}\n\n**{}.** ({}; {})\n\n{}\n\n{}\n",
        rule.code,
        rule.summary,
        rule.severity,
        of.join(", "),
        rule.why,
        rule.instead
    )
    .unwrap();
    for (title, example) in [("Bad", rule.bad), ("Good", rule.good)] {
        if !example.is_empty() {
            write!(page, "\n{title}:\n\n```json\n{example}\n```\n").unwrap();
        }
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Scp => "SCPs",
        Kind::Rcp => "RCPs",
        Kind::Delegation => "the delegation policy",
        Kind::Inheriting => "inheriting policies",
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
