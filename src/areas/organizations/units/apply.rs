//! Makes changes of units.

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::shared::names::{name_after, only_renames};
use crate::areas::organizations::shared::{read, tags};
use crate::aws::already_so;
use crate::aws::{ErrorKind, missing};
use crate::engine::change::{Action, Change};
use crate::engine::owner::OWNER_TAG;
use crate::organization::{Declared, DeclaredUnit, PlaceId, REPLACED, Tags};

use super::operations::{CREATE, DELETE, UPDATE};
use super::replace;

/// Makes one change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    match change.action {
        Action::Create => create(area, applying, change, declared(applying, change)?).await,
        Action::Delete => delete(area, applying, change).await,
        // It may be the name of one that leaves.
        _ if only_renames(change) => rename(area, applying, change).await,
        _ if change.address.part.as_deref() == Some(REPLACED) => mark(area, applying, change).await,
        _ => update(area, applying, change, declared(applying, change)?).await,
    }
}

fn declared<'a>(applying: &'a Applying<'_>, change: &Change) -> Result<&'a DeclaredUnit, Failure> {
    let units = &applying.world.baseline.organization.units;
    let unit = units.get(&change.address.key);
    unit.ok_or_else(|| Failure::new(format!("{} is not in the baseline", change.address)))
}

async fn create(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    unit: &DeclaredUnit,
) -> Result<Outcome, Failure> {
    let parent = applying.place(&Declared::unit_place(&unit.parent))?;
    let wanted = replace::tags(applying.world, &change.address, unit);
    let sdk_tags = tags::sdk(&wanted)?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        let request = client
            .create_organizational_unit()
            .parent_id(parent.as_str())
            .name(&unit.name);
        request.set_tags(Some(sdk_tags.clone())).send()
    };
    match writer.call(&CREATE, send).await {
        Ok(answer) => {
            let made = answer.organizational_unit.and_then(|unit| unit.id);
            let id = made.ok_or_else(|| missing(&CREATE, "OrganizationalUnit.Id"))?;
            let note = applying.world.binding.replaced.get(&change.address.key).map(|old| {
                let old: Vec<_> = old.iter().map(PlaceId::to_string).collect();
                format!("is {id}, was {}", old.join(", "))
            });
            Ok(Outcome::Done { id: Some(id), note })
        }
        // Sent twice, or made by somebody at this moment: it is the one with our tag, or it is not ours to take unseen.
        Err(error) if error.kind == ErrorKind::Exists => {
            let reader = applying.reader();
            for found in read::units_under(&reader, &parent).await? {
                if found.name == unit.name {
                    let live = read::tags_of(&reader, found.id.as_str()).await?;
                    if live.get(OWNER_TAG) == wanted.get(OWNER_TAG) {
                        return Ok(Outcome::made(found.id.0));
                    }
                }
            }
            Err(
                Failure::new(format!("a unit named `{}` has appeared under {parent}", unit.name))
                    .help("plan again: it will be shown as taken over"),
            )
        }
        Err(error) => Err(error.into()),
    }
}

async fn update(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    unit: &DeclaredUnit,
) -> Result<Outcome, Failure> {
    if change.calls.iter().any(|call| call.operation == UPDATE.to_string()) {
        rename(area, applying, change).await?;
    }
    let id = applying.id(change)?;
    let diff = replace::diff(applying.world, &change.address, &id, unit);
    diff.apply(applying, area, &id).await?;
    Ok(Outcome::DONE)
}

async fn rename(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let name = name_after(change).unwrap_or_default();
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        let request = client.update_organizational_unit().organizational_unit_id(&id);
        request.name(name).send()
    };
    writer.call(&UPDATE, send).await?;
    Ok(Outcome::DONE)
}

async fn mark(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let wanted = tags::wanted(applying.world, &change.address, &Tags::new());
    let live = applying.world.live.tags_of(&id);
    tags::TagDiff::new(&live, wanted, false)
        .apply(applying, area, &id)
        .await?;
    Ok(Outcome::DONE)
}

async fn delete(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || client.delete_organizational_unit().organizational_unit_id(&id).send();
    already_so(writer.call(&DELETE, send).await)?;
    Ok(Outcome::DONE)
}
