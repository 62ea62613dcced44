//! Makes changes of trusted access.

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::aws::already_so;
use crate::engine::change::{Action, Change};

use super::operations::{DISABLE, ENABLE};

/// Makes one change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let writer = applying.writer(area);
    let client = writer.organizations();
    let service = &change.address.key;
    if change.action == Action::Enable {
        let send = || client.enable_aws_service_access().service_principal(service).send();
        writer.call(&ENABLE, send).await?;
    } else {
        let send = || client.disable_aws_service_access().service_principal(service).send();
        already_so(writer.call(&DISABLE, send).await)?;
    }
    Ok(Outcome::DONE)
}
