//! Planned calls of the core: all of them are made in the management account.

use crate::engine::change::PlannedCall;
use crate::engine::session::Session;
use crate::facts::op::Op;

/// One call of an operation.
#[must_use]
pub fn once(op: &Op) -> PlannedCall {
    PlannedCall::once(op.to_string(), Session::management())
}
