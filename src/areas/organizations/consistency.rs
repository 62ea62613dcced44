//! Whether what several reads said fits together. What AWS leaves out of one list is often named by another: then the list is not whole, and
//! what would follow from its absence must not be planned.

use std::collections::BTreeSet;

use crate::engine::plan::Unread;
use crate::engine::session::Session;
use crate::organization::{Live, PlaceId};

use super::model::world::World;

/// Counts as unread what other reads contradict.
pub(super) fn check(world: &mut World) {
    let missed = [units(world), places(&world.live)];
    world.unread.extend(missed.into_iter().flatten());
}

/// Every unit that holds an account, or carries a policy, is among the units.
fn units(world: &mut World) -> Option<Unread> {
    let live = &world.live;
    let units = live.units.as_ref()?;
    let root = live.root.as_ref()?;
    let is_unknown = |id: &PlaceId| id != root && !id.is_account() && !units.contains_key(id);
    let accounts = live.accounts.iter().flatten();
    let holding = accounts.filter_map(|(id, account)| Some((account.parent.as_ref()?, format!("account {id} stands"))));
    let policies = world.policies.all();
    let carrying = policies.flat_map(|policy| {
        let said = format!("policy {} is attached", policy.id);
        policy.targets.iter().flatten().map(move |id| (id, said.clone()))
    });
    let (id, said) = holding.chain(carrying).find(|(id, _)| is_unknown(id))?;
    let why = format!("{said} at {id}, which is not among the units that AWS listed: run again");
    world.live.units = None;
    Some(Unread {
        what: "units".to_owned(),
        session: Session::management(),
        why,
    })
}

/// Every account stands somewhere.
fn places(live: &Live) -> Option<Unread> {
    live.units.as_ref()?;
    let accounts = live.accounts.as_ref()?;
    let nowhere: BTreeSet<&str> = accounts
        .values()
        .filter(|account| account.parent.is_none())
        .map(|account| account.id.as_str())
        .collect();
    let first = nowhere.first()?;
    Some(Unread {
        what: "where accounts stand".to_owned(),
        session: Session::management(),
        why: match nowhere.len() {
            1 => format!("AWS does not say where account {first} is"),
            all => format!("AWS does not say where {all} accounts are, {first} among them"),
        },
    })
}
