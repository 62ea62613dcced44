//! Follows creations of accounts until AWS has ended them, and finds accounts by their e-mail.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};
use tokio::time::Instant;

use crate::areas::area::Failure;
use crate::areas::organizations::area::{Applying, Sending};
use crate::areas::organizations::shared::creations::POLL;
use crate::areas::organizations::shared::read;
use crate::aws::{AwsError, ErrorKind, is_of, missing};
use crate::organization::{Creation, LiveAccount};

use super::operations::DESCRIBE_CREATION;

/// How long the list of accounts may be behind what AWS has just made.
const LAG: Duration = Duration::from_secs(60);
/// A list that was asked for by somebody else after the last look.
const NEXT: Duration = Duration::from_millis(1);

/// Follows one creation, which AWS took at `asked`, until it ends. Nothing if the time is over or the run was stopped.
pub(super) async fn follow(
    sending: &Sending<'_>,
    creation: &Creation,
    asked: Instant,
) -> Result<Option<CreateAccountStatus>, Failure> {
    let creations = &sending.creations;
    let _following = creations.follow();
    let over = asked + sending.applying.wait;
    let mut look = asked + sending.door.paced(creations.first_look());
    let mut from = look;
    loop {
        let pause = look.min(over).saturating_duration_since(Instant::now());
        if !sending.wait(asked, pause, "AWS is making the account").await {
            return Ok(None);
        }
        let is_last = Instant::now() >= over;
        match state(sending, creation, from.min(over)).await {
            Ok(State::InProgress(at)) => {
                look = at + sending.door.paced(POLL);
                from = at + NEXT;
            }
            Ok(State::Ended(status)) => {
                creations.ended(&creation.id, took(&status, asked));
                return Ok(Some(*status));
            }
            Err(error) if error.kind == ErrorKind::Stopped => return Ok(None),
            Err(error) => {
                let message = format!(
                    "AWS is making the account ({}), and could not be asked how it goes: {error}",
                    creation.id
                );
                return Err(
                    Failure::new(message).help("run again later: what AWS makes is found by its name and e-mail")
                );
            }
        }
        if is_last {
            return Ok(None);
        }
    }
}

enum State {
    /// It was in progress then.
    InProgress(Instant),
    Ended(Box<CreateAccountStatus>),
}

async fn state(applying: &Applying<'_>, creation: &Creation, from: Instant) -> Result<State, AwsError> {
    let reader = applying.reader();
    if let Some(at) = applying.creations.in_progress(&reader, &creation.id, from).await? {
        return Ok(State::InProgress(at));
    }
    let client = reader.client::<aws_sdk_organizations::Client>();
    let send = || {
        client
            .describe_create_account_status()
            .create_account_request_id(&creation.id)
            .send()
    };
    let answer = match reader.call(&DESCRIBE_CREATION, send).await {
        Ok(answer) => answer,
        // A request that was just taken is not visible everywhere at once.
        Err(error) if error.kind == ErrorKind::Absent => return Ok(State::InProgress(Instant::now())),
        Err(error) => return Err(error),
    };
    let status = answer
        .create_account_status
        .ok_or_else(|| missing(&DESCRIBE_CREATION, "CreateAccountStatus"))?;
    is_of(&DESCRIBE_CREATION, &creation.id, status.id.as_deref())?;
    Ok(match status.state {
        Some(CreateAccountState::Succeeded | CreateAccountState::Failed) => State::Ended(Box::new(status)),
        _ => State::InProgress(Instant::now()),
    })
}

/// How long AWS took for an account, by its own clock.
fn took(status: &CreateAccountStatus, asked: Instant) -> Option<Duration> {
    if status.state != Some(CreateAccountState::Succeeded) {
        return None;
    }
    let by_aws = status.requested_timestamp.zip(status.completed_timestamp);
    let by_aws = by_aws.map(|(requested, completed)| completed.as_secs_f64() - requested.as_secs_f64());
    let by_aws = by_aws.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Some(by_aws.unwrap_or_else(|| asked.elapsed()))
}

/// Follows all of these until each has ended: whose they are is known only then. Nothing if the time is over or the run was stopped.
pub(super) async fn follow_all(
    sending: &Sending<'_>,
    list: &[Creation],
    asked: Instant,
) -> Result<Option<Vec<CreateAccountStatus>>, Failure> {
    let mut ended = Vec::new();
    for creation in list {
        let Some(status) = follow(sending, creation, asked).await? else {
            return Ok(None);
        };
        ended.push(status);
    }
    Ok(Some(ended))
}

/// The account that has an e-mail, read anew. Waits until the list has the accounts that were just made.
pub(super) async fn by_email(
    applying: &Applying<'_>,
    email: &str,
    made: &[CreateAccountStatus],
) -> Result<Option<LiveAccount>, Failure> {
    let since = Instant::now();
    let [poll, lag] = [POLL, LAG].map(|time| applying.door.paced(time));
    loop {
        let accounts = read::accounts(&applying.reader(), applying.management_account).await?;
        let found = accounts.iter().find(|account| account.email.to_lowercase() == email);
        if let Some(account) = found {
            return Ok(Some(account.clone()));
        }
        let mut ids = made.iter().filter_map(|status| status.account_id.as_deref());
        let Some(late) = ids.find(|id| !accounts.iter().any(|account| account.id.as_str() == *id)) else {
            return Ok(None);
        };
        if since.elapsed() >= lag || !applying.pause(poll).await {
            let message =
                format!("AWS has made account {late}, and does not list it yet, so that its e-mail is not known");
            return Err(Failure::new(message).help("run again"));
        }
    }
}
