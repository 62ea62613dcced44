//! Reading the files of a baseline: only inside its repository, only text, only of a sane size, each once.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::diagnostics::{Diagnostic, FileId, SourceMap, Span};
use crate::files::{self, Trouble};

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

    /// The real path of a file in the repository that is no part of version control's own.
    pub(super) fn locate(&self, path: &Path, named: Named<'_>) -> Result<PathBuf, Diagnostic> {
        let hidden = |path: &Path| path.strip_prefix(&self.root).is_ok_and(is_hidden);
        if hidden(path) || (named.at.is_some() && is_hidden(Path::new(named.name))) {
            return Err(hidden_part(named));
        }
        let real = path.canonicalize().map_err(|error| unreadable(&error, named))?;
        if hidden(&real) {
            return Err(hidden_part(named));
        }
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

    /// The same of a file that is to be TOML, and is called so. What is wrong in a file is shown with its text, so that no other kind of file is
    /// taken for a part of a baseline: it might hold secrets.
    pub(super) fn locate_toml(&self, path: &Path, named: Named<'_>) -> Result<PathBuf, Diagnostic> {
        let is_toml = |path: &Path| {
            path.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
        };
        let real = self.locate(path, named)?;
        if real.is_dir() || (is_toml(Path::new(named.name)) && is_toml(&real)) {
            return Ok(real);
        }
        let message = format!("`{}` is not called `….toml`", named.name);
        Err(refuse("not-toml", message, named).help("a part of a baseline is a TOML file: rename it"))
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
    files::read(real, limit).map_err(|trouble| {
        let name = named.name;
        match trouble {
            Trouble::Folder => refuse("not-a-file", format!("`{name}` is a folder"), named),
            Trouble::Odd => refuse("not-a-file", format!("`{name}` is not an ordinary file"), named),
            Trouble::TooLarge(limit) => {
                let size = limit / (1024 * 1024);
                refuse("file-too-large", format!("`{name}` is larger than {size} MiB"), named)
            }
            Trouble::Missing => missing(named),
            other => refuse("file-unreadable", format!("cannot read `{name}`: {other}"), named),
        }
    })
}

fn missing(named: Named<'_>) -> Diagnostic {
    refuse("file-not-found", format!("`{}` does not exist", named.name), named)
}

/// Folders in which version control keeps its own, tokens among it: no baseline has a part there.
const HIDDEN: [&str; 7] = [".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", "CVS"];

/// Whether a path leads into one. Some file systems do not tell small letters from capitals.
fn is_hidden(path: &Path) -> bool {
    path.iter()
        .any(|part| HIDDEN.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

fn unreadable(error: &io::Error, named: Named<'_>) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => missing(named),
        // The operating system's sentence would bring its own capitals and error numbers.
        kind => refuse(
            "file-unreadable",
            format!("cannot read `{}`: {kind}", named.name),
            named,
        ),
    }
}

fn hidden_part(named: Named<'_>) -> Diagnostic {
    let message = format!("`{}` is a part of version control", named.name);
    refuse("version-control", message, named).help("a baseline has no part there: keep it beside the others")
}

fn refuse(code: &'static str, message: String, named: Named<'_>) -> Diagnostic {
    Diagnostic::error(code, message).at(named.at)
}

/// The folder in which files may be read: the nearest one upwards that has `.git`, else the baseline's own.
pub(super) fn repository(folder: &Path) -> PathBuf {
    let found = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    found.unwrap_or(folder).to_owned()
}
