//! Enables policy types.

use std::time::Duration;

use aws_sdk_organizations::types::PolicyType;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::areas::lifecycle::{Failure, Outcome, Poll, Waiting, read_ticket};
use crate::areas::organizations::area::Sending;
use crate::areas::organizations::model::call::Call;
use crate::aws::already_so;
use crate::engine::plan::Pending;
use crate::engine::ticket::Ticket;
use crate::organization::PolicyTypeState;

use super::operations::ENABLE;

/// Between two looks at a type that AWS is enabling.
const POLL: Duration = Duration::from_secs(2);
/// What AWS is at.
const WHY: &str = "AWS is enabling the policy type";

/// Sends one call, and leaves it to AWS to finish it.
pub async fn send(sending: &Sending<'_>, call: Call) -> Result<Outcome, Failure> {
    let Call::EnablePolicyType { root, policy_type } = &call else {
        return Err(call.of_another_area());
    };
    let root = sending.text(root)?;
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let send = || {
        let request = client.enable_policy_type().root_id(&root);
        request.policy_type(PolicyType::from(policy_type.as_str())).send()
    };
    already_so(writer.call(&ENABLE, send).await)?;
    Ok(enabling(policy_type))
}

/// Waits for what AWS was asked for already.
pub fn follow(call: Call) -> Result<Outcome, Failure> {
    match call {
        Call::EnablePolicyType { policy_type, .. } => Ok(enabling(&policy_type)),
        other => Err(other.of_another_area()),
    }
}

/// A policy type that AWS is enabling.
#[derive(Debug, Serialize, Deserialize)]
struct Enabling {
    policy_type: String,
}

fn enabling(policy_type: &str) -> Outcome {
    let policy_type = policy_type.to_owned();
    Outcome::Waits(Waiting {
        ticket: Ticket::new(&Enabling { policy_type }),
        // It may be so already.
        after: Duration::ZERO,
        why: WHY.to_owned(),
    })
}

/// Looks whether AWS has enabled it.
pub async fn poll(sending: &Sending<'_>, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
    let Enabling { policy_type } = read_ticket(ticket)?;
    let root = sending.root.since(Instant::now(), &sending.reader()).await?;
    Ok(match root.types.get(&policy_type) {
        Some(PolicyTypeState::Enabled) => Poll::Done(Outcome::DONE),
        _ => Poll::Again(POLL, WHY.to_owned()),
    })
}

/// AWS is not waited for any longer.
pub fn leave(sending: &Sending<'_>) -> Outcome {
    Outcome::Pending(Pending {
        what: format!("enabling of {}", sending.address),
        // AWS says neither since when nor until when.
        since: String::new(),
        until: String::new(),
    })
}
