//! Reading what a person or a repository names.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::open::{at_once, is_of_shell, pause};
use super::trouble::Trouble;

/// The bytes of a file; `limit` is the most. A device or pipe is none, but for those that a shell makes: `/dev/stdin`, `<(…)`.
///
/// # Errors
/// Says what is wrong with it.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    let fits = |kind: fs::FileType| match kind {
        kind if kind.is_dir() => Err(Trouble::Folder),
        kind if kind.is_file() || is_of_shell(path) => Ok(()),
        _ => Err(Trouble::Odd),
    };
    // Some devices do something when they are opened. What is there by then may be another thing, so that it is asked twice.
    fits(fs::metadata(path)?.file_type())?;
    let file = at_once(OpenOptions::new().read(true), path)?;
    fits(file.metadata()?.file_type())?;
    read_all(file, limit)
}

/// All bytes of an open stream; `limit` is the most.
///
/// # Errors
/// That they are more, or what the system says.
pub fn read_all(source: impl Read, limit: u64) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let mut source = source.take(limit.saturating_add(1));
    while let Err(error) = source.read_to_end(&mut bytes) {
        match error.kind() {
            // A pipe of a shell whose other end is at work still.
            io::ErrorKind::WouldBlock => pause(),
            _ => return Err(error.into()),
        }
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Trouble::TooLarge(limit));
    }
    Ok(bytes)
}
