//! Applying a plan with progress, until it is done or stopped.

use std::cell::RefCell;
use std::time::Duration;

use super::interrupt::{CTRL_C, StopSignals};
use super::stop::Stop;
use super::ui::Ui;
use crate::areas::executor::{self, ApplyOptions};
use crate::areas::inventory::Inventory;
use crate::aws::Door;
use crate::engine::event::Applied;
use crate::engine::plan::Plan;
use crate::exit::Exit;
use crate::views::progress::Progress;

/// Applies `plan`. The first Ctrl-C (or SIGTERM) lets the calls end that have left and sends no other change, the second stops at once.
///
/// # Errors
/// If it was stopped twice.
pub(super) async fn apply(
    ui: &Ui,
    door: &Door,
    (inventory, plan): (&Inventory, &Plan),
    wait: Duration,
    progress: &RefCell<Box<dyn Progress>>,
    stop_signals: &mut StopSignals,
) -> Result<Applied, Stop> {
    let options = ApplyOptions { wait };
    let events = |event| progress.borrow_mut().event(&event);
    let mut work = Box::pin(executor::apply(door, inventory, plan, &options, &events));
    loop {
        tokio::select! {
            // Who says stop at the moment of a call is heard before the call leaves.
            biased;
            by = stop_signals.next() => {
                if door.is_stopped() {
                    let message = "stopped at once: changes that were under way may or may not be done";
                    return Err(Stop::new(Exit::Incomplete, message).help(Some("run again: groundline reads what is there first".to_owned())));
                }
                door.stop();
                let again = if by == CTRL_C { "press Ctrl-C again" } else { "signal again" };
                ui.notify(format!("stopping: no change is sent any more, and those that have left are waited for; {again} to stop at once"));
            }
            applied = &mut work => return Ok(applied),
        }
    }
}
