//! What is attached to one place right now, AWS's own policies included, each with its text.

use crate::areas::organizations::model::live::LivePolicy;
use crate::areas::organizations::shared::read::PAGE;
use crate::aws::{AwsError, ErrorKind, Reader, missing, pages};
use crate::engine::plan::Unread;
use crate::organization::PlaceId;

use aws_sdk_organizations::types::{EffectivePolicyType, PolicyType};
use serde_json::Value;

use super::operations::{EFFECTIVE, ON_TARGET};
use super::read::{live, text};

/// A policy on a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Attached {
    /// The policy with its text. Its targets are not asked for.
    pub policy: LivePolicy,
    /// Whether it is one that AWS made.
    pub of_aws: bool,
    /// Why its text could not be read, if it could not.
    pub unread: Option<Unread>,
}

/// Reads the policies of a type that are attached to a place, by name. AWS does not tell in which order they were attached.
///
/// # Errors
/// If they cannot be listed. A text that cannot be read is told with its policy.
pub async fn attached(reader: &Reader, place: &PlaceId, policy_type: &str) -> Result<Vec<Attached>, AwsError> {
    let mut attached = Vec::new();
    for (mut policy, of_aws) in listed(reader, place, policy_type).await? {
        let unread = text(reader, &mut policy).await;
        attached.push(Attached { policy, of_aws, unread });
    }
    attached.sort_by(|one, other| (&one.policy.name, &one.policy.id).cmp(&(&other.policy.name, &other.policy.id)));
    Ok(attached)
}

/// The policies of a type that are attached to a place, without texts, and whether each is one that AWS made.
pub(super) async fn listed(
    reader: &Reader,
    place: &PlaceId,
    policy_type: &str,
) -> Result<Vec<(LivePolicy, bool)>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    pages(reader, &ON_TARGET, async |token| {
        let send = || {
            let request = client
                .list_policies_for_target()
                .target_id(place.as_str())
                .filter(PolicyType::from(policy_type))
                .max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&ON_TARGET, send).await?;
        let policies = answer.policies.unwrap_or_default().into_iter().map(|summary| {
            let of_aws = summary.aws_managed;
            live(summary, policy_type).map(|policy| (policy, of_aws))
        });
        Ok((policies.collect::<Result<Vec<_>, AwsError>>()?, answer.next_token))
    })
    .await
}

/// AWS's own answer to what the policies of a type that an account inherits say together; nothing if it inherits none.
///
/// # Errors
/// What AWS says, and that its answer is no JSON. AWS answers for accounts only, and not for SCPs and RCPs.
pub async fn effective(reader: &Reader, account: &PlaceId, policy_type: &str) -> Result<Option<Value>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client.describe_effective_policy().target_id(account.as_str());
        request.policy_type(EffectivePolicyType::from(policy_type)).send()
    };
    let answer = match reader.call(&EFFECTIVE, send).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = answer.effective_policy.and_then(|policy| policy.policy_content);
    let text = text.ok_or_else(|| missing(&EFFECTIVE, "EffectivePolicy.PolicyContent"))?;
    serde_json::from_str(&text).map(Some).map_err(|error| {
        let message = format!("the effective policy is not JSON: {error}");
        AwsError::new(ErrorKind::Malformed, &EFFECTIVE, message)
    })
}
