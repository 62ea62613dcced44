//! Makes changes of policies and attachments.

use aws_sdk_organizations::types::PolicyType;
use serde_json::Value;

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::model::policy::DeclaredPolicy;
use crate::areas::organizations::shared::names::{name_after, only_renames};
use crate::areas::organizations::shared::{read, tags};
use crate::aws::already_so;
use crate::aws::{ErrorKind, missing};
use crate::engine::change::{Action, Change};
use crate::engine::owner::Owner;
use crate::guardrails::{Document, language_of, minify};
use crate::organization::{Node, PlaceId};

use super::attachments::policy_of;
use super::full_access;
use super::lookup::document;
use super::operations::{ATTACH, CREATE, DELETE, DETACH, UPDATE};

/// Makes one change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    match change.action {
        Action::Create => create(area, applying, change, declared(applying, change)?).await,
        Action::Attach => attach(area, applying, change).await,
        Action::Detach => detach(area, applying, change).await,
        Action::Delete => delete(area, applying, change).await,
        // It may be the name of one that leaves.
        _ if only_renames(change) => rename(area, applying, change).await,
        _ => update(area, applying, change, declared(applying, change)?).await,
    }
}

fn declared<'a>(applying: &'a Applying<'_>, change: &Change) -> Result<&'a DeclaredPolicy, Failure> {
    let policy = applying.world.baseline.policies.get(&change.address);
    policy.ok_or_else(|| Failure::new(format!("{} is not in the baseline", change.address)))
}

async fn create(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    policy: &DeclaredPolicy,
) -> Result<Outcome, Failure> {
    let wanted = tags::sdk(&tags::wanted(applying.world, &change.address, &policy.tags))?;
    let text = policy.complete(policy.document.minified(), applying)?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        let request = client
            .create_policy()
            .name(&policy.name)
            .description(&policy.description)
            .content(&text);
        request
            .r#type(PolicyType::from(policy.policy_type.as_str()))
            .set_tags(Some(wanted.clone()))
            .send()
    };
    match writer.call(&CREATE, send).await {
        Ok(answer) => {
            let id = answer
                .policy
                .and_then(|policy| policy.policy_summary)
                .and_then(|summary| summary.id);
            Ok(Outcome::made(id.ok_or_else(|| missing(&CREATE, "PolicySummary.Id"))?))
        }
        // Sent twice, or made by somebody at this moment: it is the one with our tag, or it is not ours to take unseen.
        Err(error) if error.kind == ErrorKind::Exists => {
            let reader = applying.reader();
            for found in super::read::list(&reader, &policy.policy_type).await? {
                if found.name == policy.name {
                    let live = read::tags_of(&reader, &found.id).await?;
                    let baseline = &applying.world.baseline.organization.baseline;
                    if crate::engine::owner::owner(baseline, "", &live) == Owner::Ours(change.address.clone()) {
                        return Ok(Outcome::made(found.id));
                    }
                }
            }
            Err(Failure::new(format!("a policy named `{}` has appeared", policy.name))
                .help("plan again: it will be shown as taken over"))
        }
        Err(error) => Err(error.into()),
    }
}

async fn update(
    area: &dyn Area,
    applying: &Applying<'_>,
    change: &Change,
    policy: &DeclaredPolicy,
) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    if change.calls.iter().any(|call| call.operation == UPDATE.to_string()) {
        let written = change.after.as_ref().and_then(|after| after.get("document"));
        // Between two texts a policy holds both; at the end it is sent as the baseline writes it.
        let is_final = written.is_none_or(|written| {
            let canonical =
                Document::parse(&minify(written)).map(|both| both.canonical(language_of(&policy.policy_type)));
            canonical.is_ok_and(|canonical| canonical == document(policy))
        });
        let text = match written.filter(|_| !is_final) {
            Some(both) => minify(both),
            None => policy.document.minified(),
        };
        let text = policy.complete(text, applying)?;
        let differs = |field: &str| {
            let of = |value: &Option<Value>| value.as_ref().and_then(|value| value.get(field)).cloned();
            of(&change.before) != of(&change.after)
        };
        let name = differs("name").then(|| policy.name.clone());
        let description = differs("description").then(|| policy.description.clone());
        let text = differs("document").then_some(text);
        let writer = applying.writer(area);
        let client = writer.organizations();
        let send = || {
            let request = client.update_policy().policy_id(&id).set_name(name.clone());
            request
                .set_description(description.clone())
                .set_content(text.clone())
                .send()
        };
        writer.call(&UPDATE, send).await?;
    }
    if change.after.as_ref().is_some_and(|after| after.get("tags").is_some()) {
        let diff = tags::diff(applying.world, &change.address, &id, &policy.tags);
        diff.apply(applying, area, &id).await?;
    }
    Ok(Outcome::DONE)
}

async fn rename(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let name = name_after(change);
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        client
            .update_policy()
            .policy_id(&id)
            .set_name(name.map(str::to_owned))
            .send()
    };
    writer.call(&UPDATE, send).await?;
    Ok(Outcome::DONE)
}

async fn attach(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let (policy, target) = ends(applying, change)?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || client.attach_policy().policy_id(&policy).target_id(&target).send();
    already_so(writer.call(&ATTACH, send).await)?;
    Ok(Outcome::DONE)
}

async fn detach(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let (policy, target) = ends(applying, change)?;
    if full_access::concerns(change) {
        full_access::before_it_goes(applying, change, &PlaceId(target.clone())).await?;
    }
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || client.detach_policy().policy_id(&policy).target_id(&target).send();
    already_so(writer.call(&DETACH, send).await)?;
    Ok(Outcome::DONE)
}

/// The ids of the policy and the target of an attachment.
fn ends(applying: &Applying<'_>, change: &Change) -> Result<(String, String), Failure> {
    let policy = policy_of(&change.address);
    let id = match &change.id {
        Some(id) => id.clone(),
        None => {
            let made = applying.made.borrow();
            let id = made.get(&policy).cloned();
            id.ok_or_else(|| Failure::new(format!("{policy} has no id yet")).help("run again"))?
        }
    };
    let part = change.address.part.as_deref().unwrap_or_default();
    let target = applying.node(&Node::parse(part, &applying.world.baseline.organization))?;
    Ok((id, target.0))
}

async fn delete(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let id = applying.id(change)?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || client.delete_policy().policy_id(&id).send();
    already_so(writer.call(&DELETE, send).await)?;
    Ok(Outcome::DONE)
}
