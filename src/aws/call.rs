//! One call: pace, send, understand, retry.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::check::declared;
use super::door::Inner;
use super::error::{AwsError, ErrorKind};
use super::ledger::Attempt;
use super::lock::lock;
use super::meaning::{self, Failure, Reach};
use super::pacer::Permit;
use super::retry::Attempts;
use super::scope::Scope;
use super::settings::{Pace, WaitReason, Waiting};
use crate::facts::op::{Access, Op};

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
        let (account, region) = (scope.account(), scope.region(op.service));
        let mut attempts = Attempts::new(op, account);
        let mut last: Option<Failure> = None;
        let mut backed_off = Duration::ZERO;
        let begun = Instant::now();
        let mut sent: u32 = 0;
        loop {
            if let Some(why) = self.breakers.open(op, region) {
                return Err(self.unanswered(scope, op, why, last));
            }
            let Some((permit, (queue, queued))) = self.cancellation.unless_cancelled(op, self.turn(scope, op)).await
            else {
                return Err(self.stopped(scope, op, last));
            };
            // The circuit may have opened while this call waited for its turn.
            if let Some(why) = self.breakers.open(op, region) {
                return Err(self.unanswered(scope, op, why, last));
            }
            let waited = permit.waited() + queued + backed_off;
            let at = Instant::now();
            let answer = match op.access {
                // A change that has left is waited for: it may take effect whatever is done here.
                Access::Write => declared(op, send()).await,
                Access::Read => match self.cancellation.unless_cancelled(op, declared(op, send())).await {
                    Some(answer) => answer,
                    None => return Err(self.stopped(scope, op, None)),
                },
            };
            drop(queue);
            sent += 1;

            let mut failure = match answer {
                Ok(output) => {
                    self.breakers.answered(op, region);
                    self.write(scope, op, false, waited);
                    return Ok(output);
                }
                Err(error) => meaning::of(op, &error, scope.other_region(op.service)),
            };
            match failure.reach {
                Reach::Answered => self.breakers.answered(op, region),
                Reach::NobodyThere | Reach::Unsent | Reach::Lost => self.breakers.unanswered(op, region, at),
                Reach::Unmade => {}
            }
            let throttled = failure.error.kind == ErrorKind::Throttled;
            if failure.reach != Reach::Unmade {
                self.write(scope, op, throttled, waited);
            }
            if throttled {
                permit.throttled();
            } else {
                drop(permit);
            }
            let Some((wait, why)) = attempts.next_delay(&failure, self.pace != Pace::Off) else {
                if sent > 1 && failure.reach != Reach::Answered {
                    let seconds = begun.elapsed().as_secs();
                    failure.error.message += &format!(", {sent} times in {seconds} seconds");
                }
                return Err(self.named(scope, failure));
            };
            let wait = match why {
                WaitReason::Busy | WaitReason::NotYet => self.pace.wait(wait),
                WaitReason::Rate | WaitReason::Throttled | WaitReason::Fault => wait,
            };
            tracing::debug!(error = %failure.error, wait = ?wait, "sending again");
            self.notify_wait(op, account, why, wait);
            if self
                .cancellation
                .unless_cancelled(op, tokio::time::sleep(wait))
                .await
                .is_none()
            {
                return Err(self.stopped(scope, op, Some(failure)));
            }
            backed_off = wait;
            last = Some(failure);
        }
    }

    /// Waits for the operation's rate and then, with a change of a service that takes one at a time, until no other one is being sent. Tells how long the second took.
    async fn turn(&self, scope: &Scope, op: &'static Op) -> (Permit, (Option<OwnedMutexGuard<()>>, Duration)) {
        let account = scope.account();
        let notify = |wait| self.notify_wait(op, account, WaitReason::Rate, wait);
        let permit = self.pacer.permit(op, account, scope.region(op.service), notify).await;
        let queued = Instant::now();
        let queue = if op.service.serial_writes && op.access == Access::Write {
            let writes = Arc::clone(lock(&self.serial_writes).entry(op.service).or_default());
            Some(writes.lock_owned().await)
        } else {
            None
        };
        (permit, (queue, queued.elapsed()))
    }

    /// The error of a call that a cancellation has ended. What may have taken effect says so; what certainly has not was not sent.
    fn stopped(&self, scope: &Scope, op: &'static Op, last: Option<Failure>) -> AwsError {
        let may_be_done = |failure: &Failure| {
            let is_refusal = matches!(
                failure.error.kind,
                ErrorKind::Throttled | ErrorKind::Busy | ErrorKind::NotYet
            );
            !is_refusal && matches!(failure.reach, Reach::Lost | Reach::Answered)
        };
        match last.filter(|failure| op.access == Access::Write && may_be_done(failure)) {
            Some(mut failure) => {
                failure.error.message += ", and it was not sent again because the run was stopped";
                self.named(scope, failure)
            }
            None => {
                let message = match op.access {
                    Access::Write => "it was not sent",
                    Access::Read => "it did not end in time",
                };
                AwsError::new(ErrorKind::Stopped, op, message)
            }
        }
    }

    /// The error of a call to what was given up.
    fn unanswered(&self, scope: &Scope, op: &'static Op, why: String, last: Option<Failure>) -> AwsError {
        match last {
            Some(mut failure) => {
                failure.error.message += &format!("; {why}");
                if failure.error.kind != ErrorKind::Ambiguous {
                    failure.error.kind = ErrorKind::Unreachable;
                }
                self.named(scope, failure)
            }
            None => AwsError::new(ErrorKind::Unreachable, op, format!("it was not sent: {why}")),
        }
    }

    fn write(&self, scope: &Scope, op: &'static Op, throttled: bool, waited: Duration) {
        self.book.write(Attempt {
            op,
            account: scope.account(),
            region: scope.region(op.service),
            throttled,
            waited,
        });
    }

    fn named(&self, scope: &Scope, failure: Failure) -> AwsError {
        let caller = || self.identity.get().map(|identity| identity.account.clone());
        AwsError {
            account: scope.account().map(str::to_owned).or_else(caller),
            ..failure.error
        }
    }

    pub(super) fn notify_wait(&self, op: &Op, account: Option<&str>, why: WaitReason, wait: Duration) {
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
