//! Asks AWS for one account, when AWS has room for the request.

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};
use tokio::time::Instant;

use crate::areas::lifecycle::Failure;
use crate::areas::organizations::area::{Applying, Sending};
use crate::areas::organizations::shared::creations::POLL;
use crate::areas::organizations::shared::{read, tags};
use crate::aws::{AwsError, ErrorKind, missing};
use crate::organization::{Creation, Tags};

use super::operations::CREATE;

/// An account that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its e-mail, which is its identity.
    pub email: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The role that AWS makes in it, where it is not AWS's default.
    pub role: Option<&'a str>,
    /// Its tags.
    pub tags: &'a Tags,
    /// The keys under which the baseline had it before.
    pub formerly: &'a [String],
}

/// A place among the requests that AWS takes at once.
pub(super) enum Slot {
    /// It is held for this e-mail.
    Free,
    /// There is none, and why.
    None(String),
}

/// What came of a request.
pub(super) enum Requested {
    /// AWS works on it.
    Is(Creation),
    /// The account is there.
    There(String),
    /// No answer came: AWS may have taken the request.
    Lost,
    /// AWS did not take it, and why.
    NotTaken(String),
}

/// Waits for a place among the requests that AWS takes at once. Meanwhile the change has none but one of those that only new accounts have.
pub(super) async fn slot(sending: &Sending<'_>, email: &str) -> Result<Slot, Failure> {
    let Applying { door, creations, .. } = sending.applying;
    let since = Instant::now();
    loop {
        if creations.is_full() {
            return Ok(Slot::None(
                "the Organization has as many accounts as its quota allows".to_owned(),
            ));
        }
        if sending.applying.wait.is_zero() {
            return Ok(Slot::None(
                "not asked for: with no time to wait, nobody would follow what AWS makes".to_owned(),
            ));
        }
        let others = async {
            if !creations.others_hold_slots() {
                return std::future::pending().await;
            }
            tokio::time::sleep(door.paced(POLL)).await;
        };
        tokio::select! {
            biased;
            () = door.stopped() => return Ok(Slot::None("stopped before it was started".to_owned())),
            slot = creations.slot() => return Ok(match slot {
                Some(slot) if !creations.is_full() => {
                    creations.hold(slot, email);
                    Slot::Free
                }
                Some(_) => continue,
                None => Slot::None(
                    "not asked for: AWS has not finished other accounts, which take all its places, in the time to wait".to_owned()
                ),
            }),
            () = others => {
                if creations.others_hold_all() && since.elapsed() >= sending.applying.wait {
                    return Ok(Slot::None(
                        "not asked for: AWS is making accounts for others, which take all its places".to_owned()
                    ));
                }
                creations.look_at_others(&sending.reader()).await?;
            }
        }
    }
}

/// Asks AWS for the account once, or until AWS has room for the request.
pub(super) async fn ask(sending: &Sending<'_>, wanted: Wanted<'_>) -> Result<Requested, Failure> {
    let tags = tags::sdk(wanted.tags)?;
    let writer = sending.writer();
    let client = writer.client::<aws_sdk_organizations::Client>();
    let since = Instant::now();
    loop {
        let send = || {
            let request = client
                .create_account()
                .email(wanted.email)
                .account_name(wanted.name)
                .set_tags(Some(tags.clone()));
            request.set_role_name(wanted.role.map(str::to_owned)).send()
        };
        let error = match writer.call(&CREATE, send).await {
            Ok(answer) => {
                let status = answer
                    .create_account_status
                    .ok_or_else(|| missing(&CREATE, "CreateAccountStatus"))?;
                return taken(sending, wanted, &status);
            }
            Err(error) => error,
        };
        match error.kind {
            ErrorKind::Ambiguous => return Ok(Requested::Lost),
            _ if is_too_many_in_flight(&error) => {
                let why = "other accounts are being made";
                if !sending.wait(since, sending.door.paced(POLL), why).await {
                    return Ok(Requested::NotTaken(format!("not asked for: {why}")));
                }
            }
            _ if error.reason.as_deref() == Some("ACCOUNT_NUMBER_LIMIT_EXCEEDED") => return Err(quota(sending)),
            _ => return Err(error.into()),
        }
    }
}

/// moto and older partitions answer with the finished account at once.
fn taken(sending: &Sending<'_>, wanted: Wanted<'_>, status: &CreateAccountStatus) -> Result<Requested, Failure> {
    if let Some(id) = &status.id {
        // An answer to another request says nothing about this one.
        if sending.creations.is_of_another(id, wanted.email) {
            return Ok(Requested::Lost);
        }
        sending.creations.took(id, wanted.email);
    }
    if status.state == Some(CreateAccountState::Succeeded)
        && let Some(id) = &status.account_id
    {
        return Ok(Requested::There(id.clone()));
    }
    let id = status
        .id
        .clone()
        .ok_or_else(|| missing(&CREATE, "CreateAccountStatus.Id"))?;
    Ok(Requested::Is(Creation {
        id,
        name: wanted.name.to_owned(),
        since: status
            .requested_timestamp
            .as_ref()
            .map_or_else(String::new, read::timestamp),
    }))
}

/// AWS says "too many requests in progress" with reasons of their own.
fn is_too_many_in_flight(error: &AwsError) -> bool {
    matches!(
        error.reason.as_deref(),
        Some("CREATE_ACCOUNT_LIMIT_EXCEEDED" | "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
    )
}

/// Remembers that the quota is reached, so that the other accounts are not asked for in vain.
pub(super) fn quota(applying: &Applying<'_>) -> Failure {
    applying.creations.fill();
    Failure::new("the Organization has as many accounts as its quota allows (ACCOUNT_LIMIT_EXCEEDED)").help(
        "raise the quota \"Default maximum number of accounts\" (L-E619E033) of AWS Organizations in the Service Quotas console, then run again",
    )
}
