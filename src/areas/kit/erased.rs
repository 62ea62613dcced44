//! Kinds side by side, whatever their types: the one place where fields and calls become JSON.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::info::KindInfo;
use super::kind::Kind;
use super::merge::without_nothing;
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

/// A difference as its kind mends it.
pub struct Mending {
    /// On what terms.
    pub terms: Terms,
    /// The writes, in order.
    pub calls: Vec<(&'static Op, Json)>,
}

/// A [`Kind`] of whatever types.
#[async_trait(?Send)]
pub trait AnyKind: Sync {
    /// What is known without asking.
    fn info(&self) -> &'static KindInfo;

    /// [`Kind::read`], in canonical form.
    async fn read(&self, reader: &Reader, session: &Session, wanted: Wanted<'_>) -> Result<Reading<Json>, AwsError>;

    /// [`Kind::also`].
    fn also(&self, organization: &Organization) -> Vec<Session>;

    /// [`Kind::address`].
    fn address(&self, live: &Live<Json>, organization: &Organization) -> Address;

    /// [`Kind::is_named`].
    fn is_named(&self, removed: &Removed, address: &Address) -> bool;

    /// [`Kind::removed`].
    fn removed(&self, removed: &Removed, organization: &Organization) -> Option<Vec<String>>;

    /// [`Kind::check_removed`].
    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic>;

    /// [`Kind::can_go`].
    fn can_go(&self, live: &Live<Json>) -> bool;

    /// Fields in canonical form.
    ///
    /// # Errors
    /// If they are not fields of the kind.
    fn canonical(&self, fields: &Json) -> Result<Json, Failure>;

    /// The terms and calls of a difference.
    ///
    /// # Errors
    /// If its fields are not fields of the kind.
    fn mend(&self, step: &Step<Json>, organization: &Organization) -> Result<Mending, Failure>;

    /// [`Kind::send`], of a call as it was planned and with nothing late in it.
    async fn send(&self, writer: &Writer, request: &Json) -> Result<Sent, Failure>;

    /// [`Kind::poll`].
    async fn poll(&self, reader: &Reader, ticket: &Ticket) -> Result<Poll<Sent>, Failure>;
}

#[async_trait(?Send)]
impl<K: Kind> AnyKind for K {
    fn info(&self) -> &'static KindInfo {
        K::INFO
    }

    async fn read(&self, reader: &Reader, session: &Session, wanted: Wanted<'_>) -> Result<Reading<Json>, AwsError> {
        let reading = Kind::read(self, reader, session, wanted).await?;
        let live = reading.live.into_iter().map(|live| {
            let have = json(&live.have.clone().canonical());
            live.with(have)
        });
        Ok(Reading {
            live: live.collect(),
            unread: reading.unread,
        })
    }

    fn also(&self, organization: &Organization) -> Vec<Session> {
        Kind::also(self, organization)
    }

    fn address(&self, live: &Live<Json>, organization: &Organization) -> Address {
        match typed(&live.have) {
            Ok(have) => Kind::address(self, &live.with(have), organization),
            Err(_) => Address::new(K::INFO.name, live.name()),
        }
    }

    fn is_named(&self, removed: &Removed, address: &Address) -> bool {
        removed.kind() == K::INFO.name && Kind::is_named(self, removed, address)
    }

    fn removed(&self, removed: &Removed, organization: &Organization) -> Option<Vec<String>> {
        let is_of_kind = removed.kind() == K::INFO.name;
        is_of_kind.then(|| Kind::removed(self, removed, organization)).flatten()
    }

    fn check_removed(&self, removal: &Removal<'_>, names: &dyn Names) -> Result<(), Diagnostic> {
        Kind::check_removed(self, removal, names)
    }

    fn can_go(&self, live: &Live<Json>) -> bool {
        typed(&live.have).is_ok_and(|have| Kind::can_go(self, &live.with(have)))
    }

    fn canonical(&self, fields: &Json) -> Result<Json, Failure> {
        Ok(json(&typed::<K::Resource>(fields)?.canonical()))
    }

    fn mend(&self, step: &Step<Json>, organization: &Organization) -> Result<Mending, Failure> {
        let step = step.with(typed::<K::Resource>)?;
        let calls = self.calls(&step).into_iter();
        Ok(Mending {
            terms: self.terms(&step, organization),
            calls: calls.map(|call| (self.operation(&call), json(&call))).collect(),
        })
    }

    async fn send(&self, writer: &Writer, request: &Json) -> Result<Sent, Failure> {
        Kind::send(self, writer, typed(request)?).await
    }

    async fn poll(&self, reader: &Reader, ticket: &Ticket) -> Result<Poll<Sent>, Failure> {
        Kind::poll(self, reader, ticket).await
    }
}

/// A value as JSON, without fields that say nothing.
pub(super) fn json(value: &impl Serialize) -> Json {
    without_nothing(serde_json::to_value(value).unwrap_or_default())
}

fn typed<T: DeserializeOwned>(json: &Json) -> Result<T, Failure> {
    serde_json::from_value(json.clone()).map_err(|error| Failure::fault(format!("its fields cannot be read: {error}")))
}
