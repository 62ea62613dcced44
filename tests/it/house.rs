//! The house keeps its shape: who may use whom, where the SDK's types may appear, and how large a file may grow.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::repository;

mod areas;
mod circles;
mod sending;

/// Lines of a source file that nobody wants to scroll past.
const LINES: usize = 450;

/// What each part of the house may use besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "areas",
            "aws",
            "baseline",
            "diagnostics",
            "engine",
            "exit",
            "facts",
            "files",
            "guardrails",
            "organization",
            "sandbox",
            "views",
        ],
    ),
    (
        "areas",
        &[
            "aws",
            "baseline",
            "diagnostics",
            "engine",
            "exit",
            "facts",
            "guardrails",
            "organization",
        ],
    ),
    ("views", &["diagnostics", "engine"]),
    ("organization", &["engine", "facts"]),
    ("guardrails", &["facts"]),
    ("aws", &["facts"]),
    ("baseline", &["diagnostics", "facts", "files"]),
    ("sandbox", &["facts", "files"]),
    ("diagnostics", &[]),
    ("engine", &[]),
    ("exit", &[]),
    ("facts", &[]),
    ("files", &[]),
];

/// The two places where the door meets the simulated Organization in the same process.
const IN_PROCESS: &[&str] = &["src/aws/connector.rs", "src/aws/settings.rs"];

/// Crates of the SDK.
const SDK: &[&str] = &[
    "aws_config::",
    "aws_credential_types::",
    "aws_sdk_",
    "aws_smithy_",
    "aws_types::",
];

/// One source file.
struct Source {
    /// `src/areas/units/plan.rs`.
    name: String,
    /// `areas`, `units`, `plan`.
    module: Vec<String>,
    /// Its lines without comments and unit tests.
    code: String,
    /// All of it.
    text: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(repository("")).unwrap().to_str().unwrap().to_owned();
        let inner = name.trim_start_matches("src/").trim_end_matches(".rs");
        let module = inner.split('/').filter(|part| *part != "mod").map(str::to_owned);
        let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        Self {
            module: module.collect(),
            code: code.collect::<Vec<_>>().join("\n"),
            name,
            text,
        }
    }

    /// Every path of this crate that the file uses, from the crate's root on: `areas`, `units`, `plan`.
    fn uses(&self) -> BTreeSet<Vec<String>> {
        let mut found = BTreeSet::new();
        for statement in self.code.split(';') {
            let statement = statement.trim_start_matches(|letter: char| letter != 'u' && letter != 'p');
            let tree = statement
                .rsplit_once("use ")
                .map(|(before, tree)| (before.trim_end(), tree));
            if let Some((before, tree)) = tree
                && (before.is_empty() || before.ends_with([')', '}', ']', '\n']) || before.ends_with("pub"))
            {
                branches(&tree.split_whitespace().collect::<String>(), &[], &mut found);
            }
        }
        for start in ["crate::", "super::"] {
            for (at, _) in self.code.match_indices(start) {
                let rest = self.code.get(at..).unwrap_or_default();
                let path = rest.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
                found.insert(
                    path.take(1)
                        .flat_map(|path| path.split("::"))
                        .map(str::to_owned)
                        .collect(),
                );
            }
        }
        found.iter().filter_map(|path| self.absolute(path)).collect()
    }

    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = self.module.clone();
        let mut rest = path.iter().filter(|part| !part.is_empty());
        let mut first = rest.next()?;
        match first.as_str() {
            "crate" => base.clear(),
            "super" => {
                while first == "super" {
                    base.pop()?;
                    match rest.next() {
                        Some(next) => first = next,
                        None => return Some(base),
                    }
                }
                base.push(first.clone());
            }
            _ => return None,
        }
        base.extend(rest.cloned());
        Some(base)
    }

    fn part(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }
}

/// The branches of a group, `b, c::{d, e}` with or without the bracket behind it.
fn group(text: &str) -> Vec<String> {
    let (mut depth, mut branches) = (0, vec![String::new()]);
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            break;
        }
        match branches.last_mut() {
            Some(_) if depth == 0 && letter == ',' => branches.push(String::new()),
            Some(branch) => branch.push(letter),
            None => {}
        }
    }
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// Spells `a::{b, c::{d, e}}` out.
fn branches(tree: &str, stem: &[String], found: &mut BTreeSet<Vec<String>>) {
    let Some((path, rest)) = tree.split_once('{') else {
        let names = tree.split("::").map(str::to_owned);
        found.insert(stem.iter().cloned().chain(names).collect());
        return;
    };
    let names = path.split("::").filter(|name| !name.is_empty()).map(str::to_owned);
    let stem: Vec<String> = stem.iter().cloned().chain(names).collect();
    for branch in group(rest) {
        branches(&branch, &stem, found);
    }
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
}

fn sources(folder: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    files(&repository(folder), "rs", &mut paths);
    paths.iter().map(|path| Source::read(path)).collect()
}

/// The sources of the product, without files that are tests.
fn product() -> Vec<Source> {
    let mut all = sources("src");
    all.retain(|source| !source.module.iter().any(|part| part == "tests"));
    all
}

