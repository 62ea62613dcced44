//! What several tests use.

use std::path::{Path, PathBuf};

use groundline::areas::baseline::Baseline;
use groundline::areas::declare::{Checked, declare};
use groundline::diagnostics::Diagnostic;

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The `.toml` files right in a folder of the repository, in order.
pub fn toml_files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// A diagnostic as a line for a failing test.
pub fn shown(checked: &Checked, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.primary.map(|span| {
        let (line, column) = checked.sources.line_column(span);
        let name = checked.sources.name(span.file);
        format!("{name}:{line}:{column} `{}`", checked.sources.snippet(span))
    });
    let related: Vec<String> = diagnostic
        .related
        .iter()
        .map(|mark| format!("{} `{}`", mark.label, checked.sources.snippet(mark.span)))
        .collect();
    format!(
        "{:?} {}: {}\n    at {}\n    help: {}\n    related: {}",
        diagnostic.severity,
        diagnostic.code,
        diagnostic.message,
        place.unwrap_or_else(|| "no place".to_owned()),
        diagnostic.help.as_deref().unwrap_or("none"),
        related.join("; "),
    )
}

/// All diagnostics as lines for a failing test.
pub fn all_shown(checked: &Checked) -> String {
    let lines: Vec<String> = checked
        .diagnostics
        .sorted()
        .iter()
        .map(|one| shown(checked, one))
        .collect();
    lines.join("\n")
}

/// A baseline that has no error.
pub fn valid(path: &Path) -> Baseline {
    let checked = declare(path);
    let said = all_shown(&checked);
    checked
        .baseline
        .unwrap_or_else(|| panic!("{}:\n{said}", path.display()))
}

/// Copies a folder with all that is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
