//! A baseline file with all that it extends and includes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::document::{NodeKind, Table};
use super::files::{ATTACHED_LIMIT, Files, Named, TOML_LIMIT, repository};
use super::merge::{combine, overlay};
use super::parse::{Held, parse};
use super::spanned::Spanned;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, SourceMap, Span};

/// How many patterns of `include` a baseline may have.
const PATTERNS: usize = 1_000;
/// How long a chain of `extends` and `include` may be.
const CHAIN: usize = 32;

/// A baseline as read from its files. When `diagnostics` has errors the document is what could be read, and checking
/// it further would report consequences as if they were mistakes.
#[derive(Debug)]
pub struct Loaded {
    /// Every text that was read.
    pub sources: SourceMap,
    /// The merged document, without `extends` and `include`.
    pub document: Table,
    /// What is wrong so far.
    pub diagnostics: Diagnostics,
    /// The repository's folder, symlinks resolved: no file outside it is read.
    pub root: PathBuf,
    files: Files,
}

/// Reads the baseline at `path`, with what it extends and includes. What is wrong is in `diagnostics`.
#[must_use]
pub fn load(path: &Path) -> Loaded {
    let shown = path.to_string_lossy();
    let named = Named { name: &shown, at: None };
    let real = path.canonicalize();
    let folder = real.as_deref().ok().and_then(Path::parent).unwrap_or(Path::new(""));
    let files = Files::new(repository(folder));
    let mut loader = Loader {
        files,
        sources: SourceMap::default(),
        diagnostics: Diagnostics::default(),
        layers: Vec::new(),
        extended: BTreeSet::new(),
        included: BTreeSet::new(),
        patterns: BTreeSet::new(),
        chain: Vec::new(),
        held: Held::default(),
    };
    match loader.files.locate(path, named) {
        Ok(real) => loader.layer(&real, named),
        Err(diagnostic) => loader.diagnostics.push(diagnostic),
    }
    loader.finish(&shown)
}

impl Loaded {
    /// SHA-256 in hex over the names and texts of all files read, attached ones included.
    #[must_use]
    pub fn digest(&self) -> String {
        self.files.digest()
    }

