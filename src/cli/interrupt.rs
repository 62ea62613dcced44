//! Ctrl-C, heard at every point where a run waits.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::host::Interrupts;
use super::stop::Stop;
use crate::exit::Exit;

#[cfg(unix)]
type Signal = tokio::signal::unix::Signal;
#[cfg(windows)]
type Signal = tokio::signal::windows::CtrlC;

/// The presses of Ctrl-C, one after the other. From when this exists, Ctrl-C no longer ends the process.
pub(super) struct Presses(Source);

enum Source {
    Signal(Signal),
    /// Due times, the next one last.
    At {
        due: Vec<Duration>,
        began: Instant,
    },
}

impl Presses {
    /// Starts to listen. Needs a runtime.
    pub(super) fn listen(interrupts: &Interrupts) -> Self {
        let never = || Source::At {
            due: Vec::new(),
            began: Instant::now(),
        };
        Self(match interrupts {
            // Where the system gives no handler, Ctrl-C ends the process as it always did.
            Interrupts::Signals => signal().map_or_else(never, Source::Signal),
            Interrupts::At(due) => Source::At {
                due: due.iter().rev().copied().collect(),
                began: Instant::now(),
            },
        })
    }

    /// Waits for the next press.
    pub(super) async fn next(&mut self) {
        match &mut self.0 {
            Source::Signal(signal) => {
                if signal.recv().await.is_none() {
                    std::future::pending::<()>().await;
                }
            }
            Source::At { due, began } => match due.last() {
                Some(at) => {
                    tokio::time::sleep_until(*began + *at).await;
                    due.pop();
                }
                None => std::future::pending().await,
            },
        }
    }

    /// Does `work`, unless Ctrl-C comes first; `before` says what that leaves behind.
    pub(super) async fn unless<T>(&mut self, before: &str, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            () = self.next() => Err(Stop::new(Exit::Incomplete, format!("stopped by Ctrl-C: {before}"))),
        }
    }
}

#[cfg(unix)]
fn signal() -> Option<Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()).ok()
}

#[cfg(windows)]
fn signal() -> Option<Signal> {
    tokio::signal::windows::ctrl_c().ok()
}

/// Waits until the system asks the process to end.
#[cfg(unix)]
pub(super) async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

/// Waits until the system asks the process to end, which only Unix does by a signal.
#[cfg(windows)]
pub(super) async fn terminated() {
    std::future::pending().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn work_that_ends_first_is_done_and_the_rest_is_stopped() {
        let mut presses = Presses::listen(&Interrupts::At(vec![Duration::from_secs(2)]));
        let quick = presses.unless("nothing was changed", tokio::time::sleep(Duration::from_secs(1)));
        assert!(quick.await.is_ok());
        let slow = presses.unless("nothing was changed", tokio::time::sleep(Duration::from_secs(9)));
        let stop = slow.await.unwrap_err();
        assert_eq!(stop.exit, Exit::Incomplete);
        assert_eq!(stop.message, "stopped by Ctrl-C: nothing was changed");
    }
}
