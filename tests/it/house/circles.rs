//! No file needs, by whatever way, a file that needs it: what is below can be read, and changed, without what is above.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex_lite::Regex;

use super::{Source, group, product, without_strings};

/// The circles that stand outside of `src/areas`. A circle that is gone goes from here, too.
const KNOWN: &[&[&str]] = &[
    &["aws/clients.rs", "aws/connector.rs"],
    &[
        "aws/door.rs",
        "aws/identity.rs",
        "aws/member.rs",
        "aws/pages.rs",
        "aws/reader.rs",
        "aws/scope.rs",
        "aws/writer.rs",
    ],
    &["cli/args.rs", "cli/completions.rs", "cli/man.rs"],
    &["cli/globals.rs", "cli/ui.rs"],
    &["cli/guardrail/lint.rs", "cli/guardrail/linted.rs"],
    &["facts/integrated_services.rs", "facts/principals.rs"],
    &[
        "guardrails/actions/decode.rs",
        "guardrails/actions/overlay/apply.rs",
        "guardrails/actions/overlay/draft.rs",
        "guardrails/actions/table.rs",
    ],
    &["guardrails/document/document.rs", "guardrails/document/parse.rs"],
    &["guardrails/effects/compiled.rs", "guardrails/effects/subject.rs"],
    &[
        "guardrails/evaluate/matching/relation.rs",
        "guardrails/evaluate/matching/resource.rs",
    ],
    &[
        "guardrails/library/bind.rs",
        "guardrails/library/file.rs",
        "guardrails/library/guardrail.rs",
        "guardrails/library/template/check.rs",
        "guardrails/library/template/fill.rs",
        "guardrails/library/template/rule.rs",
        "guardrails/library/template/template.rs",
        "guardrails/library/template/values.rs",
    ],
    &["guardrails/library/kind.rs", "guardrails/library/role.rs"],
    &[
        "guardrails/lint/report.rs",
        "guardrails/lint/rule.rs",
        "guardrails/lint/subject.rs",
    ],
    &[
        "sandbox/model/agenda.rs",
        "sandbox/model/index.rs",
        "sandbox/model/organization.rs",
    ],
];

static IMPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").unwrap());
static SHOWN_TO: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"pub\([^)]*\)").unwrap());
static PATH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:[a-z_][a-z_0-9]*::)+\w+").unwrap());

/// A path from the crate's root on.
type Path = Vec<String>;

/// Who uses whom.
struct House<'a> {
    sources: BTreeMap<&'a Path, (&'a Source, Names)>,
    /// What the names that each module imports stand for, its own and those of whoever reads them there.
    names: BTreeMap<Path, Path>,
}

/// A source, as far as names in it matter.
struct Names {
    /// What each imported name stands for.
    imported: BTreeMap<String, Path>,
    /// Every other path in the code.
    inline: BTreeSet<Path>,
}

impl Names {
    fn read(source: &Source) -> Self {
        let code = without_strings(&source.code);
        let mut imported = BTreeMap::new();
        for import in IMPORT.captures_iter(&code) {
            let tree: String = import[1].replace(" as ", "@").split_whitespace().collect();
            leaves(&tree, &[], &mut imported);
        }
        let rest = IMPORT.replace_all(&code, "");
        let rest = SHOWN_TO.replace_all(&rest, "pub");
        let inline = PATH.find_iter(&rest).map(|found| segments(found.as_str()));
        Self {
            imported,
            inline: inline.collect(),
        }
    }
}

fn segments(path: &str) -> Path {
    path.split("::")
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Spells a tree of imports out: each name with what it stands for. `as` is written `@`.
fn leaves(tree: &str, stem: &[String], found: &mut BTreeMap<String, Path>) {
    let Some((path, rest)) = tree.split_once('{') else {
        let (path, name) = tree.split_once('@').unwrap_or((tree, ""));
        let mut whole = [stem, &segments(path)].concat();
        if whole.last().is_some_and(|last| last == "self") {
            whole.pop();
        }
        let name = if name.is_empty() {
            whole.last().cloned().unwrap_or_default()
        } else {
            name.to_owned()
        };
        found.insert(name, whole);
        return;
    };
    let stem = [stem, &segments(path)].concat();
    for branch in group(rest) {
        leaves(&branch, &stem, found);
    }
}

impl<'a> House<'a> {
    fn new(sources: &'a [Source]) -> Self {
        let sources: BTreeMap<_, _> = sources
            .iter()
            .map(|source| (&source.module, (source, Names::read(source))))
            .collect();
        let mut house = Self {
            sources,
            names: BTreeMap::new(),
        };
        let mut names = BTreeMap::new();
        for (source, own) in house.sources.values() {
            for (name, stands_for) in &own.imported {
                if let Some(path) = house.absolute(source, stands_for, &BTreeMap::new()) {
                    names.insert([source.module.as_slice(), std::slice::from_ref(name)].concat(), path);
                }
            }
        }
        house.names = names;
        house
    }

    /// A path in a source, from the crate's root on; nothing if it leads to another crate or to something of the source itself.
    fn absolute(&self, source: &Source, path: &[String], imported: &BTreeMap<String, Path>) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        if let Some(stands_for) = imported.get(first) {
            let whole = [stands_for.as_slice(), rest].concat();
            return self.absolute(source, &whole, &BTreeMap::new());
        }
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([source.module.as_slice(), rest].concat()),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                let base = source.module.get(..source.module.len().checked_sub(up)?)?;
                Some([base, path.get(up..)?].concat())
            }
            _ => {
                let below = [source.module.as_slice(), path].concat();
                let child = below.get(..=source.module.len())?.to_vec();
                self.sources.contains_key(&child).then_some(below)
            }
        }
    }

    /// The file in which what a path names is written.
    fn file(&self, path: &[String], steps: usize) -> Option<&'a Source> {
        let (module, (source, _)) = (1..=path.len())
            .rev()
            .find_map(|length| self.sources.get_key_value(&path[..length].to_vec()))?;
        match path.get(module.len()) {
            // A folder by itself is a place to look for names, and each of these is looked for.
            None => (!source.name.ends_with("/mod.rs")).then_some(*source),
            Some(name) => {
                let key = [module.as_slice(), std::slice::from_ref(name)].concat();
                match self.names.get(&key).filter(|_| steps > 0) {
                    Some(stands_for) => {
                        let rest = path.get(module.len() + 1..).unwrap_or_default();
                        self.file(&[stands_for.as_slice(), rest].concat(), steps - 1)
                    }
                    None => Some(*source),
                }
            }
        }
    }

    /// The files that each file uses, among those that count.
    fn uses(&self, counts: impl Fn(&Source) -> bool) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut uses = BTreeMap::new();
        for (source, names) in self.sources.values().filter(|(source, _)| counts(source)) {
            let paths = names.imported.values().chain(&names.inline);
            let used = paths
                .filter_map(|path| {
                    let known = if names.inline.contains(path) {
                        &names.imported
                    } else {
                        &BTreeMap::new()
                    };
                    self.file(&self.absolute(source, path, known)?, 8)
                })
                .filter(|used| used.name != source.name && counts(used))
                .map(|used| used.name.as_str());
            uses.insert(source.name.as_str(), used.collect::<BTreeSet<&str>>());
        }
        uses
    }
}

