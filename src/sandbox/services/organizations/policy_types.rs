//! Enabling and disabling policy types, which takes AWS a moment.

use std::ops::Deref;

use serde_json::{Value, json};

use super::roots;
use crate::facts::policy_types::{PolicyType, policy_type};
use crate::facts::typical::POLICY_TYPE_CHANGE;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Event, Organization, TypeStatus};
use crate::sandbox::refusal::Refusal;

/// A policy type. AWS adds some every year, so one that is not known here is taken for a new one, with the usual limits.
pub(super) struct Kind<'a> {
    /// AWS's name of it.
    pub(super) name: &'a str,
    facts: PolicyType,
}

impl Deref for Kind<'_> {
    type Target = PolicyType;

    fn deref(&self) -> &PolicyType {
        &self.facts
    }
}

/// The policy type of this name, if it can be one.
pub(super) fn kind(name: &str) -> Result<Kind<'_>, Refusal> {
    let word = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    if !name.contains("POLICY") || !name.chars().all(word) {
        let message = "You specified an invalid policy type.";
        return Err(Refusal::invalid("INVALID_ENUM_POLICY_TYPE", message));
    }
    Ok(Kind {
        name,
        facts: policy_type(name),
    })
}

pub(super) fn enable(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = asked(organization, ask)?;
    match organization.root.policy_types.get(kind.name) {
        Some(TypeStatus::PendingDisable) => return Err(in_progress()),
        Some(TypeStatus::Enabled | TypeStatus::PendingEnable) => {
            let message = "The specified policy type is already enabled in the specified root.";
            return Err(Refusal::new("PolicyTypeAlreadyEnabledException", message));
        }
        None => {}
    }
    if kind
        .trusted_service
        .is_some_and(|service| !organization.services.contains_key(service))
    {
        let message = "You must enable service access for the service of this policy type before.";
        return Err(Refusal::constraint("SERVICE_ACCESS_NOT_ENABLED", message));
    }
    let name = kind.name.to_owned();
    organization
        .root
        .policy_types
        .insert(name.clone(), TypeStatus::PendingEnable);
    organization.schedule(ask.now.plus(POLICY_TYPE_CHANGE), Event::TypeEnabled(name));
    Ok(json!({"Root": roots::output(organization)}))
}

/// All policies of the type are detached at once, and do not come back when it is enabled again.
pub(super) fn disable(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = asked(organization, ask)?;
    match organization.root.policy_types.get(kind.name) {
        Some(TypeStatus::Enabled) => {}
        Some(TypeStatus::PendingEnable | TypeStatus::PendingDisable) => return Err(in_progress()),
        None => {
            let message = "The specified policy type isn't currently enabled in this root.";
            return Err(Refusal::new("PolicyTypeNotEnabledException", message));
        }
    }
    let of_type = organization
        .policies
        .iter()
        .filter(|(_, policy)| policy.kind == kind.name);
    let attached: Vec<(String, Vec<String>)> = of_type
        .filter_map(|(id, _)| Some((id.clone(), organization.attachments.get(id)?.iter().cloned().collect())))
        .collect();
    for (policy, targets) in attached {
        for target in targets {
            organization.detach(&policy, &target);
        }
    }
    let name = kind.name.to_owned();
    organization
        .root
        .policy_types
        .insert(name.clone(), TypeStatus::PendingDisable);
    organization.schedule(ask.now.plus(POLICY_TYPE_CHANGE), Event::TypeDisabled(name));
    Ok(json!({"Root": roots::output(organization)}))
}

fn asked<'a>(organization: &Organization, ask: &'a Ask<'_>) -> Result<Kind<'a>, Refusal> {
    let root = ask.input.required("RootId")?;
    let kind = kind(ask.input.required("PolicyType")?)?;
    if root == organization.root.id {
        Ok(kind)
    } else {
        let message = "We can't find a root with the RootId that you specified.";
        Err(Refusal::new("RootNotFoundException", message))
    }
}

fn in_progress() -> Refusal {
    let message = "Changes to the effective policy are in progress, and its contents can't be returned. Try the operation again later.";
    Refusal::new("PolicyChangesInProgressException", message)
}
