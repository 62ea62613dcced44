//! Makes changes of accounts.

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::shared::{read, tags};
use crate::aws::{ErrorKind, already_so};
use crate::engine::change::{Action, Change};
use crate::organization::{Declared, DeclaredAccount, Place, PlaceId};

use super::operations::{MOVE, RENAME};
use super::{creation, plan};

/// Makes one change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let accounts = &applying.world.baseline.organization.accounts;
    let account = accounts
        .get(&change.address.key)
        .ok_or_else(|| Failure::new(format!("{} is not in the baseline", change.address)))?;
    match change.action {
        Action::Create => creation::create(area, applying, change, account).await,
        Action::Move => move_account(area, applying, change, account).await,
        _ => update(area, applying, change, account).await,
    }
}

async fn move_account(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    account: &DeclaredAccount,
) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let to = applying.place(&Declared::unit_place(account.unit.as_deref().unwrap_or_default()))?;
    let live = applying.world.live.accounts.as_ref();
    let known = live.and_then(|accounts| accounts.get(&PlaceId(id.clone())));
    let is_new = known.is_none();
    let from = match known.map(|account| account.parent.clone()) {
        Some(Some(from)) => from,
        Some(None) => read::parent_of(&applying.reader(), &id).await?,
        // AWS makes every account in the root.
        None => applying.place(&Place::Root)?,
    };
    if from == to {
        return Ok(Outcome::DONE);
    }
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        let request = client.move_account().account_id(&id).source_parent_id(from.as_str());
        request.destination_parent_id(to.as_str()).send()
    };
    match already_so(writer.call(&MOVE, send).await) {
        // A new account that is not in the root was moved by somebody else, or by an attempt of ours whose answer was lost.
        Err(error) if error.kind == ErrorKind::Absent && is_new => {
            let stands = read::parent_of(&applying.reader(), &id).await?;
            if stands != to {
                let why =
                    format!("account {id} is new and not in the root but in {stands}: somebody else has moved it");
                return Ok(Outcome::Skipped { why });
            }
        }
        other => drop(other?),
    }
    Ok(Outcome::DONE)
}

async fn update(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    account: &DeclaredAccount,
) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    if change.calls.iter().any(|call| call.operation == RENAME.to_string()) {
        let name = plan::name(&change.address.key, account);
        let writer = applying.writer(area);
        let client = writer.account();
        let send = || client.put_account_name().account_id(&id).account_name(name).send();
        writer.call(&RENAME, send).await?;
    }
    let diff = tags::diff(applying.world, &change.address, &id, &account.tags);
    diff.apply(applying, area, &id).await?;
    Ok(Outcome::DONE)
}
