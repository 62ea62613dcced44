//! Ctrl-C and SIGTERM, heard at every point where a run waits.

use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use super::host::Interrupts;
use super::stop::Stop;
use crate::exit::Exit;

/// How a run is told to stop by a person.
pub(super) const CTRL_C: &str = "Ctrl-C";

/// What tells a run to stop, one after the other: Ctrl-C, or SIGTERM. From when this exists, neither ends the process by itself.
pub(super) struct Presses(Source);

enum Source {
    Signals(Signals),
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
            Interrupts::Signals => Signals::listen().map_or_else(never, Source::Signals),
            Interrupts::At(due) => Source::At {
                due: due.iter().rev().copied().collect(),
                began: Instant::now(),
            },
        })
    }

    /// Waits for the next one, and says what it is.
    pub(super) async fn next(&mut self) -> &'static str {
        match &mut self.0 {
            Source::Signals(signals) => signals.next().await,
            Source::At { due, began } => match due.last() {
                Some(at) => {
                    tokio::time::sleep_until(*began + *at).await;
                    due.pop();
                    CTRL_C
                }
                None => std::future::pending().await,
            },
        }
    }

    /// Does `work`, unless it is stopped first; `before` says what that leaves behind.
    pub(super) async fn unless<T>(&mut self, before: &str, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            by = self.next() => Err(Stop::new(Exit::Incomplete, format!("stopped by {by}: {before}"))),
        }
    }
}

/// The signals of the system.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Option<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            Some(()) = self.interrupt.recv() => CTRL_C,
            Some(()) = self.terminate.recv() => "SIGTERM",
            else => std::future::pending().await,
        }
    }
}

/// Ctrl-C alone: Windows asks a process to end in no other way that can be heard.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> Option<Self> {
        tokio::signal::windows::ctrl_c().ok().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        match self.0.recv().await {
            Some(()) => CTRL_C,
            None => std::future::pending().await,
        }
    }
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
