//! Why a file is not read or written.

use std::fmt;
use std::io;

/// Why a file is not read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// There is none.
    Missing,
    /// The folder that it would be in is not there.
    NoPlace,
    /// It is a folder.
    Folder,
    /// It is no folder, and has to be one.
    NoFolder,
    /// It is a device, a pipe or a socket.
    Odd,
    /// It is a pipe, or a terminal, at whose other end nobody is.
    Unheard,
    /// It is a link.
    Link,
    /// A link on the way to it leads out of the folder.
    Outside,
    /// Nobody may write to it.
    ReadOnly,
    /// It has more bytes than this.
    TooLarge(u64),
    /// The run needs it for this.
    Taken(&'static str),
    /// What the system says.
    System(io::ErrorKind),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("it does not exist"),
            Self::NoPlace => f.write_str("its folder does not exist"),
            Self::Folder => f.write_str("it is a folder"),
            Self::NoFolder => f.write_str("it is no folder"),
            Self::Odd => f.write_str("it is not an ordinary file"),
            Self::Unheard => f.write_str("nobody reads at its other end"),
            Self::Link => f.write_str("it is a link: name the file itself"),
            Self::Outside => f.write_str("a link leads out of this folder: name the file itself"),
            Self::ReadOnly => f.write_str("it is read-only"),
            Self::TooLarge(limit) => write!(f, "it is larger than {} MiB", limit / 1024 / 1024),
            Self::Taken(what) => write!(f, "it is {what}"),
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
