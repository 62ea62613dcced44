//! The root, and the policy types that are enabled in it.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::PolicyTypeStatus;

use crate::aws::{AwsError, Reader, missing, pages};
use crate::facts::op::{Op, Service};
use crate::organization::{PlaceId, PolicyTypeState};

/// The roots: there is one.
pub static LIST: Op = Op::read(Service::Organizations, "ListRoots", &[]);

/// The root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// `r-…`.
    pub id: PlaceId,
    /// Policy types that are on, or on their way.
    pub types: BTreeMap<String, PolicyTypeState>,
}

/// Reads the root.
///
/// # Errors
/// What AWS says; a missing field too.
pub async fn read(reader: &Reader) -> Result<Option<Root>, AwsError> {
    let client = reader.organizations();
    let roots = pages(&LIST, async |token| {
        let answer = reader
            .call(&LIST, || client.list_roots().set_next_token(token.clone()).send())
            .await?;
        Ok((answer.roots.unwrap_or_default(), answer.next_token))
    })
    .await?;
    let Some(root) = roots.into_iter().next() else {
        return Ok(None);
    };
    let types = root.policy_types.unwrap_or_default().into_iter().map(|summary| {
        let name = summary.r#type.ok_or_else(|| missing(&LIST, "PolicyTypes.Type"))?;
        let state = match summary.status {
            Some(PolicyTypeStatus::Enabled) => PolicyTypeState::Enabled,
            _ => PolicyTypeState::Changing,
        };
        Ok((name.as_str().to_owned(), state))
    });
    Ok(Some(Root {
        types: types.collect::<Result<_, AwsError>>()?,
        id: PlaceId(root.id.ok_or_else(|| missing(&LIST, "Id"))?),
    }))
}
