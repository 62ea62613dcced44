//! Files of groundline's own: no links, and not in a folder that is one.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use super::open::{itself, kind};
use super::reading::read_all;
use super::trouble::Trouble;
use super::writing::{Readers, parent, replace};

/// The bytes of a file of groundline's own, which is no link; `limit` is the most.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_own(path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    own(path)?;
    read_all(ordinary(itself(OpenOptions::new().read(true), path)?)?, limit)
}

/// Writes a file of groundline's own, which is no link, for its owner alone.
///
/// # Errors
/// Says what is wrong; then what was there is as it was.
pub fn write_own(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    own(path)?;
    match fs::symlink_metadata(path) {
        // Replacing it would ask nobody.
        Ok(found) if found.permissions().readonly() => return Err(Trouble::ReadOnly),
        _ => {}
    }
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
    ordinary(itself(options.create(true).write(true).truncate(false), path)?)
}

/// Makes a file unless there is something by that name, whatever it is.
///
/// # Errors
/// Says what is wrong; then there is none.
pub fn make_once(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    if kind(path)?.is_some() {
        return Ok(());
    }
    // With this option the system follows no link.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes).map_err(|error| {
        // Half of it would stand for the whole at the next run. It was made just now, so that nothing is lost.
        let _ = fs::remove_file(path);
        Trouble::from(error)
    })
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

/// The same of what was opened: by then something else may have come there.
fn ordinary(file: File) -> Result<File, Trouble> {
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(Trouble::Odd)
    }
}
