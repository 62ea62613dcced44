//! Follows creations of accounts until AWS has ended them, and finds accounts by their e-mail.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountState, CreateAccountStatus};
use tokio::time::Instant;

use crate::areas::lifecycle::Failure;
use crate::areas::organizations::area::{Applying, Sending};
use crate::areas::organizations::shared::creations::POLL;
use crate::areas::organizations::shared::read;
use crate::aws::{AwsError, ErrorKind, is_of, missing};
use crate::organization::{Creation, LiveAccount};

use super::operations::DESCRIBE_CREATION;

/// How long the list of accounts may be behind what AWS has just made.
const LAG: Duration = Duration::from_secs(60);

/// How far AWS is with a creation.
pub(super) enum Look {
    /// It is at it: look again in so long, at the pace of AWS.
    InProgress(Duration),
    /// It has ended, well or not.
    Ended(Box<CreateAccountStatus>),
}

/// Looks how far AWS is with a creation that is followed.
pub(super) async fn look(sending: &Sending<'_>, creation: &Creation) -> Result<Look, Failure> {
    let creations = &sending.creations;
    match state(sending, creation).await {
        Ok(State::InProgress(at)) => Ok(Look::InProgress(next_look(sending.door.paced(POLL), at.elapsed()))),
        Ok(State::Ended(status)) => {
            let followed = creations.followed_for(&creation.id);
            creations.ended(&creation.id, took(&status, followed));
            Ok(Look::Ended(status))
        }
        Err(error) if error.kind == ErrorKind::Stopped => Err(error.into()),
        Err(error) => {
            creations.unfollow(&creation.id);
            let message = format!(
                "AWS is making the account ({}), and could not be asked how it goes: {error}",
                creation.id
            );
            Err(Failure::new(message).help("run again later: what AWS makes is found by its name and e-mail"))
        }
    }
}

/// [`POLL`] after an answer that is so old, where [`POLL`] takes so long at the pace of the endpoint.
fn next_look(poll: Duration, age: Duration) -> Duration {
    let left = poll.saturating_sub(age).as_secs_f64() / poll.as_secs_f64();
    Duration::try_from_secs_f64(POLL.as_secs_f64() * left).unwrap_or(POLL)
}

enum State {
    /// It was in progress then.
    InProgress(Instant),
    Ended(Box<CreateAccountStatus>),
}

async fn state(applying: &Applying<'_>, creation: &Creation) -> Result<State, AwsError> {
    let reader = applying.reader();
    if let Some(at) = applying.creations.in_progress(&reader, &creation.id).await? {
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
fn took(status: &CreateAccountStatus, followed: Duration) -> Option<Duration> {
    if status.state != Some(CreateAccountState::Succeeded) {
        return None;
    }
    let by_aws = status.requested_timestamp.zip(status.completed_timestamp);
    let by_aws = by_aws.map(|(requested, completed)| completed.as_secs_f64() - requested.as_secs_f64());
    let by_aws = by_aws.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Some(by_aws.unwrap_or(followed))
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
