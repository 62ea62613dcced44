//! `sandbox.json`: the sandbox between two runs.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::handling::Sandbox;
use super::model::State;
use super::seed;
use super::setup::{Seed, Setup};
use crate::files::{self, Trouble};

/// The format of the file that this program reads and writes, and the only one.
pub const FORMAT: u32 = 2;
/// The largest file that is read, in bytes: 50,000 accounts take about a tenth.
const LIMIT: u64 = 1024 * 1024 * 1024;
/// How much virtual time passes between two runs.
const BETWEEN_RUNS: Duration = Duration::from_secs(60);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Another process works on it.
    #[error("`{}` is in use by another groundline", .0.display())]
    InUse(PathBuf),
    /// It is no sandbox file, or a damaged one.
    #[error("`{}` cannot be read as a sandbox: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A newer groundline wrote it.
    #[error("`{}` was written by a newer groundline (format {format})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u64,
    },
    /// An older groundline wrote it, in a format that is not read any more.
    #[error("`{}` was written by an older groundline (format {format})", path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u64,
    },
    /// The file system refuses.
    #[error("cannot {what} `{}`", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: Trouble,
    },
}

impl FileError {
    /// What a person can do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::InUse(_) => Some("wait until it has ended, or stop it"),
            Self::Damaged { .. } => Some("run `groundline sandbox reset` to start a new one"),
            Self::Newer { .. } => Some("use that one, or run `groundline sandbox reset` to start a new one"),
            Self::Older { .. } => Some("run `groundline sandbox reset` to start a new one"),
            Self::Io { .. } => None,
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    state: &'a State,
}

#[derive(Deserialize)]
struct Format {
    format: u64,
}

#[derive(Deserialize)]
struct Read {
    state: State,
}

/// An opened sandbox file. It is locked until this is dropped.
pub struct OpenFile {
    path: PathBuf,
    sandbox: Sandbox,
    _lock: File,
}

/// Opens the sandbox at `path`, a minute of virtual time after it was last saved; where there is none yet, an empty Organization starts.
///
/// # Errors
/// When it is in use, damaged, of another format, or the file system refuses.
pub fn open(path: &Path, setup: &Setup) -> Result<OpenFile, FileError> {
    let lock = lock(path)?;
    let state = match files::read_own(path, LIMIT) {
        Ok(bytes) => parse(path, &bytes)?,
        Err(Trouble::Missing) => seed::grow(&Seed::default(), setup),
        Err(source) => return Err(failed("read", path, source)),
    };
    let sandbox = Sandbox::from_state(state);
    sandbox.advance(BETWEEN_RUNS);
    Ok(OpenFile {
        path: path.to_owned(),
        sandbox,
        _lock: lock,
    })
}

/// Starts the sandbox at `path` anew, whatever is there, and saves it.
///
/// # Errors
/// When it is in use, or the file system refuses.
pub fn reset(path: &Path, seed: &Seed, setup: &Setup) -> Result<OpenFile, FileError> {
    let opened = OpenFile {
        path: path.to_owned(),
        _lock: lock(path)?,
        sandbox: Sandbox::new(seed, setup),
    };
    opened.save()?;
    Ok(opened)
}

impl OpenFile {
    /// The sandbox in it.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Writes the sandbox back: to a file beside it, readable by its owner alone, which then takes its place.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn save(&self) -> Result<(), FileError> {
        let state = self.sandbox.state();
        let written = Written {
            format: FORMAT,
            state: &state,
        };
        // Whole, before anything is written: what cannot be written out leaves the old file as it is.
        let bytes = serde_json::to_vec(&written).map_err(|error| FileError::Damaged {
            path: self.path.clone(),
            why: error.to_string(),
        })?;
        files::write_own(&self.path, &bytes).map_err(|source| failed("write", &self.path, source))
    }
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
}

/// Locks a file beside the sandbox's own, because that one is replaced on saving.
fn lock(path: &Path) -> Result<File, FileError> {
    let folder = folder(path);
    files::own_folder(folder).map_err(|source| failed("create", folder, source))?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let beside = folder.join(name);
    let file = files::open_lock(&beside).map_err(|source| failed("open", &beside, source))?;
    for _ in 0..PATIENCE {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => pause(),
            Err(TryLockError::Error(source)) => return Err(failed("lock", &beside, source.into())),
        }
    }
    Err(FileError::InUse(path.to_owned()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the file is opened and closed outside the runtime"
)]
fn pause() {
    std::thread::sleep(PAUSE);
}

/// A lock outlives its holder for a moment, when a child process is just being started.
const PAUSE: Duration = Duration::from_millis(20);
/// So many pauses are waited before the file counts as in use.
const PATIENCE: usize = 15;

fn parse(path: &Path, bytes: &[u8]) -> Result<State, FileError> {
    let damaged = |error: &serde_json::Error| FileError::Damaged {
        path: path.to_owned(),
        why: error.to_string(),
    };
    let Format { format } = serde_json::from_slice(bytes).map_err(|error| damaged(&error))?;
    if format > u64::from(FORMAT) {
        return Err(FileError::Newer {
            path: path.to_owned(),
            format,
        });
    }
    if format < u64::from(FORMAT) {
        return Err(FileError::Older {
            path: path.to_owned(),
            format,
        });
    }
    let Read { state } = serde_json::from_slice(bytes).map_err(|error| damaged(&error))?;
    Ok(state)
}

fn failed(what: &'static str, path: &Path, source: Trouble) -> FileError {
    FileError::Io {
        what,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_saved_sandbox_goes_on_a_minute_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("sandbox.json");
        let before = {
            let file = reset(&path, &Seed::Small, &Setup::default()).unwrap();
            file.sandbox().state()
        };
        let file = open(&path, &Setup::default()).unwrap();
        let mut after = file.sandbox().state();
        assert_eq!(after.now.since(before.now), BETWEEN_RUNS);
        after.now = before.now;
        assert_eq!(after, before);
        file.save().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.json");
        drop(reset(&path, &Seed::default(), &Setup::default()).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.json");
        let first = open(&path, &Setup::default()).unwrap();
        let Err(error) = open(&path, &Setup::default()) else {
            panic!("opened twice")
        };
        assert!(error.to_string().contains("in use by another groundline"), "{error}");
        drop(first);
        assert!(open(&path, &Setup::default()).is_ok());
    }

    #[test]
    fn what_cannot_be_read_says_how_to_start_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.json");
        for (text, why) in [
            ("", "cannot be read as a sandbox"),
            ("{}", "missing field `format`"),
            ("{\"format\":2}", "missing field `state`"),
            ("{\"format\":2,\"state\":{}}", "missing field `seed`"),
            (
                "{\"format\":1,\"state\":{}}",
                "was written by an older groundline (format 1)",
            ),
            (
                "{\"format\":3,\"state\":{}}",
                "was written by a newer groundline (format 3)",
            ),
            ("nonsense", "cannot be read as a sandbox"),
        ] {
            fs::write(&path, text).unwrap();
            let Err(error) = open(&path, &Setup::default()) else {
                panic!("{text}")
            };
            assert!(error.to_string().contains(why), "{error}");
            assert!(
                error
                    .help()
                    .is_some_and(|help| help.contains("groundline sandbox reset")),
                "{error}"
            );
        }
        drop(reset(&path, &Seed::default(), &Setup::default()).unwrap());
        assert!(open(&path, &Setup::default()).is_ok());
    }
}
