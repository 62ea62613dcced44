//! Makes one account: asks, follows AWS until it is there, and finds the request again when its answer was lost.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountFailureReason, CreateAccountState, CreateAccountStatus};
use tokio::time::Instant;

use crate::areas::area::{Applying, Failure, Outcome};
use crate::areas::shared::read;
use crate::areas::shared::tags;
use crate::aws::{AwsError, ErrorKind, missing};
use crate::engine::change::Change;
use crate::organization::{Creation, DeclaredAccount};

use super::operations::{CREATE, DESCRIBE_CREATION};
use super::{Accounts, plan};

/// Between two looks at a creation. AWS takes about a minute.
const POLL: Duration = Duration::from_secs(5);
/// After an answer was lost, how long AWS is given to show the request.
const SETTLE: Duration = Duration::from_secs(10);
/// How often a request whose answer was lost is looked for and, if AWS does not know it, sent again.
const TRIES: usize = 3;

/// Makes the account, or follows a creation of its name that is under way.
pub async fn create(
    area: &Accounts,
    applying: &Applying<'_>,
    change: &Change,
    account: &DeclaredAccount,
    since: Instant,
) -> Result<Outcome, Failure> {
    let name = plan::name(&change.address.key, account);
    let known = applying
        .world
        .live
        .creations
        .iter()
        .flatten()
        .find(|creation| creation.name == name);
    let _in_flight = applying.creations.acquire().await;
    if applying.accounts_full.get() && known.is_none() {
        return Ok(Outcome::Skipped {
            why: "the Organization has as many accounts as its quota allows".to_owned(),
        });
    }
    let mut creation = known.cloned();
    for _ in 0..TRIES {
        let asked = match creation.take() {
            Some(creation) => Asked::Is(creation),
            None => ask(area, applying, change, account, since).await?,
        };
        match asked {
            Asked::There(id) => return Ok(Outcome::made(id)),
            Asked::Lost => {}
            Asked::Is(creation) => match follow(applying, change, account, &creation, since).await? {
                Followed::Ended(outcome) => return Ok(outcome),
                Followed::OfAnother => {}
            },
        }
    }
    Err(Failure::new("AWS did not say whether it took the request")
        .help("run again: what it made will be found by its e-mail"))
}

enum Asked {
    /// AWS works on it.
    Is(Creation),
    /// The account is there.
    There(String),
    /// AWS does not know of it.
    Lost,
}

enum Followed {
    Ended(Outcome),
    /// It made an account of the same name with another e-mail.
    OfAnother,
}

async fn ask(
    area: &Accounts,
    applying: &Applying<'_>,
    change: &Change,
    account: &DeclaredAccount,
    since: Instant,
) -> Result<Asked, Failure> {
    let name = plan::name(&change.address.key, account);
    let email = account.email.as_deref().unwrap_or_default();
    let tags = tags::sdk(&tags::wanted(applying.world, &change.address, &account.tags))?;
    let writer = applying.writer(area);
    let client = writer.organizations();
    loop {
        let send = || {
            let request = client
                .create_account()
                .email(email)
                .account_name(name)
                .set_tags(Some(tags.clone()));
            request.set_role_name(account.role.clone()).send()
        };
        let error = match writer.call(&CREATE, send).await {
            Ok(answer) => {
                let status = answer
                    .create_account_status
                    .ok_or_else(|| missing(&CREATE, "CreateAccountStatus"))?;
                return started(&status, name);
            }
            Err(error) => error,
        };
        match error.kind {
            ErrorKind::Ambiguous => return look(applying, change, name, email, since).await,
            _ if error.reason.as_deref() == Some("CREATE_ACCOUNT_LIMIT_EXCEEDED") || is_too_many_in_flight(&error) => {
                if !applying
                    .wait(change, since, POLL, "other accounts are being made")
                    .await
                {
                    return Err(error.into());
                }
            }
            _ if error.reason.as_deref() == Some("ACCOUNT_NUMBER_LIMIT_EXCEEDED") => return Err(quota(applying)),
            _ => return Err(error.into()),
        }
    }
}

