//! Makes one account: asks, follows AWS until it is there, and finds the request again when its answer was lost.
//!
//! An account is known by its e-mail and by nothing else. AWS tells only the name of what it is making, so that a creation that this run was not
//! itself given is followed to its end, and then the e-mail of what came of it decides.

use std::time::Duration;

use aws_sdk_organizations::types::{CreateAccountFailureReason, CreateAccountState, CreateAccountStatus};
use serde::{Deserialize, Serialize};

use crate::areas::lifecycle::{Failure, Outcome, Poll, Waiting, read_ticket};
use crate::areas::organizations::area::{Applying, Sending};
use crate::areas::organizations::model::call::Call;
use crate::areas::organizations::shared::read;
use crate::areas::organizations::shared::tags::{self, TagDiff};
use crate::aws::missing;
use crate::engine::address::Address;
use crate::engine::late::Value;
use crate::engine::owner::{OWNER_TAG, Owner, OwnerTag, owner};
use crate::engine::plan::Pending;
use crate::engine::ticket::Ticket;
use crate::organization::{Creation, LiveAccount};

use super::following::{Look, by_email, look};
use super::operations::CREATE;
use super::plan;
use super::request::{self, Requested, Slot, Wanted, quota};

/// After an answer was lost, how long AWS is given to show the request.
const SETTLE: Duration = Duration::from_secs(10);
/// How often a request whose answer was lost is looked for and, if AWS does not know it, sent again.
const TRIES: usize = 3;
/// What AWS is at.
const MAKING: &str = "AWS is making the account";

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

/// One account on its way.
struct Making<'a> {
    sending: &'a Sending<'a>,
    wanted: Wanted<'a>,
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

    /// Asks AWS for the account, after so many requests from which nothing came.
    async fn request(&self, requests: usize) -> Result<Outcome, Failure> {
        if requests >= TRIES {
            return Err(Failure::new("AWS did not say whether it took the request")
                .help("run again: what it made will be found by its e-mail"));
        }
        if requests == 0
            && let Slot::None(why) = request::slot(self.sending, self.wanted.email).await?
        {
            return Ok(Outcome::Skipped { why });
        }
        let requests = requests + 1;
        Ok(match request::ask(self.sending, self.wanted).await? {
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
