//! Makes the Organization.

use aws_sdk_organizations::types::OrganizationFeatureSet;

use crate::areas::lifecycle::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::addresses::ROOT;
use crate::areas::organizations::shared::roots;
use crate::aws::{already_so, missing};
use crate::engine::late::Late;

use super::operations::{CREATE, DESCRIBE};
use super::read::describe;

/// Sends one call. The Organization is there with its root.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let Call::CreateOrganization = call else {
        return Err(call.of_another_area());
    };
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        client
            .create_organization()
            .feature_set(OrganizationFeatureSet::All)
            .send()
    };
    already_so(writer.call(&CREATE, send).await)?;
    let reader = sending.reader();
    let made = describe(&reader)
        .await?
        .ok_or_else(|| missing(&DESCRIBE, "Organization"))?;
    let root = Late {
        of: sending.address.clone(),
        output: ROOT.to_owned(),
    };
    let id = roots::read(&reader).await?.id;
    sending.outputs.borrow_mut().add(root, id.0);
    Ok(Outcome::made(made.id))
}
