//! Reads which Organization it is.

use aws_sdk_organizations::types::OrganizationFeatureSet;

use crate::aws::{AwsError, ErrorKind, Reader, missing};

use super::operations::DESCRIBE;

/// What `DescribeOrganization` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// `o-…`.
    pub id: String,
    /// The management account's id.
    pub management_account: String,
    /// Whether all features are on, rather than consolidated billing only.
    pub all_features: bool,
}

/// The caller's Organization, if it is in one.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn describe(reader: &Reader) -> Result<Option<Described>, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let answer = match reader.call(&DESCRIBE, || client.describe_organization().send()).await {
        Ok(answer) => answer,
        Err(error) if error.kind == ErrorKind::Absent => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = answer.organization.ok_or_else(|| missing(&DESCRIBE, "Organization"))?;
    // Organizations API Reference, `Organization`: `o-` with letters and digits; twelve digits.
    let is_id = |id: &String| id.strip_prefix("o-").is_some_and(|rest| !rest.is_empty());
    let is_account = |id: &String| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
    Ok(Some(Described {
        id: found.id.filter(is_id).ok_or_else(|| missing(&DESCRIBE, "Id"))?,
        management_account: found
            .master_account_id
            .filter(is_account)
            .ok_or_else(|| missing(&DESCRIBE, "MasterAccountId"))?,
        all_features: found.feature_set == Some(OrganizationFeatureSet::All),
    }))
}
