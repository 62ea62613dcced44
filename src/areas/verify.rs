//! Reads again what an apply changed, and nothing else: it must be there and be as wanted. The rest is as it was read before.

use std::collections::BTreeMap;

use super::inventory::Inventory;
use super::kit;
use super::lifecycle::Surveyed;
use super::organizations;
use super::planner::{self, PlanOptions};
use super::survey::survey;
use super::trusted_access;
use crate::aws::Door;
use crate::engine::event::{Applied, End};
use crate::engine::plan::Plan;

/// Reads again: what was done must no longer differ.
pub(super) async fn verify(door: &Door, inventory: &Inventory, plan: &Plan, applied: &mut Applied) {
    let again = if inventory.world.live().id.is_some() {
        let mut world = Box::pin(organizations::verify::read_again(door, &inventory.world, plan, applied)).await;
        let mut services = Box::pin(kit::verify::read_again(door, &inventory.services, plan, applied)).await;
        world.add(trusted_access::enabled(&services), services.documents());
        services.organization = organizations::organization(&world);
        Inventory {
            world,
            services,
            read_calls: 0,
        }
    } else {
        // There was nothing: all that is there now is new.
        match Box::pin(survey(door, inventory.baseline(), inventory.services.purpose, &|_| {})).await {
            Ok(again) => {
                let unread = again.survey().unread.into_iter();
                let unread = unread.map(|unread| format!("{}: {}", unread.what, unread.why));
                applied.unverified.extend(unread);
                again
            }
            Err(error) => {
                applied.unverified.push(error.message);
                return;
            }
        }
    };
    let options = PlanOptions {
        filter: plan.filter.clone(),
        ..PlanOptions::default()
    };
    let ends: BTreeMap<_, _> = applied
        .ends
        .iter()
        .map(|change| ((&change.address, change.action), &change.end))
        .collect();
    let left = planner::plan(&again, &options);
    applied.still_pending = left.pending;
    let differs: Vec<_> = left
        .changes
        .into_iter()
        .filter(|change| {
            ends.get(&(&change.address, change.action))
                .is_none_or(|end| matches!(end, End::Done { .. }))
        })
        .map(|change| (change.address.clone(), format!("{}: {}", change.action, change.reason)))
        .collect();
    applied.still_differs = differs;
}
