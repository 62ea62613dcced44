//! Makes one account: asks, follows AWS until it is there, and finds the request again when its answer was lost.
//!
//! An account is known by its e-mail and by nothing else. AWS tells only the name of what it is making, so that a creation that this run was not
//! itself given is followed to its end, and then the e-mail of what came of it decides.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountFailureReason, CreateAccountState, CreateAccountStatus};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::areas::area::{Failure, Outcome, Poll, Waiting};
use crate::areas::organizations::area::{Applying, Sending};
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::creations::POLL;
use crate::areas::organizations::shared::read;
use crate::areas::organizations::shared::tags::{self, TagDiff};
use crate::aws::{AwsError, ErrorKind, missing};
use crate::engine::address::Address;
use crate::engine::late::Value;
use crate::engine::owner::{OWNER_TAG, Owner, OwnerTag, owner};
use crate::engine::plan::Pending;
use crate::engine::ticket::Ticket;
use crate::organization::{Creation, LiveAccount, Tags};

use super::following::{Look, by_email, look};
use super::operations::CREATE;
use super::plan;

/// After an answer was lost, how long AWS is given to show the request.
const SETTLE: Duration = Duration::from_secs(10);
/// How often a request whose answer was lost is looked for and, if AWS does not know it, sent again.
const TRIES: usize = 3;
/// What AWS is at.
const MAKING: &str = "AWS is making the account";

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

/// What is waited for on the way to an account. `requests` are those that this run has sent for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum Creating {
    /// AWS works on the request.
    Taken { creation: Creation, requests: usize },
    /// No answer came, and AWS may show what it has taken a little later.
    Lost { requests: usize },
    /// AWS makes accounts of this name, and whose they are is known only when they are there.
    Namesakes { creations: Vec<Creation>, requests: usize },
}

/// Makes the account, or follows a creation of its name that is under way.
pub async fn create(sending: &Sending<'_>, wanted: Wanted<'_>) -> Result<Outcome, Failure> {
    let making = Making { sending, wanted };
    let known = sending.creations.by_name(wanted.name);
    let outcome = match making.wait_for(known, 0) {
        Some(waits) => Ok(waits),
        None => making.request(0).await,
    };
    making.conclude(outcome)
}

/// Looks how far AWS is with it.
pub async fn poll(sending: &Sending<'_>, wanted: Wanted<'_>, ticket: &Ticket) -> Result<Poll<Outcome>, Failure> {
    let making = Making { sending, wanted };
    let polled = making.poll(read_ticket(ticket)?).await;
    match polled {
        Ok(Poll::Again(after, why)) => Ok(Poll::Again(after, why)),
        Ok(Poll::Done(outcome)) => Ok(Poll::Done(making.conclude(Ok(outcome))?)),
        // What becomes of it is said when it is left.
        Err(failure) if failure.stopped => Err(failure),
        Err(failure) => making.conclude(Err(failure)).map(Poll::Done),
    }
}

/// AWS is not waited for any longer. A request whose answer was lost is looked for once more, so that it is named.
pub async fn leave(sending: &Sending<'_>, wanted: Wanted<'_>, ticket: &Ticket) -> Result<Outcome, Failure> {
    let making = Making { sending, wanted };
    let mut creating = read_ticket(ticket)?;
    if let Creating::Lost { requests } = creating {
        match making.look(requests).await {
            Ok(Outcome::Waits(waiting)) => creating = read_ticket(&waiting.ticket)?,
            outcome => return making.conclude(outcome),
        }
    }
    Ok(making.pending(&creating))
}

fn read_ticket(ticket: &Ticket) -> Result<Creating, Failure> {
    ticket
        .read()
        .map_err(|error| Failure::fault(format!("the ticket of an account cannot be read: {error}")))
}

/// One account on its way.
struct Making<'a> {
    sending: &'a Sending<'a>,
    wanted: Wanted<'a>,
}

enum Slot {
    /// It is held for this e-mail.
    Free,
    /// There is none, and why.
    None(String),
}

