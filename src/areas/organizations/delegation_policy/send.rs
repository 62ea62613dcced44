//! Writes the delegation policy.

use crate::areas::area::{Failure, Outcome};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::aws::already_so;
use crate::guardrails::Document;

use super::operations::{DELETE, PUT};
use super::read::read;

/// Sends one call. Others write the policy too: it is read again just before it is written.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let (content, before) = match call {
        Call::PutResourcePolicy { content, before } => (Some(content), before),
        Call::DeleteResourcePolicy { before } => (None, before),
        other => return Err(other.of_another_area()),
    };
    let live = read(&sending.reader(), true).await?.document;
    let after = content.as_deref().and_then(|text| Document::parse(text).ok());
    if live == after.map(|document| document.value()) {
        return Ok(Outcome::DONE);
    }
    if live != before {
        let why = "somebody else has changed it since it was read: its text is another one; plan again";
        return Ok(Outcome::Skipped { why: why.to_owned() });
    }
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    match content {
        Some(content) => {
            let send = || client.put_resource_policy().content(&content).send();
            writer.call(&PUT, send).await?;
        }
        None => drop(already_so(
            writer.call(&DELETE, || client.delete_resource_policy().send()).await,
        )?),
    }
    Ok(Outcome::DONE)
}
