//! What a kind of thing is: how it is read, what its differences take, how its calls are sent.

use std::future::{Future, ready};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::info::KindInfo;
use super::names::{Names, Removal};
use super::organization::Organization;
use super::resource::{Live, Reading, Removed, Resource, Wanted};
use super::step::{Sent, Step, Terms};
use crate::areas::lifecycle::{Failure, Poll};
use crate::aws::{AwsError, Reader, Writer};
use crate::diagnostics::Diagnostic;
use crate::engine::address::Address;
use crate::engine::session::Session;
use crate::engine::ticket::Ticket;
use crate::facts::op::Op;

/// A kind of thing in AWS. Binding, adoption, release, `[[removed]]`, saved plans, drift and filters are the kit's.
pub trait Kind: Sync + 'static {
    /// Its fields.
    type Resource: Resource;
    /// One write as data: planned, saved and sent.
    type Call: Serialize + DeserializeOwned;
    /// What is known without asking.
    const INFO: &'static KindInfo;

    /// Reads a session.
    ///
    /// # Errors
    /// What AWS says: then nothing of the kind is planned in this session. What fails for one thing alone is in the reading.
    fn read(
        &self,
        reader: &Reader,
        session: &Session,
        wanted: Wanted<'_>,
    ) -> impl Future<Output = Result<Reading<Self::Resource>, AwsError>>;

    /// Where to look besides the sessions of what is wanted: where something of ours may have been left.
    fn also(&self, organization: &Organization) -> Vec<Session> {
        let _ = organization;
        Vec::new()
    }

    /// The address by which something is shown that the baseline does not declare.
    fn address(&self, live: &Live<Self::Resource>, organization: &Organization) -> Address {
        let _ = organization;
        Address::new(Self::INFO.name, live.name())
    }

    /// Whether `[[removed]]` names something that is shown as `address`.
    fn is_named(&self, removed: &Removed, address: &Address) -> bool {
        match removed {
            Removed::Address(named) => named == address,
            Removed::Named { name, .. } => *name == address.key,
        }
    }

    /// By what AWS knows what `[[removed]]` names, where only what is asked for by name is read.
    fn removed(&self, removed: &Removed, organization: &Organization) -> Option<Vec<String>> {
        let _ = (removed, organization);
        None
    }

    /// Checks what `[[removed]]` names.
    ///
    /// # Errors
    /// Says why nothing could be removed by it.
    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        let _ = (removal, names);
        Ok(())
    }

    /// Whether something undeclared can be taken away where the area is exclusive.
    fn can_go(&self, live: &Live<Self::Resource>) -> bool {
        let _ = live;
        true
    }

    /// On what terms a difference is mended.
    fn terms(&self, step: &Step<Self::Resource>, organization: &Organization) -> Terms {
        let _ = (step, organization);
        Terms::default()
    }

    /// The writes that mend a difference, in order.
    fn calls(&self, step: &Step<Self::Resource>) -> Vec<Self::Call>;

    /// The operation of a call.
    fn operation(&self, call: &Self::Call) -> &'static Op;

    /// Sends a call. What was late in it when it was planned is known by now.
    ///
    /// # Errors
    /// What AWS says.
    fn send(&self, writer: &Writer, call: Self::Call) -> impl Future<Output = Result<Sent, Failure>>;

    /// Asks how far AWS is with something that a call has left to it, by the ticket of the call. `reader` is where the call was made.
    ///
    /// # Errors
    /// What AWS says.
    fn poll(&self, reader: &Reader, ticket: &Ticket) -> impl Future<Output = Result<Poll<Sent>, Failure>> {
        let _ = (reader, ticket);
        ready(Err(Failure::fault("nothing of this kind waits for AWS")))
    }
}
