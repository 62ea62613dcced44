//! Makes, changes, attaches, detaches and deletes policies.

use aws_sdk_organizations::types::PolicyType;

use crate::areas::lifecycle::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::read;
use crate::areas::organizations::shared::tags;
use crate::aws::{ErrorKind, already_so, missing};
use crate::engine::late::Template;
use crate::engine::owner::OWNER_TAG;
use crate::organization::{PlaceId, Tags};

use super::full_access;
use super::operations::{ATTACH, CREATE, DELETE, DETACH, UPDATE};

/// Sends one call.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match call {
        Call::CreatePolicy {
            policy_type,
            name,
            description,
            content,
            tags,
        } => {
            let new = New {
                policy_type: &policy_type,
                name: &name,
                description: &description,
                content: &content,
                tags: &tags,
            };
            return Ok(Outcome::made(create(sending, new).await?));
        }
        Call::UpdatePolicy {
            policy,
            name,
            description,
            content,
        } => {
            let id = sending.text(&policy)?;
            let text = content.map(|content| sending.fill(&content)).transpose()?;
            let send = || {
                let request = client.update_policy().policy_id(&id).set_name(name.clone());
                request
                    .set_description(description.clone())
                    .set_content(text.clone())
                    .send()
            };
            writer.call(&UPDATE, send).await?;
        }
        Call::DeletePolicy { policy } => {
            let id = sending.text(&policy)?;
            let send = || client.delete_policy().policy_id(&id).send();
            already_so(writer.call(&DELETE, send).await)?;
        }
        Call::AttachPolicy { policy, target } => {
            let (policy, target) = (sending.text(&policy)?, sending.text(&target)?);
            let send = || client.attach_policy().policy_id(&policy).target_id(&target).send();
            already_so(writer.call(&ATTACH, send).await)?;
        }
        Call::DetachPolicy { policy, target } => {
            detach(sending, &sending.text(&policy)?, &sending.text(&target)?).await?;
        }
        Call::DetachFullAccess {
            policy,
            target,
            instead,
        } => {
            let target = sending.text(&target)?;
            full_access::check_replacement(sending, &instead, &PlaceId(target.clone())).await?;
            detach(sending, &sending.text(&policy)?, &target).await?;
        }
        other => tags::send(sending, other).await?,
    }
    Ok(Outcome::DONE)
}

async fn detach(sending: &Sending<'_>, policy: &str, target: &str) -> Result<(), Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || client.detach_policy().policy_id(policy).target_id(target).send();
    already_so(writer.call(&DETACH, send).await)?;
    Ok(())
}

/// A policy that is to be made.
struct New<'a> {
    policy_type: &'a str,
    name: &'a str,
    description: &'a str,
    content: &'a Template,
    tags: &'a Tags,
}

/// The id of the new policy.
async fn create(sending: &Sending<'_>, new: New<'_>) -> Result<String, Failure> {
    let sdk_tags = tags::sdk(new.tags)?;
    let text = sending.fill(new.content)?;
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client.create_policy().name(new.name).description(new.description);
        request
            .content(&text)
            .r#type(PolicyType::from(new.policy_type))
            .set_tags(Some(sdk_tags.clone()))
            .send()
    };
    match writer.call(&CREATE, send).await {
        Ok(answer) => {
            let summary = answer.policy.and_then(|policy| policy.policy_summary);
            let id = summary.and_then(|summary| summary.id);
            Ok(id.ok_or_else(|| missing(&CREATE, "PolicySummary.Id"))?)
        }
        // Sent twice, or made by somebody at this moment: it is the one with our tag, or it is not ours to take unseen.
        Err(error) if error.kind == ErrorKind::Exists => {
            let reader = sending.reader();
            for found in super::read::list(&reader, new.policy_type).await? {
                if found.name == new.name {
                    let live = read::tags_of(&reader, &found.id).await?;
                    if live.get(OWNER_TAG) == new.tags.get(OWNER_TAG) {
                        return Ok(found.id);
                    }
                }
            }
            Err(Failure::new(format!("a policy named `{}` has appeared", new.name))
                .help("plan again: it will be shown as taken over"))
        }
        Err(error) => Err(error.into()),
    }
}
