//! Writing what a person asked for.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path};

use super::open::{at_once, has_no_reader, is_of_shell, is_stdin, kind, pause, takes_bytes};
use super::trouble::Trouble;

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever the system lets.
    Anybody,
}

/// How bytes get to where they shall go.
enum Way {
    /// Into a device or pipe.
    Through,
    /// In place of an ordinary file, or where nothing is yet.
    Replace,
}

/// Writes what a person asked for to where they said, from `folder`: a device or pipe is written to, an ordinary file is replaced as a whole, a
/// link is refused, and a path below the folder stays below it.
///
/// # Errors
/// Says what is wrong; then what was there is as it was.
pub fn write(folder: &Path, named: &Path, bytes: &[u8], readers: Readers) -> Result<(), Trouble> {
    let path = folder.join(named);
    match way(folder, named)? {
        Way::Through => through(&path, bytes),
        Way::Replace => replace(&path, bytes, readers),
    }
}

/// Whether [`write`] would find a place to write to. Nothing is written; whether there is room on the disk, or somebody reads a pipe, is not known.
///
/// # Errors
/// As [`write`].
pub fn may_write(folder: &Path, named: &Path) -> Result<(), Trouble> {
    let path = folder.join(named);
    match way(folder, named)? {
        // Opened and closed, a pipe would end for whoever reads it.
        Way::Through => Ok(()),
        // It goes away again.
        Way::Replace => tempfile::tempfile_in(parent(&path)).map(drop).map_err(Trouble::from),
    }
}

/// Whether a path leads to what is written to and not replaced, so that two may write there.
#[must_use]
pub fn is_stream(folder: &Path, named: &Path) -> bool {
    let path = folder.join(named);
    is_of_shell(&path) || kind(&path).is_ok_and(|kind| kind.is_some_and(takes_bytes))
}

fn way(folder: &Path, named: &Path) -> Result<Way, Trouble> {
    let path = folder.join(named);
    if is_of_shell(&path) {
        // What a shell gave to be read from stays as it is.
        return if is_stdin(&path) {
            Err(Trouble::Odd)
        } else {
            Ok(Way::Through)
        };
    }
    match kind(&path)? {
        Some(kind) if kind.is_symlink() => return Err(Trouble::Link),
        Some(kind) if kind.is_dir() => return Err(Trouble::Folder),
        Some(kind) if takes_bytes(kind) => return Ok(Way::Through),
        Some(kind) if !kind.is_file() => return Err(Trouble::Odd),
        // Replacing it would ask nobody.
        Some(_) if fs::metadata(&path)?.permissions().readonly() => return Err(Trouble::ReadOnly),
        _ => {}
    }
    let is_below = named
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let place = parent(&path).canonicalize().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Trouble::NoPlace,
        _ => error.into(),
    })?;
    if is_below && !place.starts_with(folder_or_here(folder).canonicalize()?) {
        return Err(Trouble::Outside);
    }
    Ok(Way::Replace)
}

/// So many pauses in a row the reader of a named pipe may take nothing: three seconds.
const PATIENCE: u32 = 300;

fn through(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let mut file = open_through(path)?;
    let mut left = bytes;
    let mut pauses = 0;
    while !left.is_empty() {
        match file.write(left) {
            Ok(0) => return Err(Trouble::System(io::ErrorKind::WriteZero)),
            Ok(written) => {
                left = left.get(written..).unwrap_or_default();
                pauses = 0;
            }
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::BrokenPipe => return Err(Trouble::Unheard),
                // At the other end of a pipe of the shell may be a person who reads.
                io::ErrorKind::WouldBlock if is_of_shell(path) || pauses < PATIENCE => {
                    pauses = pauses.saturating_add(1);
                    pause();
                }
                io::ErrorKind::WouldBlock => return Err(Trouble::Unheard),
                _ => return Err(error.into()),
            },
        }
    }
    Ok(file.flush()?)
}

/// Opens a device or pipe that is there, and nothing else that may have come there meanwhile.
fn open_through(path: &Path) -> Result<fs::File, Trouble> {
    let file = at_once(OpenOptions::new().append(true), path).map_err(|error| {
        if has_no_reader(&error) {
            Trouble::Unheard
        } else {
            Trouble::from(error)
        }
    })?;
    let kind = file.metadata()?.file_type();
    if takes_bytes(kind) || (kind.is_file() && is_of_shell(path)) {
        Ok(file)
    } else {
        Err(Trouble::Odd)
    }
}

/// Writes to a file beside it, and puts that in its place once every byte is on the disk.
pub(super) fn replace(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Trouble> {
    let mut builder = tempfile::Builder::new();
    // Without this the file is its owner's alone.
    if readers == Readers::Anybody {
        anybody(&mut builder);
    }
    let mut file = builder.tempfile_in(parent(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error.into())
}

#[cfg(unix)]
fn anybody(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    // What the person masks is masked.
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn anybody(_: &mut tempfile::Builder<'_, '_>) {}

/// The folder that a path is in.
pub(super) fn parent(path: &Path) -> &Path {
    folder_or_here(path.parent().unwrap_or(Path::new("")))
}

fn folder_or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}
