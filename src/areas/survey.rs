//! Reads everything that the baseline is about.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use futures_util::future::{Either, join, select};

use super::baseline::Baseline;
use super::inventory::Inventory;
use super::kit::purpose::Purpose;
use super::kit::reading::{read_first, read_rest};
use super::kit::services::Services;
use super::organizations::{self, survey as core};
use super::trusted_access;
use crate::aws::Door;

pub use super::organizations::survey::SurveyError;

/// Reads everything that the baseline is about, in accounts that are entered for `purpose`.
///
/// # Errors
/// When it is another Organization, there are no credentials, or it cannot be known which Organization it is: then nothing can be compared.
/// What else cannot be read is unread in the inventory.
pub async fn survey(
    door: &Door,
    baseline: Baseline,
    purpose: Purpose,
    progress: &dyn Fn(u64),
) -> Result<Inventory, SurveyError> {
    let before = door.ledger().reads();
    let progress_reports = report_progress(door, before, progress);
    let reading = Box::pin(read(door, baseline, purpose));
    let mut inventory = match select(reading, Box::pin(progress_reports)).await {
        Either::Left((result, _)) => result?,
        Either::Right((never, _)) => match never {},
    };
    inventory.read_calls = door.ledger().reads().saturating_sub(before);
    Ok(inventory)
}

async fn read(door: &Door, baseline: Baseline, purpose: Purpose) -> Result<Inventory, SurveyError> {
    let Baseline { core, wants, areas } = baseline;
    let removed = core.removed.clone();
    let opened = core::open(door, core).await?;
    let exists = opened.exists();
    let first = async {
        if exists {
            read_first(door, areas, &wants, &removed).await
        } else {
            BTreeMap::new()
        }
    };
    let (mut world, cells) = join(Box::pin(core::read(door, opened)), Box::pin(first)).await;
    let mut services = Services {
        areas,
        organization: organizations::organization(&world),
        cells,
        wants,
        purpose,
    };
    read_rest(door, &mut services).await;
    world.add(trusted_access::enabled(&services), services.documents());
    Ok(Inventory {
        world,
        services,
        read_calls: 0,
    })
}

/// Says how far reading is, until it is dropped.
async fn report_progress(door: &Door, before: u64, progress: &dyn Fn(u64)) -> Infallible {
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        progress(door.ledger().reads().saturating_sub(before));
    }
}
