//! What is attached where.

use serde_json::{Value, json};

use super::listing;
use super::policies::{existing, summary};
use super::policy_types::kind;
use super::rules::{open_to, target};
use crate::facts::account_states::AccountAction;
use crate::facts::policy_types::{self, RCP, SCP};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Node, Organization, TypeStatus};
use crate::sandbox::page::Page;
use crate::sandbox::refusal::Refusal;

pub(super) fn attach(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, policy) = existing(organization, ask)?;
    let target = target(organization, ask.input.required("TargetId")?)?;
    open_to(organization, target, AccountAction::Attach)?;
    if organization.root.policy_types.get(&policy.kind) != Some(&TypeStatus::Enabled) {
        let message = "The specified policy type isn't currently enabled in this root.";
        return Err(Refusal::new("PolicyTypeNotEnabledException", message));
    }
    if organization.policies_at(target).contains(id) {
        let message = "The selected policy is already attached to the specified target.";
        return Err(Refusal::new("DuplicatePolicyAttachmentException", message));
    }
    if of_type(organization, target, &policy.kind) >= policy_types::policy_type(&policy.kind).max_attached {
        let message = "You have exceeded the number of policies of this type that can be attached to the entity.";
        return Err(Refusal::constraint(
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            message,
        ));
    }
    organization.attach(id, target);
    Ok(Value::Null)
}

pub(super) fn detach(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, policy) = existing(organization, ask)?;
    let target = target(organization, ask.input.required("TargetId")?)?;
    open_to(organization, target, AccountAction::Detach)?;
    if !organization.policies_at(target).contains(id) {
        let message = "The policy isn't attached to the specified target in the specified root.";
        return Err(Refusal::new("PolicyNotAttachedException", message));
    }
    if policy.kind == RCP && policy.aws_managed {
        let message = "You can't detach the RCPFullAWSAccess policy.";
        return Err(Refusal::invalid("NON_DETACHABLE_POLICY", message));
    }
    if policy.kind == SCP && of_type(organization, target, SCP) <= 1 {
        let message = "You can't remove the last SCP of an entity: at least one must be attached.";
        return Err(Refusal::constraint(
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            message,
        ));
    }
    organization.detach(id, target);
    Ok(Value::Null)
}

pub(super) fn targets(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let (id, _) = existing(organization, ask)?;
    let page = Page::of(ask, format!("targets of {id}"))?;
    let targets = organization.attachments.get(id).into_iter();
    let entries = targets
        .flat_map(|targets| targets.range::<str, _>(page.range()))
        .map(|target| (target.as_str(), target));
    let (targets, token) = page.cut(entries);
    let words = targets.into_iter().map(|target| {
        json!({
            "TargetId": target,
            "Arn": organization.arn_of(target),
            "Name": organization.node_name(target),
            "Type": organization.node(target).map(Node::word),
        })
    });
    Ok(listing::answer("Targets", (words.collect(), token)))
}

pub(super) fn policies(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = kind(ask.input.required("Filter")?)?;
    let target = target(organization, ask.input.required("TargetId")?)?;
    let page = Page::of(ask, format!("policies at {target}, {}", kind.name))?;
    let entries = organization
        .policies_at(target)
        .range::<str, _>(page.range())
        .filter_map(|id| Some((id.as_str(), organization.policies.get(id)?)))
        .filter(|(_, policy)| policy.kind == kind.name)
        .map(|(id, policy)| (id, summary(organization, id, policy)));
    Ok(listing::answer("Policies", page.cut(entries)))
}

fn of_type(organization: &Organization, target: &str, kind: &str) -> usize {
    let policies = organization.policies_at(target).iter();
    let found = policies.filter_map(|id| organization.policies.get(id));
    found.filter(|policy| policy.kind == kind).count()
}
