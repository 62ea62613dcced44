//! Reading the Organization, with progress and with an ear for Ctrl-C.

use std::cell::RefCell;

use super::interrupt::StopSignals;
use super::stop::Stop;
use crate::areas::baseline::Baseline;
use crate::areas::inventory::Inventory;
use crate::areas::kit::purpose::Purpose;
use crate::areas::survey;
use crate::aws::Door;
use crate::views::progress::Progress;

/// Reads the Organization, in accounts that are entered for `purpose`.
///
/// # Errors
/// If it is another one, cannot be reached, or Ctrl-C was pressed.
pub(super) async fn read(
    door: &Door,
    baseline: Baseline,
    purpose: Purpose,
    progress: &RefCell<Box<dyn Progress>>,
    stop_signals: &mut StopSignals,
) -> Result<Inventory, Stop> {
    progress.borrow_mut().reading(0);
    let report = |calls| progress.borrow_mut().reading(calls);
    let result = stop_signals
        .unless(
            "nothing was changed",
            Box::pin(survey::survey(door, baseline, purpose, &report)),
        )
        .await?;
    let inventory = result.map_err(|error| Stop::new(error.exit, error.message).help(error.help))?;
    progress.borrow_mut().read(inventory.read_calls);
    Ok(inventory)
}
