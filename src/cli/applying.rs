//! Applying a plan with progress, until it is done or Ctrl-C is pressed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use super::interrupt::Presses;
use super::stop::Stop;
use super::ui::Ui;
use crate::areas::executor::{self, ApplyOptions};
use crate::areas::world::World;
use crate::aws::Door;
use crate::engine::event::Applied;
use crate::engine::plan::Plan;
use crate::exit::Exit;
use crate::views::progress::Progress;

/// Applies `plan`. The first Ctrl-C lets what is under way end, the second stops at once.
///
/// # Errors
/// If Ctrl-C was pressed twice.
pub(super) async fn apply(
    ui: &Ui,
    door: &Door,
    (world, plan): (&World, &Plan),
    wait: Duration,
    progress: &RefCell<Box<dyn Progress>>,
    presses: &mut Presses,
) -> Result<Applied, Stop> {
    let interrupted = Rc::new(Cell::new(false));
    let options = ApplyOptions {
        wait,
        interrupted: Rc::clone(&interrupted),
    };
    let events = |event| progress.borrow_mut().event(&event);
    let mut work = Box::pin(executor::apply(door, world, plan, &options, &events));
    loop {
        tokio::select! {
            biased;
            applied = &mut work => return Ok(applied),
            () = presses.next() => {
                if interrupted.replace(true) {
                    let message = "stopped at once: changes that were under way may or may not be done";
                    return Err(Stop::new(Exit::Incomplete, message).help(Some("run again: groundline reads what is there first".to_owned())));
                }
                ui.tell("stopping: what is under way ends first; press Ctrl-C again to stop at once");
            }
        }
    }
}
