//! Exit codes. They are an API: a pipeline decides by them.

use std::process::ExitCode;

/// How a command ended. The first that applies wins, in the order of [`Exit::ORDER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Something unexpected went wrong.
    Error = 1,
    /// The live Organization differs (`drift`, `plan --detailed-exitcode`).
    Differences = 2,
    /// Something could not be read or applied; the output names it. Also Ctrl-C and SIGTERM.
    Incomplete = 3,
    /// Refused, and nothing was written: a risk that was not allowed, a stale plan, another Organization.
    Refused = 4,
    /// AWS is still working; run again.
    Pending = 5,
    /// The command line is wrong, or a question could not be asked.
    Usage = 64,
    /// The baseline is wrong.
    Baseline = 65,
}

impl Exit {
    /// Which wins where several apply.
    pub const ORDER: [Self; 8] = [
        Self::Usage,
        Self::Baseline,
        Self::Refused,
        Self::Error,
        Self::Incomplete,
        Self::Differences,
        Self::Pending,
        Self::Done,
    ];

    /// All of them, by number.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Error,
        Self::Differences,
        Self::Incomplete,
        Self::Refused,
        Self::Pending,
        Self::Usage,
        Self::Baseline,
    ];

    /// What it tells, for people.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done, or nothing to do",
            Self::Error => "error: something went wrong that is none of the below",
            Self::Differences => "differences (`drift`, `plan --detailed-exitcode`)",
            Self::Incomplete => "incomplete: something could not be read or applied; also Ctrl-C and SIGTERM",
            Self::Refused => "refused, nothing written: risk not allowed, stale plan, other Organization",
            Self::Pending => "pending: AWS is still working; run again",
            Self::Usage => "bad usage: the command line is wrong, or nobody could be asked",
            Self::Baseline => "bad baseline",
        }
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The one that wins of `all`; [`Exit::Done`] if there is none.
    #[must_use]
    pub fn first_of(all: &[Self]) -> Self {
        Self::ORDER
            .into_iter()
            .find(|exit| all.contains(exit))
            .unwrap_or(Self::Done)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
