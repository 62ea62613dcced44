//! Reading the files of a baseline: only inside its repository, only text, only of a sane size, each once.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostics::{Diagnostic, FileId, SourceMap, Span};

/// The largest TOML file that is read, in bytes.
pub(super) const TOML_LIMIT: u64 = 4 * 1024 * 1024;
/// The largest file named in a baseline (a policy document) that is read, in bytes.
pub(super) const ATTACHED_LIMIT: u64 = 1024 * 1024;

/// The files read so far.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The repository's folder, symlinks resolved.
    pub(super) root: PathBuf,
    ids: BTreeMap<PathBuf, FileId>,
    digests: BTreeMap<String, Vec<u8>>,
}

/// A file named by a person, and the place where they named it (`None`: on the command line).
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) at: Option<Span>,
}

impl Files {
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            root,
            ..Self::default()
        }
    }

    /// The folder of a file that was read; the repository's for one that was not.
    pub(super) fn folder(&self, file: Option<FileId>) -> &Path {
        let path = file.and_then(|file| self.ids.iter().find(|&(_, id)| *id == file));
        path.and_then(|(path, _)| path.parent()).unwrap_or(&self.root)
    }

    /// How messages call a path: relative to the repository, with `/`.
    pub(super) fn display(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    /// The real path of a file in the repository.
    pub(super) fn locate(&self, path: &Path, named: Named<'_>) -> Result<PathBuf, Diagnostic> {
        let real = path.canonicalize().map_err(|error| unreadable(&error, named))?;
        if real.starts_with(&self.root) {
            return Ok(real);
        }
        Err(refuse(
            "outside-repository",
            format!("`{}` is outside the repository", named.name),
            named,
        )
        .help("a baseline reads only files of its own repository: copy it there"))
    }

    /// Reads a located file, or gives the one that was read before.
    pub(super) fn read(
        &mut self,
        sources: &mut SourceMap,
        real: &Path,
        limit: u64,
        named: Named<'_>,
    ) -> Result<FileId, Diagnostic> {
        if let Some(id) = self.ids.get(real) {
            return Ok(*id);
        }
        let bytes = read_bytes(real, limit, named)?;
        let name = self.display(real);
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.digests
                    .insert(name.clone(), Sha256::digest(text.as_bytes()).to_vec());
                let id = sources.add(name, text);
                self.ids.insert(real.to_owned(), id);
                Ok(id)
            }
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(offset).copied().unwrap_or(0);
                // The text before the bad byte keeps its offsets, so the place can be shown.
                let id = sources.add(name.clone(), String::from_utf8_lossy(error.as_bytes()));
                let message = format!("`{name}` is not UTF-8: byte 0x{byte:02x} at offset {offset}");
                let place = Span::new(id, offset..offset + char::REPLACEMENT_CHARACTER.len_utf8());
                Err(Diagnostic::error("not-utf8", message)
                    .at(place)
                    .also(named.at, "named here"))
            }
        }
    }

    /// SHA-256 in hex over the names and texts of all files read, in the order of their names.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, digest) in &self.digests {
            hash.update(u64::try_from(name.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(name.as_bytes());
            hash.update(digest);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn read_bytes(real: &Path, limit: u64, named: Named<'_>) -> Result<Vec<u8>, Diagnostic> {
    let fail = |error: &io::Error| unreadable(error, named);
    // Asked before opening: opening a named pipe would wait for its writer.
    let kind = real.metadata().map_err(|error| fail(&error))?;
    if kind.is_dir() {
        return Err(refuse("not-a-file", format!("`{}` is a folder", named.name), named));
    }
    if !kind.is_file() {
        return Err(refuse(
            "not-a-file",
            format!("`{}` is not an ordinary file", named.name),
            named,
        ));
    }
    let file = File::open(real).map_err(|error| fail(&error))?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| fail(&error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        let size = limit / (1024 * 1024);
        return Err(refuse(
            "file-too-large",
            format!("`{}` is larger than {size} MiB", named.name),
            named,
        ));
    }
    Ok(bytes)
}

fn unreadable(error: &io::Error, named: Named<'_>) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => refuse("file-not-found", format!("`{}` does not exist", named.name), named),
        // The operating system's sentence would bring its own capitals and error numbers.
        kind => refuse(
            "file-unreadable",
            format!("cannot read `{}`: {kind}", named.name),
            named,
        ),
    }
}

fn refuse(code: &'static str, message: String, named: Named<'_>) -> Diagnostic {
    Diagnostic::error(code, message).at(named.at)
}

/// The folder in which files may be read: the nearest one upwards that has `.git`, else the baseline's own.
pub(super) fn repository(folder: &Path) -> PathBuf {
    let found = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    found.unwrap_or(folder).to_owned()
}