    /// Reads a file that the baseline names (a policy document), relative to the TOML file that names it. What is
    /// wrong is reported at the name; the same file read twice is one file of the source map.
    pub fn attach_file(&mut self, at: &Spanned<String>) -> Option<(FileId, String)> {
        let named = Named {
            name: &at.value,
            at: at.span,
        };
        let path = self.files.folder(at.span.map(|span| span.file)).join(&at.value);
        let read = self.files.locate(&path, named).and_then(|real| {
            let id = self.files.read(&mut self.sources, &real, ATTACHED_LIMIT, named)?;
            Ok((id, self.sources.text(id).to_owned()))
        });
        match read {
            Ok(found) => Some(found),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}

struct Loader {
    files: Files,
    sources: SourceMap,
    diagnostics: Diagnostics,
    /// Files with their parts, the most general first.
    layers: Vec<Table>,
    extended: BTreeSet<PathBuf>,
    included: BTreeSet<PathBuf>,
    /// Patterns of `include`, each with the folder from which it was read.
    patterns: BTreeSet<(PathBuf, String)>,
    /// The files being read, each named by the one before it.
    chain: Vec<PathBuf>,
    held: Held,
}

impl Loader {
    fn finish(mut self, shown: &str) -> Loaded {
        let mut layers = self.layers.into_iter();
        let mut document = layers.next().unwrap_or_else(|| {
            let id = self.sources.add(shown, "");
            Table::new(Span::new(id, 0..0))
        });
        for layer in layers {
            overlay(&mut document, layer, &mut self.diagnostics);
        }
        Loaded {
            root: self.files.root.clone(),
            sources: self.sources,
            document,
            diagnostics: self.diagnostics,
            files: self.files,
        }
    }

    /// Reads a file that others build on, what it extends first.
    fn layer(&mut self, real: &Path, named: Named<'_>) {
        if !self.enter(real, named) {
            return;
        }
        // Extended on two ways it counts once, at its first place: later files lie over it.
        if self.extended.insert(real.to_owned())
            && let Some((id, mut table)) = self.read(real, named)
        {
            for parent in self.names(&mut table, "extends") {
                self.extend(id, &parent);
            }
            self.parts(id, &mut table);
            self.layers.push(table);
        }
        self.chain.pop();
    }

    fn extend(&mut self, by: FileId, parent: &Spanned<String>) {
        let named = Named {
            name: &parent.value,
            at: parent.span,
        };
        if parent.starts_with("preset:") {
            self.diagnostics.push(
                Diagnostic::error(
                    "no-presets",
                    format!("presets are not in this version yet: `{}`", parent.value),
                )
                .at(parent.span)
                .help("remove it"),
            );
            return;
        }
        match self
            .files
            .locate_toml(&self.files.folder(Some(by)).join(&parent.value), named)
        {
            Ok(real) => self.layer(&real, named),
            Err(diagnostic) => self.diagnostics.push(diagnostic),
        }
    }

    /// Reads what a file includes into the same layer.
    fn parts(&mut self, by: FileId, into: &mut Table) {
        for pattern in self.names(into, "include") {
            for (path, shown) in self.matches(by, &pattern) {
                let named = Named {
                    name: &shown,
                    at: pattern.span,
                };
                match self.files.locate_toml(&path, named) {
                    Ok(real) => self.part(&real, named, into),
                    Err(diagnostic) => self.diagnostics.push(diagnostic),
                }
            }
        }
    }

    fn part(&mut self, real: &Path, named: Named<'_>, into: &mut Table) {
        if !self.enter(real, named) {
            return;
        }
        if self.extended.contains(real) {
            let message = format!("`{}` is both extended and included", named.name);
            self.diagnostics.push(
                Diagnostic::error("extended-and-included", message)
                    .at(named.at)
                    .help("keep one of the two"),
            );
        } else if self.included.insert(real.to_owned())
            && let Some((id, mut table)) = self.read(real, named)
        {
            if let Some(entry) = table.remove("extends") {
                self.diagnostics.push(
                    Diagnostic::error("extends-in-include", "an included file cannot extend another")
                        .at(entry.key)
                        .also(named.at, "included here")
                        .help("write `extends` in the file that includes it"),
                );
            }
            self.parts(id, &mut table);
            combine(into, table, &mut self.diagnostics);
        }
        self.chain.pop();
    }

    /// The files of an `include` pattern with their names, in the order of their paths.
    fn matches(&mut self, by: FileId, pattern: &Spanned<String>) -> Vec<(PathBuf, String)> {
        let folder = self.files.folder(Some(by)).to_owned();
        if !pattern.contains(['*', '?', '[']) {
            return vec![(folder.join(&pattern.value), pattern.value.clone())];
        }
        let invalid = |why: &str| {
            Diagnostic::error(
                "invalid-pattern",
                format!("`{}` is not a file pattern: {why}", pattern.value),
            )
            .at(pattern.span)
        };
        if Path::new(&pattern.value).is_absolute() {
            self.diagnostics.push(invalid("it must be relative to this file"));
            return Vec::new();
        }
        // Every pattern reads folders; the same one again finds what is included already.
        let is_full = self.patterns.len() == PATTERNS;
        if !self.patterns.insert((folder.clone(), pattern.value.clone())) {
            return Vec::new();
        }
        if self.patterns.len() > PATTERNS {
            if is_full {
                let message = format!("a baseline has more than {PATTERNS} `include` patterns");
                let help = "name files, or one pattern that matches them all: `accounts/*.toml`";
                self.diagnostics.push(
                    Diagnostic::error("too-many-patterns", message)
                        .at(pattern.span)
                        .help(help),
                );
            }
            return Vec::new();
        }
        let full = format!("{}/{}", glob::Pattern::escape(&folder.to_string_lossy()), pattern.value);
        let options = glob::MatchOptions {
            require_literal_separator: true,
            require_literal_leading_dot: true,
            case_sensitive: true,
        };
        let mut found: Vec<(PathBuf, String)> = Vec::new();
        match glob::glob_with(&full, options) {
            Ok(paths) => {
                for path in paths {
                    match path {
                        Ok(path) if path.is_dir() => {}
                        Ok(path) => found.push((path.clone(), self.files.display(&path))),
                        Err(error) => {
                            let why = format!("cannot read `{}`", self.files.display(error.path()));
                            self.diagnostics
                                .push(Diagnostic::error("file-unreadable", why).at(pattern.span));
                        }
                    }
                }
            }
            Err(error) => {
                self.diagnostics.push(invalid(error.msg));
                return found;
            }
        }
        if found.is_empty() {
            self.diagnostics.push(
                Diagnostic::warning("nothing-included", format!("no file matches `{}`", pattern.value))
                    .at(pattern.span),
            );
        }
        found.sort();
        found
    }

    /// Puts a file on the chain, unless that closes a circle.
    fn enter(&mut self, real: &Path, named: Named<'_>) -> bool {
        let refused = if let Some(first) = self.chain.iter().position(|path| path == real) {
            let circle = self.chain.iter().skip(first).map(PathBuf::as_path).chain([real]);
            let names: Vec<String> = circle.map(|path| format!("`{}`", self.files.display(path))).collect();
            let message = format!("files extend or include each other in a circle: {}", names.join(" → "));
            Diagnostic::error("circular-files", message)
        } else if self.chain.len() >= CHAIN {
            Diagnostic::error(
                "too-deep",
                format!("files extend or include each other more than {CHAIN} levels deep"),
            )
        } else {
            self.chain.push(real.to_owned());
            return true;
        };
        self.diagnostics.push(refused.at(named.at));
        false
    }

    fn read(&mut self, real: &Path, named: Named<'_>) -> Option<(FileId, Table)> {
        match self.files.read(&mut self.sources, real, TOML_LIMIT, named) {
            Ok(id) => Some((
                id,
                parse(id, self.sources.text(id), &mut self.held, &mut self.diagnostics),
            )),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// Takes a list of file names out of a file's own keys.
    fn names(&mut self, table: &mut Table, key: &str) -> Vec<Spanned<String>> {
        let Some(entry) = table.remove(key) else {
            return Vec::new();
        };
        let mut wrong = |span, found| {
            let message = format!("`{key}` is a list of file names, found {found}");
            self.diagnostics.push(
                Diagnostic::error("wrong-type", message)
                    .at(span)
                    .help(format!("write `{key} = [\"…\"]`")),
            );
        };
        let NodeKind::Array(items) = entry.value.kind else {
            wrong(entry.value.span, entry.value.type_name());
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in items {
            match item.kind {
                NodeKind::String(value) => names.push(Spanned {
                    value,
                    span: Some(item.span),
                }),
                _ => wrong(item.span, item.type_name()),
            }
        }
        names
    }
}
