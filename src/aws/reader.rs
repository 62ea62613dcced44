//! What only looks.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::door::Inner;
use super::error::{AwsError, ErrorKind};
use super::identity::{self, Identity};
use super::member;
use super::pages::Lists;
use super::scope::Scope;
use super::sdk::Sdk;
use crate::facts::op::{Access, Op};
use crate::facts::service::Service;

/// Looks at one account of AWS in one Region, and changes nothing.
#[derive(Debug, Clone)]
pub struct Reader {
    inner: Arc<Inner>,
    scope: Scope,
}

impl Reader {
    pub(super) fn new(inner: Arc<Inner>, scope: Scope) -> Self {
        Self { inner, scope }
    }

    /// The client of a service. Its requests are sent by [`Reader::call`] alone.
    #[must_use]
    pub fn client<C: Sdk>(&self) -> C {
        self.scope.client()
    }

    /// The same in another Region. Global services are called at home all the same.
    #[must_use]
    pub fn region(&self, region: &str) -> Self {
        let mut scope = self.scope.clone();
        scope.region = Some(region.into());
        Self::new(Arc::clone(&self.inner), scope)
    }

    /// The Region where a service is called.
    pub(super) fn region_of(&self, service: &Service) -> &str {
        self.scope.region(service)
    }

    /// What the lists of this run were like.
    pub(super) fn lists(&self) -> &Lists {
        &self.inner.lists
    }

    /// How long to wait, at the pace of the endpoint, for what takes AWS `published`.
    #[must_use]
    pub fn paced(&self, published: Duration) -> Duration {
        self.inner.pace.wait(published)
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
        member::renew(&self.inner, &self.scope.account).await?;
        identity::ask(&self.inner, &self.scope).await
    }

    /// The same in a member account, by a role of it (a name or an ARN). The role is assumed once and renewed before it expires. Waits for up to
    /// `patience` while AWS denies the role: in a young account it may take minutes to appear. The caller's own account needs no role.
    ///
    /// # Errors
    /// What AWS says to the attempt to assume the role.
    pub async fn member(&self, account: &str, role: &str, patience: Duration) -> Result<Self, AwsError> {
        self.enter(account, role, None, patience).await
    }

    /// The same, limited to what `policy` allows of what the role may do. Nothing is waited for.
    ///
    /// # Errors
    /// What AWS says to the attempt to assume the role.
    pub async fn limited_member(&self, account: &str, role: &str, policy: &str) -> Result<Self, AwsError> {
        self.enter(account, role, Some(policy), Duration::ZERO).await
    }

    async fn enter(
        &self,
        account: &str,
        role: &str,
        policy: Option<&str>,
        patience: Duration,
    ) -> Result<Self, AwsError> {
        let account = member::enter(&self.inner, account, role, policy, patience).await?;
        let scope = Scope {
            account,
            region: self.scope.region.clone(),
        };
        Ok(Self::new(Arc::clone(&self.inner), scope))
    }

    pub(super) async fn send<O, E, F>(&self, op: &'static Op, send: impl Fn() -> F) -> Result<O, AwsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        member::renew(&self.inner, &self.scope.account).await?;
        self.inner.send(&self.scope, op, send).await
    }
}