#[test]
fn a_tree_of_uses_is_spelt_out() {
    let source = |module: &str, code: &str| Source {
        name: "src/a.rs".to_owned(),
        module: module.split("::").map(str::to_owned).collect(),
        code: code.to_owned(),
        text: code.to_owned(),
    };
    let code = "use std::fmt;\n\npub use crate::a::{b, c::{d, e as f}};\nuse super::g;\nfn h() { super::super::i::j(crate::k::L) }\n";
    let found = source("areas::units::plan", code).uses();
    let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
    for wanted in ["a::b", "a::c::d", "areas::units::g", "areas::i::j", "k::L"] {
        assert!(found.iter().any(|path| path == wanted), "{wanted} is not in {found:?}");
    }
    assert!(!found.iter().any(|path| path.starts_with("std")), "{found:?}");
}

#[test]
fn every_arrow_is_allowed() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in product() {
        let part = source.part();
        if part == "main" || part == "lib" {
            continue;
        }
        let allowed = arrows
            .get(part)
            .unwrap_or_else(|| panic!("`src/{part}` is no part of the house"));
        for used in source.uses() {
            let Some(to) = used.first().filter(|to| *to != part) else {
                continue;
            };
            seen.insert((part.to_owned(), to.clone()));
            let meets_sandbox = to == "sandbox" && IN_PROCESS.contains(&source.name.as_str());
            if !allowed.contains(&to.as_str()) && !meets_sandbox {
                wrong.push(format!("{} uses {}", source.name, used.join("::")));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    // Whoever sees no arrows finds none wrong.
    for (from, to) in [
        ("cli", "areas"),
        ("areas", "engine"),
        ("views", "engine"),
        ("aws", "sandbox"),
    ] {
        assert!(
            seen.contains(&(from.to_owned(), to.to_owned())),
            "{from} → {to} is not in {seen:?}"
        );
    }
}

#[test]
fn the_sdk_is_only_seen_by_areas_and_the_door() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        if ["areas", "aws"].contains(&source.part()) {
            continue;
        }
        wrong.extend(
            SDK.iter()
                .filter(|sdk| source.code.contains(**sdk))
                .map(|sdk| format!("{} names {sdk}", source.name)),
        );
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_file_is_named_by_a_module() {
    let mut unnamed = Vec::new();
    for source in sources("src") {
        let Some((own, above)) = source.module.split_last() else {
            continue;
        };
        let folder = Path::new("src").join(above.join("/"));
        let parents = match above.is_empty() {
            true => vec![folder.join("lib.rs")],
            false => vec![folder.join("mod.rs"), folder.with_extension("rs")],
        };
        let named = format!("mod {own};");
        let mut texts = parents
            .iter()
            .filter_map(|path| std::fs::read_to_string(repository(path.to_str().unwrap())).ok());
        if !["lib", "main"].contains(&own.as_str()) && !texts.any(|text| text.contains(&named)) {
            unnamed.push(source.name);
        }
    }
    assert_eq!(unnamed, [""; 0]);
}

#[test]
fn files_stay_small() {
    let mut paths = Vec::new();
    for folder in ["src", "tests/it", "tests/judges", "benches"] {
        let folder = repository(folder);
        if folder.is_dir() {
            files(&folder, "rs", &mut paths);
            files(&folder, "py", &mut paths);
        }
    }
    paths.retain(|path| {
        !path
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    });
    let long: Vec<String> = paths
        .iter()
        .map(|path| (path, std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn module_files_only_declare() {
    let mut wrong = Vec::new();
    for source in sources("src") {
        if !source.name.ends_with("/mod.rs") && source.name != "src/lib.rs" {
            continue;
        }
        for line in source.code.lines() {
            let item = line.trim_start_matches("pub ");
            let restricted = item.strip_prefix("pub(").and_then(|item| item.split_once(") "));
            let item = restricted.map_or(item, |(_, item)| item);
            let declares = ["mod ", "use ", "impl Area for ", "impl CoreArea for ", "struct "];
            let starts = line.starts_with(|letter: char| letter.is_ascii_alphabetic());
            if starts && !declares.iter().any(|start| item.starts_with(start)) {
                wrong.push(format!("{}: {line}", source.name));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn nothing_is_put_off_or_waved_through() {
    // Split, so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[al", "low("),
        concat!("#![al", "low("),
    ];
    let mut wrong = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        for (number, line) in source.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                wrong.push(format!("{}:{}: {line}", source.name, number + 1));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn nothing_is_indexed() {
    // The compiler's lint sees slices only: `Index` of a map panics, and that of JSON invents `null`, just as quietly.
    let mut wrong = Vec::new();
    for source in product() {
        for (number, line) in without_strings(&source.code).lines().enumerate() {
            let mut before = ' ';
            for letter in line.chars() {
                if letter == '[' && (before.is_alphanumeric() || "_)]?".contains(before)) {
                    wrong.push(format!("{}, line {} of its code: {line}", source.name, number + 1));
                }
                before = letter;
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Code with every string and character literal emptied.
fn without_strings(code: &str) -> String {
    let literals =
        regex_lite::Regex::new(r##"r#+"(?s:.*?)"#+|r"[^"]*"|"(?:[^"\\]|\\(?s:.))*"|'(?:[^'\\]|\\(?:u\{[^}]*\}|.))'"##);
    literals.unwrap().replace_all(code, "''").into_owned()
}

#[test]
fn strings_are_emptied() {
    let code = r###"a("[x[", 'y', '"', '\'', "\"[", &'static str, r#"p["q"]"#, z[1])"###;
    assert_eq!(without_strings(code), "a('', '', '', '', '', &'static str, '', z[1])");
}
