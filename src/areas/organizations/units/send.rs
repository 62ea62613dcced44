//! Makes, names, tags and deletes units.

use crate::areas::lifecycle::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::read;
use crate::areas::organizations::shared::tags;
use crate::aws::{ErrorKind, already_so, missing};
use crate::engine::owner::OWNER_TAG;
use crate::organization::{PlaceId, Tags};

use super::operations::{CREATE, DELETE, UPDATE};

/// Sends one call.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match call {
        Call::CreateUnit {
            parent,
            name,
            tags,
            replaces,
        } => {
            let parent = PlaceId(sending.text(&parent)?);
            let id = create(sending, &parent, &name, &tags).await?;
            let note = (!replaces.is_empty()).then(|| format!("is {id}, was {}", replaces.join(", ")));
            return Ok(Outcome::Done { id: Some(id), note });
        }
        Call::RenameUnit { unit, name } => {
            let id = sending.text(&unit)?;
            let send = || {
                let request = client.update_organizational_unit().organizational_unit_id(&id);
                request.name(&name).send()
            };
            writer.call(&UPDATE, send).await?;
        }
        Call::DeleteUnit { unit } => {
            let id = sending.text(&unit)?;
            let send = || client.delete_organizational_unit().organizational_unit_id(&id).send();
            already_so(writer.call(&DELETE, send).await)?;
        }
        other => tags::send(sending, other).await?,
    }
    Ok(Outcome::DONE)
}

/// The id of the new unit.
async fn create(sending: &Sending<'_>, parent: &PlaceId, name: &str, tags: &Tags) -> Result<String, Failure> {
    let sdk_tags = tags::sdk(tags)?;
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client
            .create_organizational_unit()
            .parent_id(parent.as_str())
            .name(name);
        request.set_tags(Some(sdk_tags.clone())).send()
    };
    match writer.call(&CREATE, send).await {
        Ok(answer) => {
            let made = answer.organizational_unit.and_then(|unit| unit.id);
            Ok(made.ok_or_else(|| missing(&CREATE, "OrganizationalUnit.Id"))?)
        }
        // Sent twice, or made by somebody at this moment: it is the one with our tag, or it is not ours to take unseen.
        Err(error) if error.kind == ErrorKind::Exists => {
            let reader = sending.reader();
            for found in read::units_under(&reader, parent).await? {
                if found.name == name {
                    let live = read::tags_of(&reader, found.id.as_str()).await?;
                    if live.get(OWNER_TAG) == tags.get(OWNER_TAG) {
                        return Ok(found.id.0);
                    }
                }
            }
            Err(
                Failure::new(format!("a unit named `{name}` has appeared under {parent}"))
                    .help("plan again: it will be shown as taken over"),
            )
        }
        Err(error) => Err(error.into()),
    }
}
