//! The root, and the policy types that are enabled in it.

use std::collections::BTreeMap;

use aws_sdk_organizations::types::PolicyTypeStatus;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::aws::{AwsError, ErrorKind, Reader, missing, pages};
use crate::facts::answer::{Field, NEXT_TOKEN};
use crate::facts::op::Op;
use crate::facts::service::ORGANIZATIONS;
use crate::organization::{PlaceId, PolicyTypeState};

/// The roots: there is one.
pub static LIST: Op = Op::read(
    &ORGANIZATIONS,
    "ListRoots",
    &[
        Field::list("Roots"),
        Field::text("Roots[].Id"),
        Field::list("Roots[].PolicyTypes"),
        Field::text("Roots[].PolicyTypes[].Type"),
        Field::text("Roots[].PolicyTypes[].Status"),
        NEXT_TOKEN,
    ],
    &[],
);

/// The root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// `r-…`.
    pub id: PlaceId,
    /// Policy types that are on, or on their way.
    pub types: BTreeMap<String, PolicyTypeState>,
}

/// The root as it was read last: one reading is for all who ask meanwhile.
#[derive(Debug, Default)]
pub struct LastRoot(Mutex<Option<(Instant, Root)>>);

impl LastRoot {
    /// The root, read at `from` or later.
    ///
    /// # Errors
    /// As [`read`].
    pub async fn since(&self, from: Instant, reader: &Reader) -> Result<Root, AwsError> {
        let mut last = self.0.lock().await;
        if let Some((_, root)) = last.as_ref().filter(|(at, _)| *at >= from) {
            return Ok(root.clone());
        }
        let at = Instant::now();
        let root = read(reader).await?;
        *last = Some((at, root.clone()));
        Ok(root)
    }
}

/// Reads the root.
///
/// # Errors
/// What AWS says; a missing field too, and another number of roots than one.
pub async fn read(reader: &Reader) -> Result<Root, AwsError> {
    let client = reader.client::<aws_sdk_organizations::Client>();
    let roots = pages(reader, &LIST, async |token| {
        let answer = reader
            .call(&LIST, || client.list_roots().set_next_token(token.clone()).send())
            .await?;
        Ok((answer.roots.unwrap_or_default(), answer.next_token))
    })
    .await?;
    let [root] = <[_; 1]>::try_from(roots).map_err(|roots| {
        let message = format!("the Organization has {} roots, and AWS makes one", roots.len());
        AwsError::new(ErrorKind::Malformed, &LIST, message)
    })?;
    let types = root.policy_types.unwrap_or_default().into_iter().map(|summary| {
        let name = summary.r#type.ok_or_else(|| missing(&LIST, "PolicyTypes.Type"))?;
        let state = match summary.status {
            Some(PolicyTypeStatus::Enabled) => PolicyTypeState::Enabled,
            _ => PolicyTypeState::Changing,
        };
        Ok((name.as_str().to_owned(), state))
    });
    Ok(Root {
        types: types.collect::<Result<_, AwsError>>()?,
        id: PlaceId(root.id.ok_or_else(|| missing(&LIST, "Id"))?),
    })
}
