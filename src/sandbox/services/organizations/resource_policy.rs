//! The delegation policy: one per Organization.

use serde_json::{Value, json};

use super::rules::{checked_tags, sized};
use crate::facts::quotas;
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Organization, ResourcePolicy};
use crate::sandbox::refusal::Refusal;

pub(super) fn describe(organization: &mut Organization, _: &Ask<'_>) -> Result<Value, Refusal> {
    let policy = organization.resource_policy.as_ref().ok_or_else(not_found)?;
    Ok(output(organization, policy))
}

pub(super) fn put(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let content = sized("Content", ask.input.required("Content")?, 1, quotas::DELEGATION_POLICY)?;
    check(content)?;
    let tags = checked_tags(&ask.input.tags()?)?;
    let policy = match organization.resource_policy.clone() {
        Some(_) if !tags.is_empty() => {
            let message = "Tags can be given only when the resource policy is made; use TagResource.";
            return Err(Refusal::invalid("TARGET_NOT_SUPPORTED", message));
        }
        Some(existing) => ResourcePolicy {
            content: content.to_owned(),
            ..existing
        },
        None => {
            let id = organization.new_resource_policy_id();
            if !tags.is_empty() {
                organization.retag(&id, ask.now, |all| *all = tags);
            }
            ResourcePolicy {
                id,
                content: content.to_owned(),
            }
        }
    };
    organization.resource_policy = Some(policy.clone());
    Ok(output(organization, &policy))
}

pub(super) fn delete(organization: &mut Organization, _: &Ask<'_>) -> Result<Value, Refusal> {
    let policy = organization.resource_policy.take().ok_or_else(not_found)?;
    organization.forget(&policy.id);
    Ok(Value::Null)
}

fn output(organization: &Organization, policy: &ResourcePolicy) -> Value {
    json!({"ResourcePolicy": {
        "ResourcePolicySummary": {"Id": policy.id, "Arn": organization.arn_of(&policy.id)},
        "Content": policy.content,
    }})
}

/// JSON with statements; `NotAction` and `NotResource` are refused since 2026-06-30 (AWS Organizations User Guide, document history).
fn check(content: &str) -> Result<(), Refusal> {
    let invalid = |message: &str| Refusal::invalid("INVALID_RESOURCE_POLICY_JSON", message);
    let Ok(Value::Object(document)) = serde_json::from_str(content) else {
        return Err(invalid("The resource policy is not a JSON object."));
    };
    let statements = match document.get("Statement") {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => return Err(invalid("The resource policy has no Statement.")),
    };
    for statement in statements {
        let statement = statement
            .as_object()
            .ok_or_else(|| invalid("A Statement is not an object."))?;
        if statement.contains_key("NotAction") {
            let message = "NotAction is not supported in a resource policy.";
            return Err(Refusal::invalid("UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", message));
        }
        if statement.contains_key("NotResource") {
            let message = "NotResource is not supported in a resource policy.";
            return Err(Refusal::invalid("UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY", message));
        }
        for member in ["Effect", "Principal", "Action"] {
            if !statement.contains_key(member) {
                return Err(invalid("A Statement needs Effect, Principal and Action."));
            }
        }
    }
    Ok(())
}

fn not_found() -> Refusal {
    let message = "We can't find a resource policy request with the parameter that you specified.";
    Refusal::new("ResourcePolicyNotFoundException", message)
}
