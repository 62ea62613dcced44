//! The policy that an account ends up with, of a type that accounts inherit.

use serde_json::{Value, json};

use super::merging::merged;
use super::policy_types::kind;
use super::rules::target;
use crate::facts::policy_types::{RCP, SCP};
use crate::sandbox::ask::Ask;
use crate::sandbox::model::{Node, Organization, TypeStatus};
use crate::sandbox::refusal::Refusal;

/// Every account may ask for its own; the management account and delegated administrators for any.
pub(super) fn describe(organization: &mut Organization, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let kind = kind(ask.input.required("PolicyType")?)?.name;
    if [SCP, RCP].contains(&kind) {
        let message = "You specified an invalid policy type.";
        return Err(Refusal::invalid("INVALID_ENUM_POLICY_TYPE", message));
    }
    let caller = ask.caller.account.as_str();
    let account = target(organization, ask.input.text("TargetId")?.unwrap_or(caller))?;
    if !matches!(organization.node(account), Some(Node::Account)) {
        let message = "An effective policy is of an account.";
        return Err(Refusal::invalid("INVALID_PATTERN_TARGET_ID", message));
    }
    let delegated = || {
        organization
            .delegations
            .values()
            .any(|accounts| accounts.contains_key(caller))
    };
    if account != caller && caller != organization.management_account && !delegated() {
        return Err(Refusal::denied());
    }
    let levels: Vec<Vec<Value>> = organization
        .chain(account)
        .into_iter()
        .map(|at| texts(organization, at, kind))
        .collect();
    let enabled = organization.root.policy_types.get(kind) == Some(&TypeStatus::Enabled);
    if !enabled || levels.iter().all(Vec::is_empty) {
        let message = "We can't find an effective policy of this type for the account.";
        return Err(Refusal::new("EffectivePolicyNotFoundException", message));
    }
    Ok(json!({"EffectivePolicy": {
        "PolicyContent": merged(kind, &levels).to_string(),
        "LastUpdatedTimestamp": ask.now.seconds(),
        "TargetId": account,
        "PolicyType": kind,
    }}))
}

/// The documents of a type at one place. In which order they were attached is not kept: that of their ids counts.
fn texts(organization: &Organization, at: &str, kind: &str) -> Vec<Value> {
    let policies = organization.policies_at(at).iter();
    let policies = policies.filter_map(|id| organization.policies.get(id));
    let texts = policies
        .filter(|policy| policy.kind == kind)
        .map(|policy| policy.content.as_str());
    texts.filter_map(|text| serde_json::from_str(text).ok()).collect()
}
