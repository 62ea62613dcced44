//! Makes the Organization.

use aws_sdk_organizations::types::OrganizationFeatureSet;

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::areas::organizations::shared::roots;
use crate::aws::{already_so, missing};
use crate::engine::address::Address;

use super::operations::{CREATE, DESCRIBE};
use super::read::describe;

/// Makes the Organization.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>) -> Result<Outcome, Failure> {
    let writer = applying.writer(area);
    let client = writer.organizations();
    let send = || {
        client
            .create_organization()
            .feature_set(OrganizationFeatureSet::All)
            .send()
    };
    already_so(writer.call(&CREATE, send).await)?;
    let reader = applying.reader();
    let made = describe(&reader)
        .await?
        .ok_or_else(|| missing(&DESCRIBE, "Organization"))?;
    let root = roots::read(&reader).await?;
    applying
        .made
        .borrow_mut()
        .insert(Address::new("root", "root"), root.id.0);
    Ok(Outcome::made(made.id))
}
