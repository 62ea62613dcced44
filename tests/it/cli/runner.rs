//! What a CI runner takes for a command: no line of any output is one, whatever things are called.

use std::collections::BTreeMap;
use std::process::Stdio;

use super::{Desk, Ran, SMALL};
use crate::program;
use groundline::exit::Exit;
use groundline::sandbox::{Seed, Setup, file};

const HOSTILE: [&str; 4] = [
    "::add-mask::x",
    "##[add-mask]x",
    "##vso[task.setvariable variable=a]b",
    "  ::warning::x",
];

/// Puts a text of one's own in the place of every name, description, tag and address of the Organization.
fn renamed(desk: &Desk, text: &str) {
    let path = desk.path(".groundline/sandbox.json");
    let mut document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    fn walk(value: &mut serde_json::Value, text: &str, n: &mut usize) {
        match value {
            serde_json::Value::Object(members) => {
                for (key, value) in members.iter_mut() {
                    let is_free = matches!(key.as_str(), "name" | "description" | "email") && value.is_string();
                    if is_free {
                        *n += 1;
                        *value = serde_json::Value::String(format!("{text}{n}"));
                    } else {
                        walk(value, text, n);
                    }
                }
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| walk(item, text, n)),
            _ => {}
        }
    }
    walk(&mut document["state"]["organization"], text, &mut 0);
    std::fs::write(&path, document.to_string()).unwrap();
}

#[track_caller]
fn harmless(ran: &Ran, words: &str) {
    for line in ran.stdout.lines().chain(ran.stderr.lines()) {
        let small = line.to_lowercase();
        let commands = ["##[", "##vso[", "##teamcity["];
        // An error names a second file as `::: baseline.toml:10:6`: a command has a second `::`.
        let start = line.trim_start();
        let is_place = start.strip_prefix("::: ").is_some_and(|place| !place.contains("::"));
        let begins = start.starts_with("::") && !is_place;
        let is_command = begins || commands.iter().any(|command| small.contains(command));
        assert!(!is_command, "`{words}` prints {line:?}");
    }
}

#[test]
fn no_line_of_any_command_is_one() {
    let mut told = BTreeMap::new();
    for hostile in HOSTILE {
        let desk = Desk::small();
        desk.types("apply --sandbox --yes").expect(Exit::Done);
        desk.types("sandbox show").expect(Exit::Done);
        renamed(&desk, hostile);
        let quoted = hostile.replace('"', "");
        let local = SMALL
            .replace("name = \"Production\"", &format!("name = \"{quoted}\""))
            .replace("{ tier = \"production\" }", &format!("{{ tier = \"{quoted}\" }}"));
        for baseline in [
            SMALL.to_owned(),
            local,
            format!("{SMALL}\n[\"{quoted}\"]\n\"{quoted}\" = \"{quoted}\"\n"),
        ] {
            desk.write("baseline.toml", &baseline);
            for words in [
                "sandbox show",
                "validate",
                "validate --format json",
                "plan --sandbox",
                "plan --sandbox --format json",
                "plan --sandbox -v",
                "drift --sandbox",
                "drift --sandbox --format json",
                "drift --sandbox --format markdown",
                "drift --sandbox --format html",
                "drift --sandbox --format sarif",
                "drift --sandbox --format junit",
                "guardrail show --live --sandbox --unit workloads",
                "guardrail show --live --sandbox --unit production --format json",
                "guardrail show --live --sandbox --account shop",
                "guardrail lint baseline.toml",
                "apply --sandbox --yes",
                "apply --sandbox --yes --format json",
            ] {
                let ran = desk.types(words);
                harmless(&ran, words);
                *told.entry(words).or_insert(0) += ran.stdout.len();
            }
        }
        for words in [
            format!("plan {hostile}"),
            format!("plan --only {hostile}"),
            format!("guardrail explain {hostile}"),
        ] {
            harmless(&desk.types(&words), &words);
        }
    }
    // Whoever prints nothing is harmless.
    for (words, printed) in told {
        assert!(
            printed > 0 || words.contains("validate") || words.contains("lint"),
            "{words}"
        );
    }
}

#[test]
fn a_small_organization_of_hostile_names_is_shown() {
    let desk = Desk::empty();
    drop(file::reset(&desk.path(".groundline/sandbox.json"), &Seed::Small, &Setup::default()).unwrap());
    renamed(&desk, "::add-mask::");
    let ran = desk
        .types("sandbox show")
        .expect(Exit::Done)
        .shows("\\u{3a}:add-mask::");
    harmless(&ran, "sandbox show");
}

#[test]
fn no_password_of_an_endpoint_is_shown() {
    let desk = Desk::small();
    let urls = [
        "http://user:hush@127.0.0.1:1",
        "https://user:hush@no-such-host.invalid/path",
    ];
    let commands = [
        &["plan"][..],
        &["plan", "-v"],
        &["plan", "-vv"],
        &["plan", "--format", "json"],
        &["drift", "--format", "markdown"],
    ];
    let all = urls
        .iter()
        .flat_map(|url| commands.iter().map(move |words| (url, words)));
    let start = |(url, words): (&&str, &&[&str])| {
        program::at(url)
            .args(*words)
            .current_dir(desk.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    // They mostly wait until it is worth another try: side by side, that takes the time of one.
    let started: Vec<_> = all.map(|case| (case, start(case))).collect();
    for ((url, words), child) in started {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{url}: {said}");
        assert!(
            !said.contains("hush") && !said.contains("hu sh"),
            "{words:?}, {url}: {said}"
        );
    }
}
