//! Reading and writing the files that a person or a repository names: ordinary files, of a bounded size, whole or not at all.
//!
//! A repository may hold links that lead out of it. Nothing is written through one, and what is groundline's own is not read through one either.

use std::fmt;
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path};

/// Why a file is not read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is none.
    Missing,
    /// It is a folder.
    Folder,
    /// It is no folder, and has to be one.
    NoFolder,
    /// It is a device or a pipe.
    Odd,
    /// It is a link.
    Link,
    /// A link on the way to it leads out of the folder.
    Outside,
    /// It has more bytes than this.
    TooLarge(u64),
    /// It is the baseline.
    Baseline,
    /// What the system says.
    System(io::ErrorKind),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it does not exist"),
            Self::Folder => f.write_str("it is a folder"),
            Self::NoFolder => f.write_str("it is no folder"),
            Self::Odd => f.write_str("it is not an ordinary file"),
            Self::Link => f.write_str("it is a link: name the file itself"),
            Self::Outside => f.write_str("a link leads out of this folder: name the file itself"),
            Self::TooLarge(limit) => write!(f, "it is larger than {} MiB", limit / 1024 / 1024),
            Self::Baseline => f.write_str("it is the baseline"),
            Self::System(kind) => write!(f, "{kind}"),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            kind => Self::System(kind),
        }
    }
}

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever the system lets.
    Anybody,
}

/// The bytes of a file; `limit` is the most. A device or pipe is none, but for those that a shell makes: `/dev/stdin`, `<(…)`.
///
/// # Errors
/// Says what is wrong with it.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    // Asked before opening: opening a named pipe would wait for its writer.
    let kind = fs::metadata(path)?.file_type();
    if kind.is_dir() {
        return Err(Trouble::Folder);
    }
    let of_shell = path == Path::new("/dev/stdin") || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd");
    if !kind.is_file() && !of_shell {
        return Err(Trouble::Odd);
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Trouble::TooLarge(limit));
    }
    Ok(bytes)
}

/// The same for a file of groundline's own, which is no link.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_own(path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    own(path)?;
    read(path, limit)
}

/// Writes what a person asked for to where they said, from `folder`: a device or pipe is written to, an ordinary file is replaced as a whole, a
/// link is refused, and a path below the folder stays below it.
///
/// # Errors
/// Says what is wrong; then what was there is as it was.
pub fn write(folder: &Path, named: &Path, bytes: &[u8], readers: Readers) -> Result<(), Trouble> {
    let path = folder.join(named);
    if path.starts_with("/dev") || path.starts_with("/proc") {
        return through(&path, bytes);
    }
    match kind(&path)? {
        Some(kind) if kind.is_symlink() => return Err(Trouble::Link),
        Some(kind) if kind.is_dir() => return Err(Trouble::Folder),
        Some(kind) if !kind.is_file() => return through(&path, bytes),
        _ => {}
    }
    let is_below = named
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if is_below
        && !parent(&path)
            .canonicalize()?
            .starts_with(folder_or_here(folder).canonicalize()?)
    {
        return Err(Trouble::Outside);
    }
    replace(&path, bytes, readers)
}

/// Writes a file of groundline's own, which is no link, for its owner alone.
///
/// # Errors
/// Says what is wrong; then what was there is as it was.
pub fn write_own(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    own(path)?;
    replace(path, bytes, Readers::Owner)
}

/// A folder of groundline's own, which is no link, made if there is none.
///
/// # Errors
/// Says what is wrong with it.
pub fn own_folder(path: &Path) -> Result<(), Trouble> {
    match kind(path)? {
        None => Ok(fs::create_dir_all(path)?),
        Some(kind) if kind.is_symlink() => Err(Trouble::Link),
        Some(kind) if kind.is_dir() => Ok(()),
        Some(_) => Err(Trouble::NoFolder),
    }
}

/// Opens a file of groundline's own to lock it, and makes it if there is none.
///
/// # Errors
/// Says what is wrong with it.
pub fn open_lock(path: &Path) -> Result<File, Trouble> {
    own(path)?;
    let mut options = OpenOptions::new();
    Ok(options.create(true).write(true).truncate(false).open(path)?)
}

/// Makes a file unless there is something by that name, whatever it is.
///
/// # Errors
/// Says what is wrong.
pub fn make_once(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    if kind(path)?.is_some() {
        return Ok(());
    }
    // With this option the system follows no link.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    Ok(file.write_all(bytes)?)
}

