//! Makes, moves, names and tags accounts.

use crate::areas::lifecycle::{Failure, Outcome, Poll};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::read;
use crate::areas::organizations::shared::tags;
use crate::aws::{ErrorKind, already_so};
use crate::engine::late::Value;
use crate::engine::ticket::Ticket;
use crate::organization::PlaceId;

use super::creation;
use super::operations::{MOVE, RENAME};
use super::request::Wanted;

/// Sends one call.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    match call {
        Call::CreateAccount { .. } => return creation::create(sending, wanted(&call)?).await,
        Call::MoveAccount { account, from, to } => return move_account(sending, &account, from.as_ref(), &to).await,
        Call::RenameAccount { account, name } => {
            let id = sending.text(&account)?;
            let writer = sending.writer();
            let client = writer.client::<aws_sdk_account::Client>();
            let send = || client.put_account_name().account_id(&id).account_name(&name).send();
            writer.call(&RENAME, send).await?;
        }
        other => tags::send(sending, other).await?,
    }
    Ok(Outcome::DONE)
}

/// Looks how far AWS is with an account that it makes.
pub async fn poll(sending: &Sending<'_>, call: Call, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
    creation::poll(sending, wanted(&call)?, ticket).await
}

/// An account that AWS makes is not waited for any longer.
pub async fn leave(sending: &Sending<'_>, call: Call, ticket: &Ticket) -> Result<Outcome, Failure> {
    creation::leave(sending, wanted(&call)?, ticket).await
}

fn wanted(call: &Call) -> Result<Wanted<'_>, Failure> {
    match call {
        Call::CreateAccount {
            email,
            name,
            role,
            tags,
            formerly,
        } => Ok(Wanted {
            email,
            name,
            role: role.as_deref(),
            tags,
            formerly,
        }),
        other => Err(other.waits_for_nothing()),
    }
}

async fn move_account(
    sending: &Sending<'_>,
    account: &Value,
    from: Option<&Value>,
    to: &Value,
) -> Result<Outcome, Failure> {
    let is_new = matches!(account, Value::Late { .. });
    let (id, to) = (sending.text(account)?, PlaceId(sending.text(to)?));
    let from = match from {
        Some(from) => PlaceId(sending.text(from)?),
        None => read::parent_of(&sending.reader(), &id).await?,
    };
    if from == to {
        return Ok(Outcome::DONE);
    }
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client.move_account().account_id(&id).source_parent_id(from.as_str());
        request.destination_parent_id(to.as_str()).send()
    };
    match already_so(writer.call(&MOVE, send).await) {
        // A new account that is not in the root was moved by somebody else, or by an attempt of ours whose answer was lost.
        Err(error) if error.kind == ErrorKind::Absent && is_new => {
            let stands = read::parent_of(&sending.reader(), &id).await?;
            if stands != to {
                let why =
                    format!("account {id} is new and not in the root but in {stands}: somebody else has moved it");
                return Ok(Outcome::Skipped { why });
            }
        }
        other => drop(other?),
    }
    Ok(Outcome::DONE)
}