/// AWS says "too many requests in progress" with the throttling code of its own.
fn is_too_many_in_flight(error: &AwsError) -> bool {
    error.reason.as_deref() == Some("ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
}

/// moto and older partitions answer with the finished account at once.
fn started(status: &CreateAccountStatus, name: &str) -> Result<Asked, Failure> {
    if status.state == Some(CreateAccountState::Succeeded)
        && let Some(id) = &status.account_id
    {
        return Ok(Asked::There(id.clone()));
    }
    let id = status
        .id
        .clone()
        .ok_or_else(|| missing(&CREATE, "CreateAccountStatus.Id"))?;
    Ok(Asked::Is(Creation {
        id,
        name: name.to_owned(),
        since: status
            .requested_timestamp
            .as_ref()
            .map_or_else(String::new, read::timestamp),
    }))
}

/// After a lost answer: the account by its e-mail, or a creation by its name.
async fn look(
    applying: &Applying<'_>,
    change: &Change,
    name: &str,
    email: &str,
    since: Instant,
) -> Result<Asked, Failure> {
    let reader = applying.reader();
    applying
        .wait(change, since, SETTLE, "looking whether AWS took the request")
        .await;
    let creations = read::creations(&reader).await?;
    let accounts = read::accounts(&reader, &applying.world.live.management_account).await?;
    if let Some(account) = accounts
        .into_iter()
        .find(|account| account.email.to_lowercase() == email)
    {
        return Ok(Asked::There(account.id.0));
    }
    let creation = creations.into_iter().find(|creation| creation.name == name);
    Ok(creation.map_or(Asked::Lost, Asked::Is))
}

async fn follow(
    applying: &Applying<'_>,
    change: &Change,
    account: &DeclaredAccount,
    creation: &Creation,
    since: Instant,
) -> Result<Followed, Failure> {
    let reader = applying.reader();
    loop {
        let client = reader.organizations();
        let send = || {
            client
                .describe_create_account_status()
                .create_account_request_id(&creation.id)
                .send()
        };
        let answer = reader.call(&DESCRIBE_CREATION, send).await?;
        let status = answer
            .create_account_status
            .ok_or_else(|| missing(&DESCRIBE_CREATION, "CreateAccountStatus"))?;
        match status.state {
            Some(CreateAccountState::Succeeded) => {
                let id = status
                    .account_id
                    .ok_or_else(|| missing(&DESCRIBE_CREATION, "AccountId"))?;
                return ours(applying, account, id).await;
            }
            Some(CreateAccountState::Failed) => return Err(failed(applying, account, &status)),
            _ => {}
        }
        if !applying.wait(change, since, POLL, "AWS is making the account").await {
            return Ok(Followed::Ended(Outcome::Pending(plan::pending(
                &change.address,
                creation,
            ))));
        }
    }
}

/// A creation found by name alone may be of another e-mail.
async fn ours(applying: &Applying<'_>, account: &DeclaredAccount, id: String) -> Result<Followed, Failure> {
    let known = applying.world.live.creations.iter().flatten().next().is_some();
    if known {
        let accounts = read::accounts(&applying.reader(), &applying.world.live.management_account).await?;
        let made = accounts.iter().find(|made| made.id.as_str() == id);
        if made.is_some_and(|made| Some(made.email.to_lowercase()) != account.email) {
            let email = account.email.as_ref();
            let other = accounts.iter().find(|other| Some(&other.email.to_lowercase()) == email);
            return Ok(other.map_or(Followed::OfAnother, |other| {
                Followed::Ended(Outcome::made(other.id.0.clone()))
            }));
        }
    }
    Ok(Followed::Ended(Outcome::made(id)))
}

fn failed(applying: &Applying<'_>, account: &DeclaredAccount, status: &CreateAccountStatus) -> Failure {
    let email = account.email.as_deref().unwrap_or_default();
    match &status.failure_reason {
        Some(CreateAccountFailureReason::AccountLimitExceeded) => quota(applying),
        Some(CreateAccountFailureReason::EmailAlreadyExists) => Failure::new(format!(
            "`{email}` belongs to an account outside this Organization, or to a closed one"
        ))
        .help("use another e-mail, or invite that account"),
        Some(CreateAccountFailureReason::MissingPaymentInstrument) => {
            Failure::new("the management account has no valid means of payment")
                .help("add one in the Billing console, then run again")
        }
        Some(
            CreateAccountFailureReason::InternalFailure | CreateAccountFailureReason::ConcurrentAccountModification,
        ) => Failure::new(format!("AWS could not make the account: {}", reason(status))).help("run again"),
        _ => Failure::new(format!("AWS could not make the account: {}", reason(status))),
    }
}

fn reason(status: &CreateAccountStatus) -> &str {
    status
        .failure_reason
        .as_ref()
        .map_or("it did not say why", CreateAccountFailureReason::as_str)
}

/// Remembers that the quota is reached, so that the other accounts are not asked for in vain.
fn quota(applying: &Applying<'_>) -> Failure {
    applying.accounts_full.set(true);
    Failure::new("the Organization has as many accounts as its quota allows (ACCOUNT_LIMIT_EXCEEDED)").help(
        "raise the quota \"Default maximum number of accounts\" (L-E619E033) of AWS Organizations in the Service Quotas console, then run again",
    )
}