/// What is there itself, not what it leads to; nothing if nothing is there.
fn kind(path: &Path) -> Result<Option<FileType>, Trouble> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether it is an ordinary file, or nothing yet, in a folder that is none of a link's.
fn own(path: &Path) -> Result<(), Trouble> {
    if kind(parent(path))?.is_some_and(|kind| kind.is_symlink()) {
        return Err(Trouble::Link);
    }
    match kind(path)? {
        Some(kind) if kind.is_symlink() => Err(Trouble::Link),
        Some(kind) if kind.is_dir() => Err(Trouble::Folder),
        Some(kind) if !kind.is_file() => Err(Trouble::Odd),
        _ => Ok(()),
    }
}

fn through(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    if fs::metadata(path)?.is_dir() {
        return Err(Trouble::Folder);
    }
    let mut file = OpenOptions::new().append(true).open(path)?;
    file.write_all(bytes)?;
    Ok(file.flush()?)
}

/// Writes to a file beside it, and puts that in its place once every byte is on the disk.
fn replace(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Trouble> {
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

fn parent(path: &Path) -> &Path {
    folder_or_here(path.parent().unwrap_or(Path::new("")))
}

fn folder_or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[cfg(unix)]
    #[test]
    fn what_is_read_is_ordinary_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "12345").unwrap();
        assert_eq!(read(&file, 5), Ok(b"12345".to_vec()));
        assert_eq!(read(&file, 4), Err(Trouble::TooLarge(4)));
        assert_eq!(read(&folder.path().join("none"), 4), Err(Trouble::Missing));
        assert_eq!(read(folder.path(), 4), Err(Trouble::Folder));
        assert_eq!(read(Path::new("/dev/zero"), 4), Err(Trouble::Odd));
        let link = folder.path().join("link");
        symlink(&file, &link).unwrap();
        assert_eq!(read(&link, 5), Ok(b"12345".to_vec()));
        assert_eq!(read_own(&link, 5), Err(Trouble::Link));
    }

    #[cfg(unix)]
    #[test]
    fn an_ordinary_file_is_replaced_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let put = |name: &str| write(folder.path(), Path::new(name), b"new", Readers::Owner);
        assert_eq!(put("plan.json"), Ok(()));
        assert_eq!(
            (fs::read(at("plan.json")).unwrap(), mode(&at("plan.json"))),
            (b"new".to_vec(), 0o600)
        );
        fs::write(at("other"), "old").unwrap();
        symlink(at("other"), at("link")).unwrap();
        symlink(at("nowhere"), at("dangling")).unwrap();
        assert_eq!(
            (put("link"), put("dangling"), put(".")),
            (Err(Trouble::Link), Err(Trouble::Link), Err(Trouble::Folder))
        );
        assert_eq!(fs::read(at("other")).unwrap(), b"old");
        assert!(!at("nowhere").exists());
        assert_eq!(put("/dev/null"), Ok(()));
        assert!(!fs::symlink_metadata("/dev/null").unwrap().is_file());
        assert_eq!(put("/dev/full"), Err(Trouble::System(io::ErrorKind::StorageFull)));
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), at("out")).unwrap();
        assert_eq!(put("out/plan.json"), Err(Trouble::Outside));
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        // What is typed out leads where it says.
        let whole = elsewhere.path().join("plan.json");
        assert_eq!(write(folder.path(), &whole, b"new", Readers::Anybody), Ok(()));
        assert_ne!(mode(&whole) & 0o044, 0);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_groundlines_own_is_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink(elsewhere.path(), at(".groundline")).unwrap();
        assert_eq!(own_folder(&at(".groundline")), Err(Trouble::Link));
        assert_eq!(write_own(&at(".groundline/sandbox.json"), b""), Err(Trouble::Link));
        assert!(open_lock(&at(".groundline/lock")).is_err());
        assert_eq!(own_folder(&at("made")), Ok(()));
        fs::write(at("file"), "old").unwrap();
        assert_eq!(own_folder(&at("file")), Err(Trouble::NoFolder));
        for name in ["made/sandbox.json", "made/lock", "made/.gitignore"] {
            symlink(at("file"), at(name)).unwrap();
        }
        assert_eq!(write_own(&at("made/sandbox.json"), b"new"), Err(Trouble::Link));
        assert_eq!(open_lock(&at("made/lock")).map(drop), Err(Trouble::Link));
        assert_eq!(make_once(&at("made/.gitignore"), b"new"), Ok(()));
        symlink(at("none"), at("made/dangling")).unwrap();
        assert_eq!(make_once(&at("made/dangling"), b"new"), Ok(()));
        assert_eq!(fs::read(at("file")).unwrap(), b"old");
        assert!(!at("none").exists());
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}
