//! A repository in a temporary folder, and what to ask of the diagnostics that come from it.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::baseline::{Loaded, Table, check_shape, load};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceMap};

pub(super) struct Repository {
    folder: TempDir,
}

impl Repository {
    /// A folder with `.git` and these files.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::create_dir_all(repository.path(".git")).unwrap();
        for (name, text) in files {
            repository.write(name, text.as_bytes());
        }
        repository
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("repo").join(name)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(super) fn load(&self) -> Loaded {
        load(&self.path("baseline.toml"))
    }
}

/// Loads one file and checks it against a schema.
pub(super) fn checked(text: &str, schema: &Value) -> (Loaded, Vec<String>) {
    let mut loaded = Repository::with(&[("baseline.toml", text)]).load();
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    check_shape(&loaded.document, schema, &mut loaded.diagnostics);
    let lines = lines(&loaded.diagnostics, &loaded.sources);
    (loaded, lines)
}

/// Every diagnostic as `code FILE <underlined> message | help`.
pub(super) fn lines(diagnostics: &Diagnostics, sources: &SourceMap) -> Vec<String> {
    diagnostics
        .sorted()
        .iter()
        .map(|diagnostic| line(diagnostic, sources))
        .collect()
}

pub(super) fn line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut line = diagnostic.code.to_owned();
    if let Some(span) = diagnostic.primary {
        line += &format!(" {} <{}>", sources.name(span.file), sources.snippet(span));
    }
    line += &format!(": {}", diagnostic.message);
    for mark in &diagnostic.related {
        line += &format!(
            " + {} <{}> {}",
            sources.name(mark.span.file),
            sources.snippet(mark.span),
            mark.label
        );
    }
    if let Some(help) = &diagnostic.help {
        line += &format!(" | {help}");
    }
    line
}

/// A document without its places.
pub(super) fn values(table: &Table) -> Value {
    crate::baseline::schema::plain_table(table)
}
