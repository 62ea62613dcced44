//! Reads the delegation policy.

use crate::areas::organizations::model::live::LiveDelegationPolicy;
use crate::aws::{AwsError, ErrorKind, Reader};
use crate::guardrails::Document;

use super::operations::DESCRIBE;

/// Reads the policy. An endpoint that lacks the operation has none, unless the baseline `wants` one.
///
/// # Errors
/// What AWS says; a document that cannot be parsed or says something twice too: what is not understood is not written anew.
pub async fn read(reader: &Reader, wants: bool) -> Result<LiveDelegationPolicy, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let answer = match reader
        .call(&DESCRIBE, || client.describe_resource_policy().send())
        .await
    {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(LiveDelegationPolicy::default()),
        Err(error) if error.kind == ErrorKind::Unsupported && !wants => return Ok(LiveDelegationPolicy::default()),
        Err(error) => return Err(error),
    };
    let Some(text) = answer.resource_policy.and_then(|policy| policy.content) else {
        return Err(crate::aws::missing(&DESCRIBE, "ResourcePolicy.Content"));
    };
    let document = Document::parse(&text).map_err(|error| {
        let message = format!("the delegation policy is not a document: {}", error.message);
        AwsError::new(ErrorKind::Malformed, &DESCRIBE, message)
    })?;
    Ok(LiveDelegationPolicy {
        document: Some(document.value()),
        text: Some(text),
    })
}