enum Requested {
    /// AWS works on it.
    Is(Creation),
    /// The account is there.
    There(String),
    /// No answer came: AWS may have taken the request.
    Lost,
    /// AWS did not take it, and why.
    NotTaken(String),
}

impl Making<'_> {
    /// Gives the slot back where nothing is waited for any more.
    fn conclude(&self, outcome: Result<Outcome, Failure>) -> Result<Outcome, Failure> {
        if !matches!(outcome, Ok(Outcome::Waits(_))) {
            self.sending.creations.release(self.wanted.email);
        }
        outcome
    }

    /// Waits for all that AWS makes by this name. Nothing if it makes none.
    fn wait_for(&self, creations: Vec<Creation>, requests: usize) -> Option<Outcome> {
        let first_look = self.follow(&creations)?;
        let ticket = Ticket::new(&Creating::Namesakes { creations, requests });
        Some(waits(ticket, first_look, MAKING))
    }

    /// Follows these, and says when to look first. Nothing if there are none.
    fn follow(&self, creations: &[Creation]) -> Option<Duration> {
        let known = &self.sending.creations;
        let first_look = known.first_look();
        for creation in creations {
            known.follow(&creation.id, self.sending.door.paced(first_look));
        }
        (!creations.is_empty()).then_some(first_look)
    }

    async fn poll(&self, creating: Creating) -> Result<Poll<Outcome>, Failure> {
        Ok(Poll::Done(match creating {
            Creating::Lost { requests } => self.look(requests).await?,
            Creating::Taken { creation, requests } => match look(self.sending, &creation).await? {
                Look::InProgress(after) => return Ok(Poll::Again(after, MAKING.to_owned())),
                Look::Ended(status) => self.ended(*status, requests).await?,
            },
            Creating::Namesakes { creations, requests } => {
                let mut ended = Vec::new();
                for creation in &creations {
                    match look(self.sending, creation).await? {
                        Look::InProgress(after) => return Ok(Poll::Again(after, MAKING.to_owned())),
                        Look::Ended(status) => ended.push(*status),
                    }
                }
                match by_email(self.sending, self.wanted.email, &ended).await? {
                    Some(account) => self.take(&account, false).await?,
                    None => self.request(requests).await?,
                }
            }
        }))
    }

    fn pending(&self, creating: &Creating) -> Outcome {
        let (sending, creations) = (self.sending, &self.sending.creations);
        let found = match creating {
            Creating::Taken { creation, .. } => std::slice::from_ref(creation),
            Creating::Namesakes { creations, .. } => creations.as_slice(),
            Creating::Lost { .. } => &[],
        };
        found.iter().for_each(|creation| creations.unfollow(&creation.id));
        creations.give_up(self.wanted.email);
        let ids: Vec<&str> = found.iter().map(|creation| creation.id.as_str()).collect();
        let what = format!("creation of {} ({})", sending.address, ids.join(" or "));
        Outcome::Pending(match found.first() {
            Some(first) => Pending {
                what,
                ..plan::pending(sending.address, first)
            },
            None => Pending {
                what,
                since: String::new(),
                until: String::new(),
            },
        })
    }

    /// A place among the requests that AWS takes at once.
    async fn slot(&self) -> Result<Slot, Failure> {
        let Applying { door, creations, .. } = self.sending.applying;
        let since = Instant::now();
        loop {
            if creations.is_full() {
                return Ok(Slot::None(
                    "the Organization has as many accounts as its quota allows".to_owned(),
                ));
            }
            if self.sending.applying.wait.is_zero() {
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
                        creations.hold(slot, self.wanted.email);
                        Slot::Free
                    }
                    Some(_) => continue,
                    None => Slot::None(
                        "not asked for: AWS has not finished other accounts, which take all its places, in the time to wait".to_owned()
                    ),
                }),
                () = others => {
                    if creations.others_hold_all() && since.elapsed() >= self.sending.applying.wait {
                        return Ok(Slot::None(
                            "not asked for: AWS is making accounts for others, which take all its places".to_owned()
                        ));
                    }
                    creations.look_at_others(&self.sending.reader()).await?;
                }
            }
        }
    }

    /// Asks AWS for the account, after so many requests from which nothing came.
    async fn request(&self, requests: usize) -> Result<Outcome, Failure> {
        if requests >= TRIES {
            return Err(Failure::new("AWS did not say whether it took the request")
                .help("run again: what it made will be found by its e-mail"));
        }
        if requests == 0
            && let Slot::None(why) = self.slot().await?
        {
            return Ok(Outcome::Skipped { why });
        }
        let requests = requests + 1;
        Ok(match self.ask().await? {
            Requested::There(id) => Outcome::made(id),
            Requested::NotTaken(why) => Outcome::Skipped { why },
            Requested::Is(creation) => {
                let first_look = self.follow(std::slice::from_ref(&creation)).unwrap_or_default();
                waits(Ticket::new(&Creating::Taken { creation, requests }), first_look, MAKING)
            }
            Requested::Lost => {
                let why = "looking whether AWS took the request";
                waits(Ticket::new(&Creating::Lost { requests }), SETTLE, why)
            }
        })
    }

    async fn ask(&self) -> Result<Requested, Failure> {
        let sending = self.sending;
        let tags = tags::sdk(self.wanted.tags)?;
        let writer = sending.writer();
        let client = writer.client::<aws_sdk_organizations::Client>();
        let since = Instant::now();
        loop {
            let send = || {
                let request = client
                    .create_account()
                    .email(self.wanted.email)
                    .account_name(self.wanted.name)
                    .set_tags(Some(tags.clone()));
                request.set_role_name(self.wanted.role.map(str::to_owned)).send()
            };
            let error = match writer.call(&CREATE, send).await {
                Ok(answer) => {
                    let status = answer
                        .create_account_status
                        .ok_or_else(|| missing(&CREATE, "CreateAccountStatus"))?;
                    return self.taken(&status);
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
    fn taken(&self, status: &CreateAccountStatus) -> Result<Requested, Failure> {
        if let Some(id) = &status.id {
            // An answer to another request says nothing about this one.
            if self.sending.creations.is_of_another(id, self.wanted.email) {
                return Ok(Requested::Lost);
            }
            self.sending.creations.took(id, self.wanted.email);
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
            name: self.wanted.name.to_owned(),
            since: status
                .requested_timestamp
                .as_ref()
                .map_or_else(String::new, read::timestamp),
        }))
    }

    /// What came of a request that AWS took for this e-mail.
    async fn ended(&self, status: CreateAccountStatus, requests: usize) -> Result<Outcome, Failure> {
        if status.state == Some(CreateAccountState::Succeeded) {
            let id = status.account_id.ok_or_else(|| missing(&CREATE, "AccountId"))?;
            return Ok(Outcome::made(id));
        }
        match &status.failure_reason {
            Some(CreateAccountFailureReason::EmailAlreadyExists) => {
                let found = by_email(self.sending, self.wanted.email, &[]).await?;
                if let Some(found) = found.filter(|found| !found.state.is_closing()) {
                    return self.take(&found, true).await;
                }
            }
            // Somebody else asks for the same e-mail at this moment.
            Some(CreateAccountFailureReason::ConcurrentAccountModification) => {
                if let Some(waits) = self.wait_for(self.namesakes().await?, requests) {
                    return Ok(waits);
                }
                if let Some(found) = by_email(self.sending, self.wanted.email, &[]).await? {
                    return self.take(&found, true).await;
                }
            }
            _ => {}
        }
        Err(failed(self.sending, self.wanted.email, &status))
    }

    /// After a lost answer: the account by its e-mail, or what AWS is making by this name. If AWS does not know of it, it is asked again.
    async fn look(&self, requests: usize) -> Result<Outcome, Failure> {
        let lost = |failure: Failure| {
            let message = format!(
                "no answer says whether AWS took the request for this account, and looking failed: {}",
                failure.message
            );
            Failure::new(message).help("run again: what AWS made will be found by its name and e-mail")
        };
        // Creations first: one that ends meanwhile is then among the accounts.
        let found = self.namesakes().await.map_err(lost)?;
        if let Some(account) = by_email(self.sending, self.wanted.email, &[]).await.map_err(lost)? {
            return self.take(&account, false).await;
        }
        match self.wait_for(found, requests) {
            Some(waits) => Ok(waits),
            None => self.request(requests).await,
        }
    }

    /// What AWS is making by this name, less what this run knows to be for another e-mail.
    async fn namesakes(&self) -> Result<Vec<Creation>, Failure> {
        let mut found = read::creations(&self.sending.reader()).await?;
        let creations = &self.sending.creations;
        found.retain(|found| found.name == self.wanted.name && !creations.is_of_another(&found.id, self.wanted.email));
        Ok(found)
    }

    /// The account that has the e-mail, if it may be ours: this run was not given it, so that somebody else may have made it and own it.
    async fn take(&self, account: &LiveAccount, by_another: bool) -> Result<Outcome, Failure> {
        let tags = read::tags_of(&self.sending.reader(), account.id.as_str())
            .await
            .map_err(|error| {
                Failure::new(format!(
                    "account {} has its e-mail, and whose it is could not be read: {error}",
                    account.id
                ))
                .help("run again")
            })?;
        let wanted = self.wanted.tags.get(OWNER_TAG);
        let baseline = wanted.and_then(|tag| OwnerTag::parse(tag)).map(|tag| tag.baseline);
        let owner = owner(&baseline.unwrap_or_default(), &account.name, &tags);
        let is_this = |address: &Address| {
            let (kind, key) = (&self.sending.address.kind, &self.sending.address.key);
            address.kind == *kind && (address.key == *key || self.wanted.formerly.contains(&address.key))
        };
        match owner {
            Owner::Ours(address) if is_this(&address) && !by_another => {
                // An earlier run asked for it, maybe with tags that the baseline had then.
                let tags = TagDiff::new(&tags, self.wanted.tags.clone(), false).set;
                if !tags.is_empty() {
                    let resource = Value::Known(account.id.0.clone());
                    tags::send(self.sending, Call::Tag { resource, tags }).await?;
                }
                Ok(Outcome::made(account.id.0.clone()))
            }
            Owner::Ours(address) if is_this(&address) => Ok(made_by_another(account)),
            Owner::Nobody => Ok(made_by_another(account)),
            other => Ok(Outcome::Skipped {
                why: format!(
                    "somebody else made it meanwhile: account {} has its e-mail, and is owned by {}; plan again",
                    account.id,
                    other.describe()
                ),
            }),
        }
    }
}

fn waits(ticket: Ticket, after: Duration, why: &str) -> Outcome {
    Outcome::Waits(Waiting {
        ticket,
        after,
        why: why.to_owned(),
    })
}

/// AWS says "too many requests in progress" with reasons of their own.
fn is_too_many_in_flight(error: &AwsError) -> bool {
    matches!(
        error.reason.as_deref(),
        Some("CREATE_ACCOUNT_LIMIT_EXCEEDED" | "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
    )
}

fn made_by_another(account: &LiveAccount) -> Outcome {
    Outcome::Done {
        id: Some(account.id.0.clone()),
        note: Some(format!(
            "somebody else made it meanwhile: account {} has its e-mail",
            account.id
        )),
    }
}

fn failed(applying: &Applying<'_>, email: &str, status: &CreateAccountStatus) -> Failure {
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
    applying.creations.fill();
    Failure::new("the Organization has as many accounts as its quota allows (ACCOUNT_LIMIT_EXCEEDED)").help(
        "raise the quota \"Default maximum number of accounts\" (L-E619E033) of AWS Organizations in the Service Quotas console, then run again",
    )
}
