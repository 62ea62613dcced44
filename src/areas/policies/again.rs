//! One policy read again: as it is now, or that it is gone.

use std::collections::BTreeSet;

use crate::aws::{AwsError, ErrorKind, Reader, is_of, missing};
use crate::facts::op::{Meaning, Op, Service};
use crate::guardrails::{Document, language_of};
use crate::organization::PlaceId;

use super::live::{Content, LivePolicy};
use super::operations::{DESCRIBED, TARGETS_PAGE};
use super::read::{live, targets_by};

/// One policy that was there. One that is not there any more was deleted, so that there is nothing to wait for.
pub static DESCRIBE: Op = Op::read(
    Service::Organizations,
    "DescribePolicy",
    DESCRIBED,
    &[("PolicyNotFoundException", Meaning::Absent)],
);
/// What a policy that was there is attached to.
pub static TARGETS: Op = Op::read(
    Service::Organizations,
    "ListTargetsForPolicy",
    TARGETS_PAGE,
    &[("PolicyNotFoundException", Meaning::Absent)],
);

/// A policy with its text and without its targets; none if it is gone.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn policy(reader: &Reader, id: &str, policy_type: &str) -> Result<Option<LivePolicy>, AwsError> {
    let client = reader.organizations();
    let send = || client.describe_policy().policy_id(id).send();
    let answer = match reader.call(&DESCRIBE, send).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let policy = answer.policy.ok_or_else(|| missing(&DESCRIBE, "Policy"))?;
    let text = policy.content.ok_or_else(|| missing(&DESCRIBE, "Policy.Content"))?;
    let summary = policy
        .policy_summary
        .ok_or_else(|| missing(&DESCRIBE, "Policy.PolicySummary"))?;
    is_of(&DESCRIBE, id, summary.id.as_deref())?;
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
    match targets_by(reader, &TARGETS, id).await {
        Ok(targets) => Ok(Some(targets)),
        Err(error) if error.kind == ErrorKind::Absent => Ok(None),
        Err(error) => Err(error),
    }
}
