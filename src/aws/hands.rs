//! What areas hold of the door: a [`Reader`], which only looks, or a [`Writer`], which makes the changes it was given for.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::clients::Clients;
use super::door::Inner;
use super::error::{AwsError, ErrorKind};
use super::identity::{self, Identity};
use super::member::{self, Member};
use super::pages::Lists;
use crate::facts::op::{Access, Op};

/// One calling account.
#[derive(Debug)]
pub(super) struct Scope {
    /// Its id; `None` is the caller's own.
    pub account: Option<String>,
    pub clients: Clients,
    /// How it is entered, where it is not the caller's own.
    pub member: Option<Member>,
}

/// Looks at one account of AWS, and changes nothing.
#[derive(Debug, Clone)]
pub struct Reader {
    inner: Arc<Inner>,
    scope: Arc<Scope>,
}

/// Changes one account of AWS, by the write operations that it was given for and by no other.
#[derive(Debug, Clone)]
pub struct Writer {
    reader: Reader,
    allowed: &'static [&'static Op],
}

impl Reader {
    pub(super) fn new(inner: Arc<Inner>, scope: Arc<Scope>) -> Self {
        Self { inner, scope }
    }

    /// The client of AWS Organizations. Its requests are sent by [`Reader::call`] alone.
    #[must_use]
    pub fn organizations(&self) -> &aws_sdk_organizations::Client {
        self.scope.clients.organizations()
    }

    /// The client of the Resource Groups Tagging API.
    #[must_use]
    pub fn tagging(&self) -> &aws_sdk_resourcegroupstagging::Client {
        self.scope.clients.tagging()
    }

    /// The client of AWS Account Management.
    #[must_use]
    pub fn account(&self) -> &aws_sdk_account::Client {
        self.scope.clients.account()
    }

    /// What the lists of this run were like.
    pub(super) fn lists(&self) -> &Lists {
        &self.inner.lists
    }

    /// Calls `op`: waits for its rate, has `send` send it, and sends it again where that helps.
    ///
    /// # Errors
    /// What AWS says, by its meaning; [`ErrorKind::Bug`] if `op` changes anything or `send` sends another operation.
    pub async fn call<O, E, F>(&self, op: &'static Op, send: impl Fn() -> F) -> Result<O, AwsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        if op.access != Access::Read {
            return Err(AwsError::new(
                ErrorKind::Bug,
                op,
                "a reader was asked to change something",
            ));
        }
        self.send(op, send).await
    }

    /// Who this is.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn identity(&self) -> Result<Identity, AwsError> {
        member::renew(&self.inner, &self.scope).await?;
        identity::ask(&self.inner, &self.scope).await
    }

    /// The same in a member account, by a role of it (a name or an ARN). The role is assumed once and renewed before it expires. Waits for up to
    /// `patience` while AWS denies the role: in a young account it may take minutes to appear. The caller's own account needs no role.
    ///
    /// # Errors
    /// What AWS says to the attempt to assume the role.
    pub async fn member(&self, account: &str, role: &str, patience: Duration) -> Result<Self, AwsError> {
        let scope = member::enter(&self.inner, account, role, patience).await?;
        Ok(Self::new(Arc::clone(&self.inner), scope))
    }

    /// How long to wait, at the pace of the endpoint, for what takes AWS `published`.
    #[must_use]
    pub fn paced(&self, published: Duration) -> Duration {
        self.inner.pace.wait(published)
    }

    async fn send<O, E, F>(&self, op: &'static Op, send: impl Fn() -> F) -> Result<O, AwsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        member::renew(&self.inner, &self.scope).await?;
        self.inner.send(&self.scope, op, send).await
    }
}

impl Writer {
    pub(super) fn new(reader: Reader, allowed: &'static [&'static Op]) -> Self {
        Self { reader, allowed }
    }

    /// One that only looks, at the same account.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The client of AWS Organizations. Its requests are sent by [`Writer::call`] alone.
    #[must_use]
    pub fn organizations(&self) -> &aws_sdk_organizations::Client {
        self.reader.organizations()
    }

    /// The client of the Resource Groups Tagging API.
    #[must_use]
    pub fn tagging(&self) -> &aws_sdk_resourcegroupstagging::Client {
        self.reader.tagging()
    }

    /// The client of AWS Account Management.
    #[must_use]
    pub fn account(&self) -> &aws_sdk_account::Client {
        self.reader.account()
    }

    /// Calls `op`: waits for its rate, has `send` send it, and sends it again where that helps and cannot do harm.
    ///
    /// # Errors
    /// What AWS says, by its meaning; [`ErrorKind::Bug`] if `op` changes something that this writer was not given for, or `send` sends another
    /// operation.
    pub async fn call<O, E, F>(&self, op: &'static Op, send: impl Fn() -> F) -> Result<O, AwsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let same = |other: &&&Op| other.service == op.service && other.name == op.name;
        if op.access == Access::Write && self.allowed.iter().find(same).is_none() {
            let message = "a writer was asked for a change that it was not made for";
            return Err(AwsError::new(ErrorKind::Bug, op, message));
        }
        self.reader.send(op, send).await
    }

    /// The same in a member account: see [`Reader::member`].
    ///
    /// # Errors
    /// What AWS says to the attempt to assume the role.
    pub async fn member(&self, account: &str, role: &str, patience: Duration) -> Result<Self, AwsError> {
        let reader = self.reader.member(account, role, patience).await?;
        Ok(Self::new(reader, self.allowed))
    }
}
