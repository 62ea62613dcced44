//! Makes changes: each thing is read again just before, then the calls of the plan are sent as they are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::merge::fill;
use super::planning::account_of;
use super::reading::PATIENCE;
use super::recheck::Recheck;
use super::roles::member_role;
use super::services::{Located, Services};
use super::step::Sent;
use crate::areas::lifecycle::{Failure, Poll, Step, Waiting, read_ticket};
use crate::aws::{Door, Writer};
use crate::engine::address::Address;
use crate::engine::change::Change;
use crate::engine::event::End;
use crate::engine::late::{Late, Outputs, Value};
use crate::engine::session::Session;
use crate::engine::ticket::{CallTicket, Ticket};
use crate::facts::op::Op;
use crate::organization::MANAGEMENT;

/// A plan of these areas that is being applied.
pub struct Applying<'a> {
    door: &'a Door,
    services: &'a Services,
    /// What the changes made so far have given.
    outputs: Rc<RefCell<Outputs>>,
    /// The ids of what was made.
    made: RefCell<BTreeMap<Address, String>>,
    recheck: Recheck,
}

impl<'a> Applying<'a> {
    /// With nothing made yet.
    #[must_use]
    pub fn new(door: &'a Door, services: &'a Services, outputs: Rc<RefCell<Outputs>>) -> Self {
        Self {
            door,
            services,
            outputs,
            made: RefCell::default(),
            recheck: Recheck::default(),
        }
    }

    /// Begins a change.
    pub async fn start(&self, change: &Change) -> Step {
        let Some(located) = self.services.locate(&change.address) else {
            return Step::Ended(unknown(change).into());
        };
        if let Some(end) = self
            .recheck
            .check(self.door, self.services, &located, change, &self.outputs)
            .await
        {
            return Step::Ended(end);
        }
        let sent = self.send(&located, change, 0).await;
        self.conclude(change, sent)
    }

    /// Asks AWS how far it is.
    pub async fn poll(&self, change: &Change, ticket: &Ticket) -> Poll<Step> {
        let sent = match self.ask(change, ticket).await {
            Ok(Poll::Again(after, why)) => return Poll::Again(after, why),
            Ok(Poll::Done(waits)) => Ok(waits),
            // AWS has been asked for it, so that it is not as if nothing were sent.
            Err(failure) if failure.stopped => return Poll::Done(Step::Ended(leave(change))),
            Err(failure) => Err(failure),
        };
        Poll::Done(self.conclude(change, sent))
    }

    async fn ask(&self, change: &Change, ticket: &Ticket) -> Result<Poll<Option<Waiting>>, Failure> {
        let located = self.services.locate(&change.address).ok_or_else(|| unknown(change))?;
        let CallTicket { place, ticket } = read_ticket(ticket)?;
        let writer = self.writer(&located).await?;
        let sent = match located.kind.poll(writer.reader(), &ticket).await? {
            Poll::Again(after, why) => return Ok(Poll::Again(after, why)),
            Poll::Done(sent) => sent,
        };
        Ok(Poll::Done(match self.keep(change, place, sent) {
            Some(waiting) => Some(waiting),
            None => self.send(&located, change, place + 1).await?,
        }))
    }

    fn conclude(&self, change: &Change, sent: Result<Option<Waiting>, Failure>) -> Step {
        match sent {
            Ok(Some(waiting)) => Step::Waits(waiting),
            Ok(None) => {
                self.recheck.record_write(change, &self.outputs.borrow());
                let id = self.made.borrow().get(&change.address).cloned();
                Step::Ended(End::Done { id, note: None })
            }
            Err(failure) => Step::Ended(failure.into()),
        }
    }

    /// Sends the calls of a change from one of them on. What is left to AWS comes back.
    async fn send(&self, located: &Located, change: &Change, from: usize) -> Result<Option<Waiting>, Failure> {
        let writer = self.writer(located).await?;
        for (place, planned) in change.calls.iter().enumerate().skip(from) {
            let request = fill(&planned.request, &self.outputs.borrow());
            let sent = located.kind.send(&writer, &request).await?;
            if let Some(waiting) = self.keep(change, place, sent) {
                return Ok(Some(waiting));
            }
        }
        Ok(None)
    }

    /// Keeps what a call gave.
    fn keep(&self, change: &Change, place: usize, sent: Sent) -> Option<Waiting> {
        let mut outputs = self.outputs.borrow_mut();
        for (output, value) in sent.outputs {
            let of = change.address.clone();
            outputs.add(Late { of, output }, value);
        }
        if let Some(made) = sent.id {
            outputs.add(Late::id(change.address.clone()), &made);
            self.made.borrow_mut().insert(change.address.clone(), made);
        }
        let waiting = sent.waits?;
        Some(Waiting {
            ticket: Ticket::new(&CallTicket {
                place,
                ticket: waiting.ticket,
            }),
            ..waiting
        })
    }

    async fn writer(&self, located: &Located) -> Result<Writer, Failure> {
        let operations: &'static [&'static Op] = located.kind.info().operations;
        let writer = self.door.writer(operations);
        let session = &located.session;
        let Some(account) = account_of(session, self.services).filter(|account| account.key != MANAGEMENT) else {
            return Ok(in_region(writer, session));
        };
        let id = Value::late(Late::id(account.clone()));
        let id = self.outputs.borrow().text(&id)?.to_owned();
        let role = member_role(&self.services.organization, &account.key);
        Ok(in_region(writer.member(&id, role, PATIENCE).await?, session))
    }
}

/// How a change ends that AWS is not waited for any longer.
#[must_use]
pub fn leave(change: &Change) -> End {
    End::Pending {
        what: change.title(),
        // The next run sees since when, where AWS tells it.
        since: String::new(),
        until: String::new(),
    }
}

fn unknown(change: &Change) -> Failure {
    Failure::fault(format!("nothing is known of `{}`", change.address))
}

fn in_region(writer: Writer, session: &Session) -> Writer {
    match &session.region {
        Some(region) => writer.region(region),
        None => writer,
    }
}
