//! Switches trusted access.

use crate::areas::area::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::aws::already_so;

use super::operations::{DISABLE, ENABLE};

/// Sends one call.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match call {
        Call::EnableServiceAccess { service } => {
            let send = || client.enable_aws_service_access().service_principal(&service).send();
            writer.call(&ENABLE, send).await?;
        }
        Call::DisableServiceAccess { service } => {
            let send = || client.disable_aws_service_access().service_principal(&service).send();
            already_so(writer.call(&DISABLE, send).await)?;
        }
        other => return Err(other.of_another_area()),
    }
    Ok(Outcome::DONE)
}
