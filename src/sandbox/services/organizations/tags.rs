//! Tags of the root, units, accounts, policies and the delegation policy.

use serde_json::{Value, json};

use super::rules::{checked_tags, no_system_tag, open_to, sized, within_tag_limit};
use crate::facts::account_states::AccountAction;
use crate::facts::quotas;
use crate::sandbox::ask::Ask;
use crate::sandbox::input::tag_list;
use crate::sandbox::model::Organization;
use crate::sandbox::refusal::Refusal;

pub(super) fn tag(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    ask.input.must_have("Tags")?;
    let tags = checked_tags(&ask.input.tags()?)?;
    let id = resource(organization, ask)?;
    open_to(organization, id, AccountAction::Tag)?;
    let mut all = organization
        .tags
        .get(id)
        .map(|tagged| tagged.tags.clone())
        .unwrap_or_default();
    all.extend(tags);
    within_tag_limit(all.len())?;
    organization.retag(id, ask.now, |tags| *tags = all);
    Ok(Value::Null)
}

pub(super) fn untag(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    ask.input.must_have("TagKeys")?;
    let keys = ask.input.texts("TagKeys")?;
    for key in &keys {
        sized("A tag key", key, 1, quotas::TAG_KEY)?;
        no_system_tag(key)?;
    }
    let id = resource(organization, ask)?;
    open_to(organization, id, AccountAction::Tag)?;
    if organization.tags.contains_key(id) {
        organization.retag(id, ask.now, |tags| tags.retain(|key, _| !keys.contains(&key.as_str())));
    }
    Ok(Value::Null)
}

/// All tags in one answer: there are at most fifty, and AWS pages them at more.
pub(super) fn list(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = resource(organization, ask)?;
    if ask.input.has("NextToken") {
        return Err(Refusal::invalid(
            "INVALID_NEXT_TOKEN",
            "There was no NextToken in the answer.",
        ));
    }
    let tags = organization.tags.get(id).map(|tagged| tag_list(&tagged.tags));
    Ok(json!({"Tags": tags.unwrap_or_else(|| json!([]))}))
}

fn resource<'a>(organization: &Organization, ask: &Ask<'a>) -> Result<&'a str, Refusal> {
    let id = ask.input.required("ResourceId")?;
    if organization.policies.get(id).is_some_and(|policy| policy.aws_managed) {
        return Err(Refusal::invalid(
            "TARGET_NOT_SUPPORTED",
            "Policies that AWS manages have no tags.",
        ));
    }
    if organization.arn_of(id).is_some() {
        Ok(id)
    } else {
        let message = "We can't find a root, OU, account, or policy with the TargetId that you specified.";
        Err(Refusal::new("TargetNotFoundException", message))
    }
}
