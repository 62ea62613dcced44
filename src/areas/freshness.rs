//! How long what was read again counts.

use std::time::Duration;

use crate::engine::change::Change;
use crate::facts::op::Access;
use crate::facts::service::rates_of;

/// How old the answer may be by which a change is judged. One page covers several changes, and is read again for those that start later.
pub(super) const FRESH: Duration = Duration::from_secs(3);

/// How many changes like this one are made while a page counts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are small and positive"
)]
pub(super) fn changes_covered(change: &Change) -> u32 {
    let rate = change
        .calls
        .first()
        .map_or(1.0, |call| rates_of(&call.operation, Access::Write).account.per_second);
    ((rate * FRESH.as_secs_f64()) as u32).max(1)
}
