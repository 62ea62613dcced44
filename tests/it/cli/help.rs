//! The help of every command, as a person sees it.

use super::Desk;
use groundline::exit::Exit;

fn help(words: &str) -> String {
    let ran = Desk::empty().types(&format!("{words} --help")).expect(Exit::Done);
    assert_eq!(ran.stderr, "");
    ran.stdout
}

#[test]
fn of_every_command() {
    let commands = [
        "",
        "demo",
        "validate",
        "plan",
        "apply",
        "drift",
        "guardrail",
        "guardrail show",
        "sandbox",
        "sandbox reset",
        "sandbox serve",
        "sandbox show",
        "sandbox operations",
        "schema",
        "completions",
        "man",
    ];
    for command in commands {
        let name = format!(
            "help_{}",
            if command.is_empty() {
                "itself".to_owned()
            } else {
                command.replace(' ', "_")
            }
        );
        insta::assert_snapshot!(name, help(command));
    }
}

#[test]
fn names_every_command_in_the_snapshots_above() {
    let short = Desk::empty().types("-h").expect(Exit::Done).stdout;
    let (_, rest) = short.split_once("Commands:\n").unwrap();
    let (commands, _) = rest.split_once("\n\n").unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        names,
        [
            "demo",
            "validate",
            "plan",
            "apply",
            "drift",
            "guardrail",
            "sandbox",
            "schema",
            "completions",
            "man"
        ]
    );
}

#[test]
fn has_examples_for_every_command() {
    for command in [
        "demo",
        "validate",
        "plan",
        "apply",
        "drift",
        "guardrail show",
        "sandbox reset",
        "sandbox serve",
        "schema",
        "man",
    ] {
        let text = help(command);
        assert!(text.contains(&format!("Examples:\n  groundline {command}")), "{text}");
    }
}

#[test]
fn fits_a_terminal_of_a_hundred_columns() {
    let long: Vec<String> = ["", "plan", "apply", "sandbox serve"]
        .iter()
        .flat_map(|command| help(command).lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| line.chars().count() > 100)
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn the_version_is_data() {
    let ran = Desk::empty().types("--version").expect(Exit::Done);
    assert_eq!(ran.stdout, format!("groundline {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_table_of_exit_codes() {
    let rows = Exit::ALL.map(|exit| format!("| {} | {} |\n", exit.code(), exit.meaning()));
    insta::assert_snapshot!(rows.concat(), @r"
    | 0 | done, or nothing to do |
    | 1 | error: something went wrong that is none of the below |
    | 2 | differences (`drift`, `plan --detailed-exitcode`) |
    | 3 | incomplete: something could not be read or applied; also Ctrl-C and SIGTERM |
    | 4 | refused, nothing written: risk not allowed, stale plan, other Organization |
    | 5 | pending: AWS is still working; run again |
    | 64 | bad usage: the command line is wrong, or nobody could be asked |
    | 65 | bad baseline |
    ");
}
