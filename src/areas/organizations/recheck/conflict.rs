//! Conflicts with what somebody else did, as far as only AWS's refusal shows them: where another account or unit was put, and in which state the target of an attachment is.
//!
//! Both would take a read for every change of their kind, and AWS refuses these changes by itself. Only then is it read what stands in the way.

use std::collections::BTreeMap;

use crate::areas::interference;
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::read::{account_ids_under, units_under};
use crate::aws::AwsError;
use crate::engine::change::{Action, Change};
use crate::engine::event::End;
use crate::organization::{Node, PlaceId};

use super::preflight::id_of;
use super::refresh::{Found, Page, read};

/// How a change ends that AWS refused because of what somebody else did since it was read; nothing if that is not why. Nothing of these changes is made if
/// AWS refuses them: each is one call.
pub async fn find_conflict(applying: &Applying<'_>, world: &World, change: &Change) -> Option<End> {
    let found = match (change.area.as_str(), change.action) {
        ("policies", Action::Attach | Action::Detach) => target(applying, world, change).await,
        ("units", Action::Delete) => inside(applying, world, change).await,
        _ => return None,
    };
    // What cannot be read explains nothing, and AWS's own words stand.
    found.ok().flatten().map(|found| interference::changed(&found))
}

/// What became of the target of an attachment.
async fn target(applying: &Applying<'_>, world: &World, change: &Change) -> Result<Option<String>, AwsError> {
    let part = change.address.part.as_deref().unwrap_or_default();
    let Some(id) = id_of(applying, world, &Node::parse(part, &world.baseline.organization)) else {
        return Ok(None);
    };
    let (live, reader) = (&world.live, applying.reader());
    let gone = || Some(format!("{id} is not there any more"));
    if let Some(was) = live.accounts.as_ref().and_then(|accounts| accounts.get(&id)) {
        return Ok(match read(&reader, &Page::Account(id.clone())).await? {
            Found::Account(now) if now.state != was.state => Some(format!("the account is {}", now.state.word())),
            Found::Gone => gone(),
            _ => None,
        });
    }
    if let Some(was) = live.units.as_ref().and_then(|units| units.get(&id)) {
        return Ok(match read(&reader, &Page::Units(was.parent.clone())).await? {
            Found::Units(now) if now.contains_key(&id) => None,
            Found::Units(_) | Found::Gone => gone(),
            _ => None,
        });
    }
    Ok(None)
}

/// What was put into a unit since it was read.
async fn inside(applying: &Applying<'_>, world: &World, change: &Change) -> Result<Option<String>, AwsError> {
    let Some(id) = change.id.clone().map(PlaceId) else {
        return Ok(None);
    };
    let (live, reader) = (&world.live, applying.reader());
    let stood_in = |parent: Option<&PlaceId>| parent == Some(&id);
    let accounts = live.accounts.iter().flat_map(BTreeMap::values);
    let known = accounts
        .filter(|account| stood_in(account.parent.as_ref()))
        .map(|account| &account.id);
    let units = live.units.iter().flat_map(BTreeMap::values);
    let known: Vec<&PlaceId> = known
        .chain(units.filter(|unit| stood_in(Some(&unit.parent))).map(|unit| &unit.id))
        .collect();
    let accounts = account_ids_under(&reader, &id).await?.into_iter();
    let accounts = accounts.map(|account| ("account", account));
    let units = units_under(&reader, &id).await?.into_iter();
    let mut new: Vec<String> = accounts
        .chain(units.map(|unit| ("unit", unit.id)))
        .filter(|(_, child)| !known.contains(&child))
        .map(|(kind, child)| format!("{kind} {child}"))
        .collect();
    new.sort();
    Ok((!new.is_empty()).then(|| format!("{} was put into it", new.join(", "))))
}
