//! Reads trusted access.

use std::collections::BTreeSet;

use crate::areas::organizations::shared::read::PAGE;
use crate::aws::{AwsError, Reader, pages};

use super::operations::LIST;

/// The services that have access.
///
/// # Errors
/// What AWS says.
pub async fn read(reader: &Reader) -> Result<BTreeSet<String>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let found = pages(reader, &LIST, async |token| {
        let send = || {
            let request = client.list_aws_service_access_for_organization().max_results(PAGE);
            request.set_next_token(token.clone()).send()
        };
        let answer = reader.call(&LIST, send).await?;
        Ok((answer.enabled_service_principals.unwrap_or_default(), answer.next_token))
    })
    .await?;
    Ok(found
        .into_iter()
        .filter_map(|service| service.service_principal)
        .collect())
}
