//! The files that a run needs, so that nothing it writes takes their place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::files::Trouble;

/// What the files are that a run reads, or writes to.
#[derive(Debug, Default)]
pub(super) struct ReservedPaths(BTreeMap<PathBuf, &'static str>);

impl ReservedPaths {
    /// Takes a file. What it was taken for first it stays.
    pub(super) fn add(&mut self, path: &Path, what: &'static str) {
        if let Some(real) = real(path) {
            self.0.entry(real).or_insert(what);
        }
    }

    /// Whether a file is free for this.
    ///
    /// # Errors
    /// Says what it is taken for.
    pub(super) fn is_free(&self, path: &Path, what: &'static str) -> Result<(), Trouble> {
        let taken = real(path).and_then(|real| self.0.get(&real).copied());
        match taken.filter(|taken| *taken != what) {
            Some(taken) => Err(Trouble::Taken(taken)),
            None => Ok(()),
        }
    }
}

/// Where a file really is, or would be if it is not there yet.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    })
}
