//! Cancellation of a run: from then on no change is sent any more, and reads soon end.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::facts::op::{Access, Op};

/// How long reads may go on after a cancellation: long enough to see what AWS is at, short enough for who waits.
const READS_END: Duration = Duration::from_secs(10);

/// Whether a run is cancelled, and since when.
#[derive(Debug)]
pub(super) struct Cancellation(watch::Sender<Option<Instant>>);

impl Default for Cancellation {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Cancellation {
    /// It cannot be taken back.
    pub(super) fn cancel(&self) {
        self.0.send_if_modified(|since| {
            let is_first = since.is_none();
            since.get_or_insert_with(Instant::now);
            is_first
        });
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Waits for the cancellation, and says when it was.
    pub(super) async fn cancelled(&self) -> Instant {
        let mut receiver = self.0.subscribe();
        loop {
            let since = *receiver.borrow_and_update();
            match since {
                Some(since) => return since,
                // The sender is `self`, which is still there.
                None => drop(receiver.changed().await),
            }
        }
    }

    /// Does `work` on behalf of `op`. Nothing once the run is cancelled: at once for a change, after [`READS_END`] for a read.
    pub(super) async fn unless_cancelled<T>(&self, op: &Op, work: impl Future<Output = T>) -> Option<T> {
        let over = async {
            let since = self.cancelled().await;
            if op.access == Access::Read {
                sleep_until(since + READS_END).await;
            }
        };
        tokio::select! {
            biased;
            () = over => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;
    use crate::facts::op::PAGES;
    use crate::facts::service::ORGANIZATIONS;

    static READ: Op = Op::read(&ORGANIZATIONS, "ListRoots", PAGES, &[]);
    static WRITE: Op = Op::write(&ORGANIZATIONS, "MoveAccount", &[]);

    #[tokio::test(start_paused = true)]
    async fn a_change_ends_at_once_and_a_read_soon() {
        let cancellation = Cancellation::default();
        let begun = Instant::now();
        let stop = async {
            sleep(Duration::from_secs(3)).await;
            cancellation.cancel();
            cancellation.cancel();
        };
        let minute = || sleep(Duration::from_secs(60));
        let timed = async |op| {
            (
                cancellation.unless_cancelled(op, minute()).await,
                begun.elapsed().as_secs(),
            )
        };
        let (write, read, ()) = tokio::join!(timed(&WRITE), timed(&READ), stop);
        assert_eq!(write, (None, 3));
        assert_eq!(read, (None, 13));
        assert!(cancellation.unless_cancelled(&WRITE, async {}).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn without_the_word_all_is_done() {
        let cancellation = Cancellation::default();
        assert_eq!(cancellation.unless_cancelled(&WRITE, async { 1 }).await, Some(1));
        assert!(!cancellation.is_cancelled());
    }
}
