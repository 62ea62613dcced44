//! Refreshes one policy: as it is now, or that it is gone.

use std::collections::BTreeSet;

use crate::areas::organizations::model::live::{Content, LivePolicy};
use crate::aws::{AwsError, ErrorKind, Reader, is_of, missing};
use crate::guardrails::{Document, language_of};
use crate::organization::PlaceId;

use super::operations::{DESCRIBE_EXISTING, TARGETS_OF_EXISTING};
use super::read::{live, targets_by};

/// A policy with its text and without its targets; none if it is gone.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn policy(reader: &Reader, id: &str, policy_type: &str) -> Result<Option<LivePolicy>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let send = || client.describe_policy().policy_id(id).send();
    let answer = match reader.call(&DESCRIBE_EXISTING, send).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let policy = answer.policy.ok_or_else(|| missing(&DESCRIBE_EXISTING, "Policy"))?;
    let text = policy
        .content
        .ok_or_else(|| missing(&DESCRIBE_EXISTING, "Policy.Content"))?;
    let summary = policy
        .policy_summary
        .ok_or_else(|| missing(&DESCRIBE_EXISTING, "Policy.PolicySummary"))?;
    is_of(&DESCRIBE_EXISTING, id, summary.id.as_deref())?;
    let mut found = live(summary, policy_type)?;
    found.content = match Document::parse(&text) {
        Ok(document) => Content::Document(document.canonical(language_of(policy_type))),
        Err(_) => Content::Unparsable(text.clone()),
    };
    found.text = text;
    Ok(Some(found))
}

/// What a policy is attached to; nothing known if it is gone.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn targets(reader: &Reader, id: &str) -> Result<Option<BTreeSet<PlaceId>>, AwsError> {
    match targets_by(reader, &TARGETS_OF_EXISTING, id).await {
        Ok(targets) => Ok(Some(targets)),
        Err(error) if error.kind == ErrorKind::Absent => Ok(None),
        Err(error) => Err(error),
    }
}
