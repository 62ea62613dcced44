//! What a call comes with.

use super::caller::Caller;
use super::clock::Moment;
use super::input::Input;

/// What a call comes with.
pub(super) struct Ask<'a> {
    pub(super) input: Input<'a>,
    pub(super) caller: &'a Caller,
    pub(super) now: Moment,
    /// Now, by the caller's clock, which on a socket is not the sandbox's.
    pub(super) sent: Moment,
    /// The Region the call was signed for.
    pub(super) region: &'a str,
}
