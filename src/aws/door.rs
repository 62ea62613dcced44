//! The door itself: what all calls of a run share.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::cancellation::Cancellation;
use super::circuit_breaker::CircuitBreakers;
use super::clients::{Base, Clients};
use super::connector::InProcess;
use super::error::{AwsError, ErrorKind};
use super::identity::{self, Identity};
use super::ledger::{Book, Ledger};
use super::operations::GET_CALLER_IDENTITY;
use super::pacer::Pacer;
use super::pages::Lists;
use super::reader::Reader;
use super::scope::{CallingAccount, Scope};
use super::settings::{HttpChoice, Pace, Progress, Settings};
use super::writer::Writer;
use crate::facts::op::Op;
use crate::facts::service::Service;
use crate::facts::typical::LATENCY;

/// The one way to AWS. Clones share everything.
#[derive(Debug, Clone)]
pub struct Door {
    inner: Arc<Inner>,
}

/// How a member account is entered: its id, the role's ARN, and the session policy.
type Entry = (String, String, Option<String>);

/// What all calls share.
pub(super) struct Inner {
    pub pace: Pace,
    /// Whether AWS is simulated in this process.
    is_in_process: bool,
    pub pacer: Pacer,
    pub book: Book,
    /// Held while a change is sent to a service that takes one at a time.
    pub serial_writes: Mutex<BTreeMap<&'static Service, Arc<tokio::sync::Mutex<()>>>>,
    pub cancellation: Cancellation,
    pub breakers: CircuitBreakers,
    pub lists: Lists,
    pub progress: Option<Progress>,
    pub caller: Scope,
    pub identity: OnceCell<Identity>,
    pub members: Mutex<BTreeMap<Entry, Arc<CallingAccount>>>,
    opened: Instant,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// Who the caller is, asked once.
    pub(super) async fn identity(&self) -> Result<&Identity, AwsError> {
        self.identity
            .get_or_try_init(|| identity::ask(self, &self.caller))
            .await
    }
}

impl Door {
    /// Opens the door: finds the configuration, and calls nobody.
    ///
    /// # Errors
    /// If a pace that is only for emulators would be used against AWS, or the caller's Region is not in the Organization's partition.
    pub async fn open(settings: Settings) -> Result<Self, AwsError> {
        let base = match &settings.http {
            HttpChoice::InProcess(sandbox) => {
                return Self::in_process(&settings, SharedHttpClient::new(InProcess(sandbox.clone())));
            }
            HttpChoice::Default => Base::from_environment(&settings).await?,
        };
        if settings.pace.needs_endpoint() && base.endpoint().is_none() {
            let message = "`GROUNDLINE_PACE` is for emulators: set `AWS_ENDPOINT_URL` too, or unset it";
            return Err(AwsError::new(ErrorKind::Refused, &GET_CALLER_IDENTITY, message));
        }
        Ok(Self::over(&settings, base))
    }

    /// A door to something in this process.
    pub(super) fn in_process(settings: &Settings, http: SharedHttpClient) -> Result<Self, AwsError> {
        Ok(Self::over(settings, Base::in_process(settings, http)?))
    }

    pub(super) fn over(settings: &Settings, base: Base) -> Self {
        let caller = CallingAccount {
            id: None,
            clients: Clients::new(base),
            member: None,
        };
        Self {
            inner: Arc::new(Inner {
                pace: settings.pace,
                is_in_process: matches!(settings.http, HttpChoice::InProcess(_)),
                pacer: Pacer::new(settings.pace),
                book: Book::default(),
                serial_writes: Mutex::default(),
                cancellation: Cancellation::default(),
                breakers: CircuitBreakers::default(),
                lists: Lists::default(),
                progress: settings.progress.clone(),
                caller: Scope::of(Arc::new(caller)),
                identity: OnceCell::new(),
                members: Mutex::new(BTreeMap::new()),
                opened: Instant::now(),
            }),
        }
    }

    /// Who the caller is. Asked once, then remembered.
    ///
    /// # Errors
    /// What AWS says; [`ErrorKind::Credentials`] if there are none.
    pub async fn identity(&self) -> Result<Identity, AwsError> {
        self.inner.identity().await.cloned()
    }

    /// The endpoint that stands in for AWS, where one is configured for all services.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.inner.caller.account.clients.base().endpoint()
    }

    /// How long a call takes on the way, as far as that is known beforehand: what stands in for AWS is near.
    #[must_use]
    pub fn latency(&self) -> Duration {
        if self.inner.is_in_process || self.endpoint().is_some() {
            Duration::ZERO
        } else {
            LATENCY
        }
    }

    /// One that only looks, as the caller.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.inner), self.inner.caller.clone())
    }

    /// One that makes changes by the operations `allowed` (and looks), as the caller.
    #[must_use]
    pub fn writer(&self, allowed: &'static [&'static Op]) -> Writer {
        Writer::new(self.reader(), allowed)
    }

    /// From now on no change is sent, neither for the first time nor again, and reads end within seconds. What has left is waited for.
    pub fn stop(&self) {
        self.inner.cancellation.cancel();
    }

    /// Whether [`Door::stop`] was called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.inner.cancellation.is_cancelled()
    }

    /// Waits until [`Door::stop`] is called.
    pub async fn stopped(&self) {
        self.inner.cancellation.cancelled().await;
    }

    /// How long to wait, at the pace of the endpoint, for what takes AWS `published`.
    #[must_use]
    pub fn paced(&self, published: Duration) -> Duration {
        self.inner.pace.wait(published)
    }

    /// All calls so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let caller = self.inner.identity.get().map(|identity| identity.account.as_str());
        self.inner.book.ledger(caller, self.inner.opened.elapsed())
    }
}
