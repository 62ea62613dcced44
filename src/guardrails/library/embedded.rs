//! The files of `scps/`, as they are in the binary. A test compares this list with the folder.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../scps/", $name, ".toml")))),*]
    };
}

/// Name and text of every file, in the order of the names.
pub(super) const FILES: &[(&str, &str)] = files!["deny-root@1"];
