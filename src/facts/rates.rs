//! How often AWS lets an operation be called.

use super::access::Access;

/// A token bucket: `per_second` tokens come back each second, up to `burst`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Calls a second, sustained.
    pub per_second: f64,
    /// Calls at once after a pause.
    pub burst: f64,
}

/// The buckets that one operation is counted against, each of a Region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// For each calling account.
    pub account: Rate,
    /// For all accounts of the Organization together, where AWS publishes one.
    pub organization: Option<Rate>,
}

/// For reads of services that publish no rate.
pub const UNPUBLISHED_READ: Rate = Rate::new(5.0, 5.0);
/// For writes of services that publish no rate.
pub const UNPUBLISHED_WRITE: Rate = Rate::new(1.0, 1.0);

impl Rate {
    /// `per_second` calls, after a pause `burst` at once.
    #[must_use]
    pub const fn new(per_second: f64, burst: f64) -> Self {
        Self { per_second, burst }
    }
}

impl Rates {
    /// The cautious rates of an operation for which AWS publishes none.
    #[must_use]
    pub const fn unpublished(access: Access) -> Self {
        Self::of_account(match access {
            Access::Read => UNPUBLISHED_READ,
            Access::Write => UNPUBLISHED_WRITE,
        })
    }

    /// A bucket for each calling account, and none for all together.
    #[must_use]
    pub const fn of_account(account: Rate) -> Self {
        Self {
            account,
            organization: None,
        }
    }
}
