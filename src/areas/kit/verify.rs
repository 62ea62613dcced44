//! Reads again what an apply changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt};

use super::merge::{fill_all, known};
use super::reading::read;
use super::resource::{Reading, Wanted};
use super::services::{Cell, Services};
use crate::aws::Door;
use crate::engine::address::Address;
use crate::engine::event::{Applied, End};
use crate::engine::late::{Late, Outputs};
use crate::engine::plan::Plan;
use crate::engine::session::Session;

/// Sessions that are read at the same time.
const AT_ONCE: usize = 64;

/// What is there now: as it was read before, with everything that was changed as it is by now. What could not be read again is in `applied`.
pub async fn read_again(door: &Door, services: &Services, plan: &Plan, applied: &mut Applied) -> Services {
    let mut outputs = services.outputs();
    for change in &applied.ends {
        if let End::Done { id: Some(id), .. } = &change.end {
            outputs.add(Late::id(change.address.clone()), id);
        }
    }
    let mut again = services.clone();
    for (key, account) in &mut again.organization.accounts {
        let made = outputs.id(&Address::new("account", key));
        account.id = account.id.take().or_else(|| made.map(str::to_owned));
    }
    let touched = touched(services, plan, applied, &outputs);
    let again_in = &again;
    let read: Vec<_> = stream::iter(touched)
        .map(async |((kind, session), keys)| {
            let found = again_in.areas.kind(kind)?;
            let cell = read(
                door,
                again_in,
                found,
                &session,
                Wanted::Only(&keys),
                &RefCell::default(),
            )
            .await;
            Some(((kind, session), keys, cell))
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    for (place, keys, cell) in read.into_iter().flatten() {
        match cell {
            Cell::Read(new) => {
                let old = again.cells.remove(&place);
                again.cells.insert(place, Cell::Read(replaced(old, new, &keys)));
            }
            Cell::Unmade => {}
            Cell::Unread(error) => {
                applied.unverified.push(error.to_string());
                again.cells.insert(place, Cell::Unread(error));
            }
        }
    }
    again
}

/// By kind and session, the natural keys of what was changed, or may have been.
fn touched(
    services: &Services,
    plan: &Plan,
    applied: &Applied,
    outputs: &Outputs,
) -> BTreeMap<(&'static str, Session), BTreeSet<Vec<String>>> {
    let mut touched: BTreeMap<_, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (change, ended) in plan.changes.iter().zip(&applied.ends) {
        if matches!(ended.end, End::Skipped { .. }) || !services.has_area(&change.area) {
            continue;
        }
        let Some(located) = services.locate(&change.address) else {
            continue;
        };
        if let Some(natural) = known(&fill_all(&located.natural, outputs)) {
            let place = (located.kind.info().name, located.session);
            touched.entry(place).or_default().insert(natural);
        }
    }
    touched
}

/// An older reading with what was read again in place of what it had.
fn replaced(
    old: Option<Cell>,
    new: Reading<serde_json::Value>,
    keys: &BTreeSet<Vec<String>>,
) -> Reading<serde_json::Value> {
    let mut reading = match old {
        Some(Cell::Read(reading)) => reading,
        _ => Reading::default(),
    };
    reading.live.retain(|live| !keys.contains(&live.natural));
    reading.unread.retain(|natural, _| !keys.contains(natural));
    reading
        .live
        .extend(new.live.into_iter().filter(|live| keys.contains(&live.natural)));
    reading
        .unread
        .extend(new.unread.into_iter().filter(|(natural, _)| keys.contains(natural)));
    reading
}
