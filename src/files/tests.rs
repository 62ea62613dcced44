//! Files as they should be, and what else may stand in their place.
#![cfg(unix)]

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

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

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn nothing_waits_for_the_other_end_of_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let put = |bytes: &[u8]| write(folder.path(), Path::new("pipe"), bytes, Readers::Owner);
    pipe(&at("pipe"));
    assert_eq!(put(b"new"), Err(Trouble::Unheard));
    assert_eq!(may_write(folder.path(), Path::new("pipe")), Ok(()));
    assert_eq!(read(&at("pipe"), 9), Err(Trouble::Odd));
    assert_eq!(read_own(&at("pipe"), 9), Err(Trouble::Odd));
    assert_eq!(write_own(&at("pipe"), b""), Err(Trouble::Odd));
    assert_eq!(open_lock(&at("pipe")).map(drop), Err(Trouble::Odd));
    assert_eq!(own_folder(&at("pipe")), Err(Trouble::NoFolder));
    let much = vec![b'x'; 1 << 20];
    let from = at("pipe");
    let reader = thread::spawn(move || fs::read(from).unwrap());
    while put(&much) == Err(Trouble::Unheard) {
        thread::yield_now();
    }
    assert_eq!(reader.join().unwrap().len(), much.len());
    // Somebody holds it and takes nothing.
    let held = fs::OpenOptions::new().read(true).write(true).open(at("pipe")).unwrap();
    assert_eq!(put(&much), Err(Trouble::Unheard));
    drop(held);
    let _listener = UnixListener::bind(at("socket")).unwrap();
    assert_eq!(
        write(folder.path(), Path::new("socket"), b"", Readers::Owner),
        Err(Trouble::Odd)
    );
    assert_eq!(read(&at("socket"), 9), Err(Trouble::Odd));
    assert_eq!(read_own(&at("socket"), 9), Err(Trouble::Odd));
}

#[test]
fn whether_a_file_may_be_written_is_known_before() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let may = |name: &str| may_write(folder.path(), Path::new(name));
    fs::write(at("file"), "old").unwrap();
    symlink(at("loop"), at("loop")).unwrap();
    fs::write(at("kept"), "old").unwrap();
    fs::set_permissions(at("kept"), fs::Permissions::from_mode(0o444)).unwrap();
    assert_eq!((may("file"), may("new"), may("/dev/null")), (Ok(()), Ok(()), Ok(())));
    assert_eq!((may("loop"), may(".")), (Err(Trouble::Link), Err(Trouble::Folder)));
    assert_eq!(
        (may("none/new"), may("kept")),
        (Err(Trouble::NoPlace), Err(Trouble::ReadOnly))
    );
    assert!(may("file/new").is_err());
    assert_eq!(write_own(&at("kept"), b"new"), Err(Trouble::ReadOnly));
    assert_eq!(fs::read(at("kept")).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    assert_eq!((may("/dev/stdout"), may("/dev/stdin")), (Ok(()), Err(Trouble::Odd)));
    assert!(is_stream(folder.path(), Path::new("/dev/null")) && !is_stream(folder.path(), Path::new("file")));
}
