//! Opening without waiting, and what was opened.

use std::fs::{self, File, FileType, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::trouble::Trouble;

/// Opens at once: a pipe does not wait for its other end, and no terminal becomes the run's own.
pub(super) fn at_once(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    set(options, 0).open(path)
}

/// The same, and no link is followed.
pub(super) fn itself(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    set(options, NO_LINK).open(path)
}

#[cfg(unix)]
const NO_LINK: i32 = libc::O_NOFOLLOW;
#[cfg(not(unix))]
const NO_LINK: i32 = 0;

#[cfg(unix)]
fn set(options: &mut OpenOptions, more: i32) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY | more)
}

#[cfg(not(unix))]
fn set(options: &mut OpenOptions, _: i32) -> &mut OpenOptions {
    options
}

/// Whether an opening failed because a pipe has no reader, or it is a socket.
#[cfg(unix)]
pub(super) fn has_no_reader(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::ENXIO)
}

#[cfg(not(unix))]
pub(super) fn has_no_reader(_: &io::Error) -> bool {
    false
}

/// What bytes can be put into without replacing it.
#[cfg(unix)]
pub(super) fn takes_bytes(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
pub(super) fn takes_bytes(_: FileType) -> bool {
    false
}

/// What is there itself, not what it leads to; nothing if nothing is there.
pub(super) fn kind(path: &Path) -> Result<Option<FileType>, Trouble> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether a path is one of those by which a shell hands over what is open already: `/dev/stdin`, `<(…)`.
pub(super) fn is_of_shell(path: &Path) -> bool {
    let named = ["/dev/stdin", "/dev/stdout", "/dev/stderr"];
    named.iter().any(|name| path == Path::new(name))
        || ["/dev/fd", "/proc/self/fd"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

/// Whether it is what the run reads from.
pub(super) fn is_stdin(path: &Path) -> bool {
    let named = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
    named.iter().any(|name| path == Path::new(name))
}

/// How long a pause is between two looks at a pipe.
const PAUSE: Duration = Duration::from_millis(10);

/// Waits a moment for the other end of a pipe.
#[expect(
    clippy::disallowed_methods,
    reason = "files are read and written outside the runtime, whose clock may stand still"
)]
pub(super) fn pause() {
    std::thread::sleep(PAUSE);
}
