//! Baselines that are wrong, and what is said of each. A fixture says itself what is expected, in its first lines.

use std::path::Path;

use groundline::areas::declare::{Checked, declare};
use groundline::diagnostics::{Diagnostic, Severity};
use proptest::prelude::*;

use crate::support::{all_shown, repository, toml_files};

const FOLDER: &str = "tests/fixtures/invalid";

/// One diagnostic that a fixture expects.
#[derive(Debug, Default)]
struct Expected {
    error: bool,
    code: String,
    /// Texts that the message contains.
    message: Vec<String>,
    /// The whole text underlined; with `…` at its end only its beginning.
    underlined: Option<String>,
    /// The end of the name of the file that it is in.
    file: Option<String>,
    /// Texts that the help contains.
    help: Vec<String>,
    /// A related place's text.
    related: Vec<String>,
}

/// Reads the comment lines at the top of a fixture: `# error: CODE` or `# warning: CODE`, and what belongs to it.
fn expectations(text: &str) -> Vec<Expected> {
    let mut expected: Vec<Expected> = Vec::new();
    for line in text.lines().map_while(|line| line.strip_prefix("# ")) {
        let Some((field, value)) = line.split_once(": ") else {
            continue;
        };
        let value = value.replace("\\n", "\n");
        if field == "error" || field == "warning" {
            expected.push(Expected {
                error: field == "error",
                code: value,
                ..Expected::default()
            });
            continue;
        }
        let last = expected
            .last_mut()
            .unwrap_or_else(|| panic!("`{line}` stands before any `# error:`"));
        match field {
            "message" => last.message.push(value),
            "underlined" => last.underlined = Some(value),
            "file" => last.file = Some(value),
            "help" => last.help.push(value),
            "related" => last.related.push(value),
            other => panic!("`{other}` is not something that can be expected"),
        }
    }
    expected
}

impl Expected {
    fn fits(&self, found: &Diagnostic, checked: &Checked) -> bool {
        let snippet = found.primary.map_or("", |span| checked.sources.snippet(span));
        let name = found.primary.map_or("", |span| checked.sources.name(span.file));
        let help = found.help.as_deref().unwrap_or_default();
        let underlined = self.underlined.as_deref().unwrap_or("nothing is expected");
        self.error == (found.severity == Severity::Error)
            && self.code == found.code
            && self.message.iter().all(|text| found.message.contains(text.as_str()))
            && underlined
                .strip_suffix('…')
                .map_or(snippet == underlined, |start| snippet.starts_with(start))
            && self.file.as_ref().is_none_or(|file| name.ends_with(file.as_str()))
            && self.help.iter().all(|text| help.contains(text.as_str()))
            && self.related.iter().all(|text| {
                let mut marks = found.related.iter();
                marks.any(|mark| checked.sources.snippet(mark.span) == text)
            })
    }
}

/// What is wrong with the diagnostics of a fixture, if anything.
fn trouble(path: &Path) -> Option<String> {
    let expected = expectations(&std::fs::read_to_string(path).unwrap());
    let checked = declare(path);
    let mut found = checked.diagnostics.sorted();
    let mut missing = Vec::new();
    for one in &expected {
        match found.iter().position(|diagnostic| one.fits(diagnostic, &checked)) {
            Some(at) => drop(found.remove(at)),
            None => missing.push(format!("missing: {one:?}")),
        }
    }
    let wants_baseline = expected.iter().all(|one| !one.error);
    let fine =
        missing.is_empty() && found.is_empty() && !expected.is_empty() && checked.baseline.is_some() == wants_baseline;
    (!fine).then(|| {
        format!(
            "== {}\n{}\nfound:\n{}",
            path.display(),
            missing.join("\n"),
            all_shown(&checked)
        )
    })
}

#[test]
fn each_is_refused_with_its_message_at_its_place() {
    let files = toml_files(FOLDER);
    assert!(files.len() >= 50, "only {} fixtures", files.len());
    let troubles: Vec<String> = files.iter().filter_map(|path| trouble(path)).collect();
    assert!(troubles.is_empty(), "{}", troubles.join("\n\n"));
}

#[test]
fn messages_keep_the_rules() {
    for path in toml_files(FOLDER) {
        let checked = declare(&path);
        for found in checked.diagnostics.sorted() {
            let message = &found.message;
            let rules = !message.ends_with('.')
                && !message.contains('\n')
                && names_no_type(message)
                && message.matches('`').count() % 2 == 0
                && message
                    .chars()
                    .next()
                    .is_some_and(|first| !first.is_ascii_uppercase() || acronym(message));
            assert!(rules, "{}: {message}", path.display());
            assert!(found.primary.is_some(), "{}: no place: {message}", path.display());
            let help = found.help.unwrap_or_default();
            assert!(
                !help.ends_with('.') && help.matches('`').count() % 2 == 0,
                "{}: {help}",
                path.display()
            );
        }
    }
}

