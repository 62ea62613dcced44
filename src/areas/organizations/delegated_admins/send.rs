//! Registers and deregisters delegated administrators.

use crate::areas::area::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::aws::already_so;

use super::operations::{DEREGISTER, REGISTER};

/// Sends one call.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match call {
        Call::RegisterAdministrator { account, service } => {
            let account = sending.text(&account)?;
            let send = || {
                let request = client.register_delegated_administrator().account_id(&account);
                request.service_principal(&service).send()
            };
            already_so(writer.call(&REGISTER, send).await)?;
        }
        Call::DeregisterAdministrator { account, service } => {
            let account = sending.text(&account)?;
            let send = || {
                let request = client.deregister_delegated_administrator().account_id(&account);
                request.service_principal(&service).send()
            };
            already_so(writer.call(&DEREGISTER, send).await)?;
        }
        other => return Err(other.of_another_area()),
    }
    Ok(Outcome::DONE)
}
