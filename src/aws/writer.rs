//! What makes the changes it was given for.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::error::{AwsError, ErrorKind};
use super::reader::Reader;
use super::sdk::Sdk;
use crate::facts::op::{Access, Op};

/// Changes one account of AWS in one Region, by the write operations that it was given for and by no other.
#[derive(Debug, Clone)]
pub struct Writer {
    reader: Reader,
    allowed: &'static [&'static Op],
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

    /// The client of a service. Its requests are sent by [`Writer::call`] alone.
    #[must_use]
    pub fn client<C: Sdk>(&self) -> C {
        self.reader.client()
    }

    /// The same in another Region. Global services are called at home all the same.
    #[must_use]
    pub fn region(&self, region: &str) -> Self {
        Self::new(self.reader.region(region), self.allowed)
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
