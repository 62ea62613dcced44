//! One call: pace, send, understand, retry.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::time::Instant;

use super::check::declared;
use super::door::Inner;
use super::error::{AwsError, ErrorKind};
use super::hands::Scope;
use super::ledger::Attempt;
use super::meaning::{self, Failure, Reach};
use super::retry::Tries;
use super::settings::{Pace, Waiting, Why};
use crate::facts::op::{Access, Op, Service};

/// Waits shorter than this are not worth telling anybody.
const WORTH_TELLING: Duration = Duration::from_secs(1);

impl Inner {
    /// Calls `op` for `scope` until there is an answer, or an error that waiting does not help.
    ///
    /// The SDK's futures are large, and callers join many of them: on the heap they do not add up on the stack.
    pub(super) fn send<'a, O, E, F>(
        &'a self,
        scope: &'a Scope,
        op: &'static Op,
        send: impl Fn() -> F + 'a,
    ) -> Pin<Box<impl Future<Output = Result<O, AwsError>> + 'a>>
    where
        O: 'a,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>> + 'a,
        E: ProvideErrorMetadata + Error + 'static,
    {
        Box::pin(self.insist(scope, op, send))
    }

    async fn insist<O, E, F>(&self, scope: &Scope, op: &'static Op, send: impl Fn() -> F) -> Result<O, AwsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let account = scope.account.as_deref();
        let mut tries = Tries::new(op, account);
        let mut backed_off = Duration::ZERO;
        loop {
            let tell = |wait| self.tell(op, account, Why::Rate, wait);
            let permit = self.pacer.permit(op, account, tell).await;
            let queued = Instant::now();
            // AWS serialises changes of an Organization: ours go one at a time, in the order of asking.
            let queue = if op.service == Service::Organizations && op.access == Access::Write {
                Some(self.organization_writes.lock().await)
            } else {
                None
            };
            let waited = permit.waited() + queued.elapsed() + backed_off;
            let answer = declared(op, send()).await;
            drop(queue);

            let failure = match answer {
                Ok(output) => {
                    self.write(scope, op, false, waited);
                    return Ok(output);
                }
                Err(error) => meaning::of(op, &error),
            };
            let throttled = failure.error.kind == ErrorKind::Throttled;
            if failure.reach != Reach::Unmade {
                self.write(scope, op, throttled, waited);
            }
            if throttled {
                permit.throttled();
            } else {
                drop(permit);
            }
            let Some((wait, why)) = tries.again(&failure, self.pace != Pace::Off) else {
                return Err(self.named(scope, failure));
            };
            tracing::debug!(error = %failure.error, wait = ?wait, "sending again");
            self.tell(op, account, why, wait);
            tokio::time::sleep(wait).await;
            backed_off = wait;
        }
    }

    fn write(&self, scope: &Scope, op: &'static Op, throttled: bool, waited: Duration) {
        self.book.write(Attempt {
            op,
            account: scope.account.as_deref(),
            region: scope.clients.base().region(op.service),
            throttled,
            waited,
        });
    }

    fn named(&self, scope: &Scope, failure: Failure) -> AwsError {
        let caller = || self.identity.get().map(|identity| identity.account.clone());
        AwsError {
            account: scope.account.clone().or_else(caller),
            ..failure.error
        }
    }

    pub(super) fn tell(&self, op: &Op, account: Option<&str>, why: Why, wait: Duration) {
        if let Some(progress) = self.progress.as_ref().filter(|_| wait >= WORTH_TELLING) {
            progress(&Waiting {
                operation: op.to_string(),
                account: account.map(str::to_owned),
                why,
                wait,
            });
        }
    }
}