/// Whether a message says nothing in Rust's words outside what the user wrote.
fn names_no_type(message: &str) -> bool {
    let ours: Vec<&str> = message.split('`').step_by(2).collect();
    let words = [
        "::", "Option", "Spanned", "struct", "enum", "variant", "field", "usize", "u32", "sequence", "map",
    ];
    !words.iter().any(|word| ours.iter().any(|text| text.contains(word)))
}

fn acronym(message: &str) -> bool {
    message
        .split(' ')
        .next()
        .is_some_and(|word| word.chars().all(|c| !c.is_lowercase()))
}

const WHOLE: &str =
    "format = 1\n[organization]\nbaseline = \"acme\"\nmanagement-account = \"111111111111\"\nid = \"o-a1b2c3d4e5\"\n";

/// The codes for a baseline in a folder of its own, after `prepare` has put more files there.
fn codes_in_folder(text: &str, prepare: impl Fn(&Path)) -> Vec<(&'static str, String)> {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("repository");
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    std::fs::write(outer.path().join("secret.json"), "{\"Version\": \"2012-10-17\"}").unwrap();
    std::fs::write(outer.path().join("secret.toml"), WHOLE).unwrap();
    prepare(&folder);
    let path = folder.join("baseline.toml");
    std::fs::write(&path, text).unwrap();
    let checked = declare(&path);
    let found = checked.diagnostics.sorted().into_iter();
    found
        .map(|one| (one.code, checked.sources.snippet(one.primary.unwrap()).to_owned()))
        .collect()
}

#[test]
fn files_outside_the_repository_are_not_read() {
    let policy = |file: &str| format!("{WHOLE}[scps.a]\nfile = \"{file}\"\nattach = [\"root\"]\n");
    for text in [
        policy("../secret.json"),
        policy("link.json"),
        policy("folder/../../secret.json"),
        format!("extends = [\"../secret.toml\"]\n{WHOLE}"),
        format!("include = [\"../*.toml\"]\n{WHOLE}"),
        format!("include = [\"link.toml\"]\n{WHOLE}"),
    ] {
        let found = codes_in_folder(&text, |folder| {
            std::fs::create_dir(folder.join("folder")).unwrap();
            std::os::unix::fs::symlink("../secret.json", folder.join("link.json")).unwrap();
            std::os::unix::fs::symlink("../secret.toml", folder.join("link.toml")).unwrap();
        });
        let [(code, underlined)] = found.as_slice() else {
            panic!("{text}: {found:?}")
        };
        assert_eq!(*code, "outside-repository", "{text}");
        assert!(
            text.contains(underlined.as_str()) && underlined.starts_with('"'),
            "{underlined}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_has_no_place_but_a_name() {
    let checked = declare(&repository("tests/fixtures/invalid/nowhere/baseline.toml"));
    assert!(checked.baseline.is_none());
    let found = checked.diagnostics.sorted();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "file-not-found");
    assert!(
        found[0].message.contains("nowhere/baseline.toml"),
        "{}",
        found[0].message
    );
}

/// Texts near to real baselines: a fixture with pieces put in and cut out.
fn near_baselines() -> impl Strategy<Value = String> {
    let texts: Vec<String> = ["tests/fixtures/valid", FOLDER]
        .into_iter()
        .flat_map(toml_files)
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let piece = prop_oneof![
        "[\\[\\]{}\"'=.,# \n]{0,6}",
        "\\$\\{[a-z.}]{0,12}",
        "[a-zé\u{1F980}0-9-]{0,8}",
        Just("[units.a]\nparent = \"a\"\n".to_owned()),
        Just("[[moved]]\nfrom = \"unit.a\"\nto = \"unit.a\"\n".to_owned()),
    ];
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..20_usize, piece), 1..6);
    (prop::sample::select(texts), edits).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, cut, piece) in edits {
            let start = at.index(characters.len() + 1);
            let end = (start + cut).min(characters.len());
            characters.splice(start..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

fn declares_quietly(text: &str, policy: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("baseline.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.path().join("policy.json"), policy).unwrap();
    let checked = declare(&path);
    assert_eq!(checked.baseline.is_none(), checked.diagnostics.has_errors());
    for found in checked.diagnostics.sorted() {
        for span in found
            .primary
            .into_iter()
            .chain(found.related.iter().map(|mark| mark.span))
        {
            let text = checked.sources.text(span.file);
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{found:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        declares_quietly(&text, "{}");
    }

    #[test]
    fn any_text_near_a_baseline_is_read_or_refused(text in near_baselines()) {
        declares_quietly(&text, "{}");
    }

    #[test]
    fn any_policy_is_read_or_refused(policy in "[{}\\[\\]\":,a-zA-Z*é0-9 \n]{0,80}") {
        let text = format!(
            "{WHOLE}[scps.a]\nfile = \"policy.json\"\nattach = [\"root\"]\n[rcps.a]\nfile = \"policy.json\"\n[delegation-policy]\nfile = \"policy.json\"\n"
        );
        declares_quietly(&text, &policy);
    }
}
