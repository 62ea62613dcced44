//! How an area describes one AWS operation that it calls.

use std::fmt;

use super::answer::Field;
use super::rates::Rates;
use super::service::Service;

pub use super::access::Access;

/// Whether an operation may be sent again when it is not known whether it took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Sending it twice does what sending it once does.
    Safe,
    /// Sending it twice may do it twice: the caller reads again instead.
    Never,
}

/// What an error code means, for one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// What was asked for is so already: success.
    AlreadySo,
    /// Something by that name exists: read again and adopt it.
    Exists,
    /// The thing is not there.
    Absent,
    /// AWS is busy with another change: wait, and send again.
    Busy,
    /// Too many calls: slow down, and send again.
    Throttled,
    /// A thing just made is not visible everywhere yet: wait, and send again, for a while.
    NotYet,
    /// The caller may not.
    Denied,
    /// A quota or a rule of AWS stands against it; the reason says which.
    Constraint,
}

/// One operation, as the area that calls it describes it.
#[derive(Debug)]
pub struct Op {
    /// Which service.
    pub service: &'static Service,
    /// The operation's name: `ListAccounts`.
    pub name: &'static str,
    /// Whether it changes anything.
    pub access: Access,
    /// Whether it may be sent again blindly.
    pub retry: Retry,
    /// What its error codes mean, beyond those that mean the same everywhere.
    pub means: &'static [(&'static str, Meaning)],
    /// What of its answer is used: required, or what its absence means. The door holds every answer against it.
    pub answer: &'static [Field],
}

impl Op {
    /// A read. What its answer holds has to be said: without a field the table does not compile.
    #[must_use]
    pub const fn read(
        service: &'static Service,
        name: &'static str,
        answer: &'static [Field],
        means: &'static [(&'static str, Meaning)],
    ) -> Self {
        assert!(!answer.is_empty(), "a read says what its answer holds");
        Self {
            service,
            name,
            access: Access::Read,
            retry: Retry::Safe,
            means,
            answer,
        }
    }

    /// The same operation with what of its answer is used: for writes that give an id.
    #[must_use]
    pub const fn answers(self, answer: &'static [Field]) -> Self {
        Self { answer, ..self }
    }

    /// A write that may be sent twice.
    #[must_use]
    pub const fn write(
        service: &'static Service,
        name: &'static str,
        means: &'static [(&'static str, Meaning)],
    ) -> Self {
        Self {
            service,
            name,
            access: Access::Write,
            retry: Retry::Safe,
            means,
            answer: &[],
        }
    }

    /// A write that must not be sent again when it is not known whether it took effect.
    #[must_use]
    pub const fn write_once(
        service: &'static Service,
        name: &'static str,
        means: &'static [(&'static str, Meaning)],
    ) -> Self {
        Self {
            service,
            name,
            access: Access::Write,
            retry: Retry::Never,
            means,
            answer: &[],
        }
    }
}

impl Op {
    /// The buckets that it is counted against.
    #[must_use]
    pub fn rates(&self) -> Rates {
        self.service.rates(self.name, self.access)
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service.prefix, self.name)
    }
}

/// An answer of which a test reads nothing but its pages.
#[cfg(test)]
pub const PAGES: &[Field] = &[super::answer::NEXT_TOKEN];
