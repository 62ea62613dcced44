//! Policies and their texts.

use serde_json::{Value, json};

use super::listing;
use super::policy_grammar;
use super::policy_types;
use super::rules::{checked_tags, policy_id, sized};
use crate::facts::quotas;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Organization, Policy};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

/// `PolicySummary` in AWS's words.
pub(super) fn summary(organization: &Organization, id: &str, policy: &Policy) -> Value {
    json!({
        "Id": id,
        "Arn": organization.arn_of(id),
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.kind,
        "AwsManaged": policy.aws_managed,
    })
}

fn output(organization: &Organization, id: &str, policy: &Policy) -> Value {
    json!({"Policy": {"PolicySummary": summary(organization, id, policy), "Content": policy.content}})
}

pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = policy_types::kind(ask.input.required("Filter")?)?;
    let page = Page::of(ask, format!("policies, {}", kind.name))?;
    let entries = organization
        .policies
        .range::<str, _>(page.range())
        .filter(|(_, policy)| policy.kind == kind.name)
        .map(|(id, policy)| (id.as_str(), summary(organization, id, policy)));
    Ok(listing::answer("Policies", page.cut(entries)))
}

pub(super) fn describe(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, policy) = existing(organization, ask)?;
    Ok(output(organization, id, policy))
}

pub(super) fn create(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = policy_types::kind(ask.input.required("Type")?)?;
    let policy = Policy {
        name: sized("Name", ask.input.required("Name")?, 1, quotas::POLICY_NAME)?.to_owned(),
        description: sized(
            "Description",
            ask.input.required("Description")?,
            0,
            quotas::POLICY_DESCRIPTION,
        )?
        .to_owned(),
        kind: kind.name.to_owned(),
        content: content(&kind, ask.input.required("Content")?)?.to_owned(),
        aws_managed: false,
    };
    let tags = checked_tags(&ask.input.tags()?)?;
    free_name(organization, kind.name, &policy.name)?;
    let of_type = organization
        .policies
        .values()
        .filter(|policy| policy.kind == kind.name && !policy.aws_managed);
    if of_type.count() >= kind.max_policies {
        let message = "You have exceeded the number of policies that you can have in an organization.";
        return Err(Refusal::constraint("POLICY_NUMBER_LIMIT_EXCEEDED", message));
    }
    let id = organization.new_policy_id();
    organization.policies.insert(id.clone(), policy.clone());
    if !tags.is_empty() {
        organization.retag(&id, ask.now, |all| *all = tags);
    }
    Ok(output(organization, &id, &policy))
}

pub(super) fn update(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, policy) = existing(organization, ask)?;
    mutable(policy)?;
    let mut policy = policy.clone();
    if let Some(name) = ask.input.text("Name")? {
        sized("Name", name, 1, quotas::POLICY_NAME)?;
        if policy.name != name {
            free_name(organization, &policy.kind, name)?;
        }
        name.clone_into(&mut policy.name);
    }
    if let Some(description) = ask.input.text("Description")? {
        sized("Description", description, 0, quotas::POLICY_DESCRIPTION)?.clone_into(&mut policy.description);
    }
    if let Some(text) = ask.input.text("Content")? {
        content(&policy_types::kind(&policy.kind)?, text)?.clone_into(&mut policy.content);
    }
    organization.policies.insert(id.to_owned(), policy.clone());
    Ok(output(organization, id, &policy))
}

pub(super) fn delete(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, policy) = existing(organization, ask)?;
    mutable(policy)?;
    if organization.attachments.contains_key(id) {
        let message = "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.";
        return Err(Refusal::new("PolicyInUseException", message));
    }
    organization.policies.remove(id);
    organization.forget(id);
    Ok(Value::Null)
}

/// The policy a call names.
pub(super) fn existing<'a, 'o>(
    organization: &'o Organization,
    ask: &Ask<'a>,
) -> Result<(&'a str, &'o Policy), Refusal> {
    let id = policy_id(ask.input.required("PolicyId")?)?;
    let policy = organization.policies.get(id).ok_or_else(|| {
        let message = "We can't find a policy with the PolicyId that you specified.";
        Refusal::new("PolicyNotFoundException", message)
    })?;
    Ok((id, policy))
}

fn mutable(policy: &Policy) -> Result<(), Refusal> {
    if policy.aws_managed {
        let message = "You specified a policy that is managed by AWS and can't be modified.";
        return Err(Refusal::invalid("IMMUTABLE_POLICY", message));
    }
    Ok(())
}

fn free_name(organization: &Organization, kind: &str, name: &str) -> Result<(), Refusal> {
    let mut policies = organization.policies.values();
    if policies.any(|policy| policy.kind == kind && policy.name == name) {
        let message = "A policy with the same name already exists.";
        return Err(Refusal::new("DuplicatePolicyException", message));
    }
    Ok(())
}

fn content<'a>(kind: &policy_types::Kind<'_>, text: &'a str) -> Result<&'a str, Refusal> {
    if text.chars().count() > kind.max_size {
        let message = format!("The policy is larger than {} characters.", kind.max_size);
        return Err(Refusal::constraint("POLICY_CONTENT_LIMIT_EXCEEDED", message));
    }
    policy_grammar::check(kind.name, text).map_err(|why| {
        let message =
            format!("The provided policy document does not meet the requirements of the specified policy type: {why}.");
        Refusal::new("MalformedPolicyDocumentException", message)
    })?;
    Ok(text)
}
