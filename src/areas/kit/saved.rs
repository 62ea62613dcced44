//! What of a kept plan is known here: whether its changes were made, and what was made since.

use super::documents;
use super::merge::{self, fill_all, known};
use super::services::{Cell, Services};
use crate::engine::change::Change;
use crate::engine::late::Outputs;
use crate::engine::plan::Plan;

/// Whether what a change comes to is so.
#[must_use]
pub fn is_done(services: &Services, outputs: &Outputs, change: &Change) -> bool {
    // What is not there any more is nowhere to be found.
    let Some(located) = services.locate(&change.address) else {
        return change.after.is_none();
    };
    let cell = services.cells.get(&(located.kind.info().name, located.session.clone()));
    let (Some(Cell::Read(reading)), Some(natural)) = (cell, known(&fill_all(&located.natural, outputs))) else {
        return false;
    };
    let now = reading
        .live
        .iter()
        .find(|live| live.natural == natural)
        .map(|live| &live.have);
    let after = change.after.as_ref().map(|after| merge::fill(after, outputs));
    match located.kind.info().document {
        Some(_) => documents::is_same(now, after.as_ref(), &services.organization.partition),
        None => now == after.as_ref(),
    }
}

/// Puts what was made since into the changes of a plan.
pub fn fill(plan: &mut Plan, services: &Services) {
    let outputs = services.outputs();
    for change in plan.changes.iter_mut().filter(|change| services.has_area(&change.area)) {
        for side in [&mut change.before, &mut change.after].into_iter().flatten() {
            *side = merge::fill(side, &outputs);
        }
    }
}
