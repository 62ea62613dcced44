//! Makes changes of delegated administrators.

use crate::areas::area::{Area, Failure, Outcome};
use crate::areas::organizations::area::Applying;
use crate::aws::already_so;
use crate::engine::change::{Action, Change};
use crate::organization::Place;

use super::operations::{DEREGISTER, REGISTER};

/// Makes one change.
pub async fn apply(area: &dyn Area, applying: &Applying<'_>, change: &Change) -> Result<Outcome, Failure> {
    let writer = applying.writer(area);
    let client = writer.organizations();
    let principal = &change.address.key;
    let who = change.address.part.as_deref().unwrap_or_default();
    let account = match &change.id {
        Some(id) => id.clone(),
        None => applying.place(&Place::Account(who.to_owned()))?.0,
    };
    if change.action == Action::Register {
        let send = || {
            client
                .register_delegated_administrator()
                .account_id(&account)
                .service_principal(principal)
                .send()
        };
        already_so(writer.call(&REGISTER, send).await)?;
    } else {
        let send = || {
            client
                .deregister_delegated_administrator()
                .account_id(&account)
                .service_principal(principal)
                .send()
        };
        already_so(writer.call(&DEREGISTER, send).await)?;
    }
    Ok(Outcome::DONE)
}