/// Files that need each other, in groups of more than one.
fn circles(uses: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<Vec<String>> {
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in uses.keys() {
        let (mut seen, mut open) = (BTreeSet::new(), vec![*file]);
        while let Some(next) = open.pop() {
            open.extend(uses[next].iter().filter(|used| seen.insert(**used)));
        }
        reached.insert(file, seen);
    }
    let groups: BTreeSet<Vec<String>> = uses
        .keys()
        .map(|file| {
            let others = reached[file].iter().filter(|other| reached[*other].contains(file));
            others.map(|other| (*other).to_owned()).collect()
        })
        .filter(|group: &Vec<String>| group.len() > 1)
        .collect();
    groups.into_iter().collect()
}

fn source(name: &str, code: &str) -> Source {
    let module = name.trim_start_matches("src/").trim_end_matches(".rs").split('/');
    Source {
        module: module.filter(|part| *part != "mod").map(str::to_owned).collect(),
        name: name.to_owned(),
        code: code.to_owned(),
        text: code.to_owned(),
    }
}

fn found(sources: &[Source]) -> Vec<Vec<String>> {
    circles(&House::new(sources).uses(|_| true))
}

#[test]
fn a_circle_is_found_by_whatever_name_it_goes() {
    let folder = || {
        source(
            "src/a/mod.rs",
            "pub mod b;\nmod c;\npub use c::{make as made, Thing};\n",
        )
    };
    let maker = |code: &str| {
        [
            folder(),
            source("src/a/c.rs", code),
            source("src/a/b.rs", "use super::c::Thing;\n"),
        ]
    };
    let circle = [vec!["src/a/b.rs".to_owned(), "src/a/c.rs".to_owned()]];
    for code in [
        "use crate::a::b::Other;\n",
        "use super::{b::{self, Other}};\n",
        "use crate::a::b;\nfn f() { b::other() }\n",
        "use crate::a;\nfn f() -> a::b::Other { a::b::Other }\n",
        "use crate::a::{\n    b as second,\n};\nfn f() { second::other() }\n",
        "fn f() { super::b::other() }\n",
    ] {
        assert_eq!(found(&maker(code)), circle, "{code}");
    }
    for code in [
        "use std::collections::BTreeMap;\n",
        "fn f() { g(\"super::b::other\") }\n",
        "pub(in crate::a::b) fn make() {}\n",
    ] {
        assert_eq!(found(&maker(code)), Vec::<Vec<String>>::new(), "{code}");
    }
    // By a name that a folder hands on.
    let through = [
        folder(),
        source("src/a/c.rs", "use super::b::Other;\n"),
        source("src/a/b.rs", "fn f() { crate::a::made() }\n"),
    ];
    assert_eq!(found(&through), circle);
}

#[test]
fn no_circle_goes_through_areas_and_those_elsewhere_are_known() {
    let product = product();
    let house = House::new(&product);
    let uses = house.uses(|source| source.part() == "areas");
    // Whoever sees no uses finds no circle.
    for (file, used) in [
        ("planning.rs", "policies/dependencies.rs"),
        ("units/mod.rs", "units/send.rs"),
        ("applying.rs", "registry.rs"),
        ("registry.rs", "recheck/refresh.rs"),
    ] {
        let [file, used] = [file, used].map(|file| format!("src/areas/organizations/{file}"));
        let found = &uses[file.as_str()];
        assert!(found.contains(used.as_str()), "{file}: {found:?}");
    }
    assert_eq!(circles(&uses), Vec::<Vec<String>>::new());

    let known: Vec<Vec<String>> = KNOWN
        .iter()
        .map(|group| group.iter().map(|file| format!("src/{file}")).collect())
        .collect();
    let elsewhere = house.uses(|source| source.part() != "areas");
    assert_eq!(circles(&elsewhere), known);
}
